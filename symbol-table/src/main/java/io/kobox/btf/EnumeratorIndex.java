package io.kobox.btf;

import org.jspecify.annotations.Nullable;

/** Finds enumerators by name, in all enums of a section. */
final class EnumeratorIndex {
  private final NameIndex names;
  private final int[] enums;

  EnumeratorIndex(TypeSection section) {
    int count = 0;
    for (int id = section.firstId(); id < section.endId(); id++) {
      if (isEnum(section.kind(id))) {
        count += section.elements(id);
      }
    }
    names = new NameIndex(section.strings(), count);
    enums = new int[count];
    int next = 0;
    for (int id = section.firstId(); id < section.endId(); id++) {
      if (!isEnum(section.kind(id))) {
        continue;
      }
      for (int i = 0; i < section.elements(id); i++) {
        int name = section.ownEnumeratorName(id, i);
        enums[next] = id;
        if (name > 0) {
          names.add(name, next);
        }
        next++;
      }
    }
  }

  private static boolean isEnum(BtfKind kind) {
    return kind == BtfKind.ENUM || kind == BtfKind.ENUM64;
  }

  @Nullable Long find(String name, Btf btf) {
    int slot = names.find(name, names.firstSlot(name));
    if (slot >= 0 && btf.type(enums[names.value(slot)]) instanceof BtfType.Enumeration type) {
      for (BtfType.Enumerator enumerator : type.values()) {
        if (enumerator.name().equals(name)) {
          return enumerator.value();
        }
      }
    }
    return null;
  }
}
