package io.kobox.kernel.gcov;

import io.kobox.loader.ElfModule;
import io.kobox.loader.SectionHeader;
import java.util.Map;
import java.util.TreeMap;

/** Counts the blocks that run on one machine, and tells the modules that they belong to. */
final class MachineCoverage implements CodeWatcher {
  /** A section with code in memory. */
  private record Code(long end, CoveredModule module, int section) {}

  private final CodeCoverage coverage;
  private final BlockCounts blocks = new BlockCounts();
  private final TreeMap<Long, Code> code = new TreeMap<>(Long::compareUnsigned);

  MachineCoverage(CodeCoverage coverage) {
    this.coverage = coverage;
  }

  @Override
  public void entered(long address, int size) {
    blocks.add(address, size);
  }

  /** The memory of modules that are gone may be this one's: what ran so far is theirs. */
  @Override
  public void loaded(ElfModule file) {
    ended();
    CoveredModule module = coverage.module(file);
    for (SectionHeader section : file.sections()) {
      if (CoveredModule.isCode(section)) {
        forget(section.address(), section.address() + section.size());
        if (module != null) {
          code.put(
              section.address(),
              new Code(section.address() + section.size(), module, section.index()));
        }
      }
    }
  }

  private void forget(long begin, long end) {
    Map.Entry<Long, Code> last = code.lowerEntry(end);
    while (last != null && Long.compareUnsigned(last.getValue().end(), begin) > 0) {
      code.remove(last.getKey());
      last = code.lowerEntry(end);
    }
  }

  @Override
  public void ended() {
    blocks.drain(
        (address, size, count) -> {
          Map.Entry<Long, Code> at = code.floorEntry(address);
          if (at != null && Long.compareUnsigned(address, at.getValue().end()) < 0) {
            Code in = at.getValue();
            in.module().add(in.section(), address - at.getKey(), size, count);
          }
        });
  }
}
