package io.kobox.btf;

/**
 * Strings of which most are in a table of functions' names and the others in that of the data
 * types. The lowest bit of an offset tells which: 1 for functions.
 */
final class TieredStrings implements Strings {
  private final SectionStrings dataTypes;
  private final SectionStrings functions;

  TieredStrings(SectionStrings dataTypes, SectionStrings functions) {
    this.dataTypes = dataTypes;
    this.functions = functions;
  }

  private SectionStrings tier(int offset) {
    return (offset & 1) == 0 ? dataTypes : functions;
  }

  @Override
  public byte[] table(int offset) {
    return tier(offset).table(offset >>> 1);
  }

  @Override
  public int position(int offset) {
    return tier(offset).position(offset >>> 1);
  }
}
