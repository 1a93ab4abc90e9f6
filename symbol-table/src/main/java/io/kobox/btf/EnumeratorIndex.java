package io.kobox.btf;

import org.jspecify.annotations.Nullable;

/** Finds enumerators by name, in all enums of a section. */
final class EnumeratorIndex {
  private final TypeSection section;
  private final NameIndex names;

  /**
   * @param section where the enums are
   * @param rows their rows
   */
  EnumeratorIndex(TypeSection section, int[] rows) {
    int count = 0;
    for (int row : rows) {
      count += section.elements(row);
    }
    this.section = section;
    this.names = new NameIndex(section.strings(), count);
    for (int row : rows) {
      int elements = section.elements(row);
      for (int i = 0; i < elements; i++) {
        names.add(section.enumeratorName(row, i), row);
      }
    }
  }

  /** The value of {@code name} in the first enum that has it, or null. */
  @Nullable Long find(String name) {
    int slot = names.find(name);
    if (slot >= 0 && section.decode(names.value(slot)) instanceof BtfType.Enumeration type) {
      for (BtfType.Enumerator enumerator : type.values()) {
        if (enumerator.name().equals(name)) {
          return enumerator.value();
        }
      }
    }
    return null;
  }
}
