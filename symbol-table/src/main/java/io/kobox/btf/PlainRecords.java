package io.kobox.btf;

/** The records of a {@code .BTF} section as they are in it. */
final class PlainRecords implements TypeRecords {
  private final int firstId;
  private final TypeSection section;
  private final SectionStrings strings;

  PlainRecords(int firstId, TypeSection section, SectionStrings strings) {
    this.firstId = firstId;
    this.section = section;
    this.strings = strings;
  }

  @Override
  public int firstId() {
    return firstId;
  }

  @Override
  public int endId() {
    return firstId + section.rows();
  }

  @Override
  public BtfKind kind(int id) {
    return section.kind(id - firstId);
  }

  @Override
  public BtfType decode(int id) {
    return section.decode(id - firstId);
  }

  @Override
  public int find(BtfKind kind, String name) {
    int row = section.find(kind, name);
    return row < 0 ? 0 : firstId + row;
  }

  @Override
  public EnumeratorIndex enumerators() {
    return section.enumerators();
  }

  @Override
  public SectionStrings sectionStrings() {
    return strings;
  }
}
