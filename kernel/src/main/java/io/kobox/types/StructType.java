package io.kobox.types;

import io.kobox.btf.BtfStruct;
import io.kobox.machine.GuestMemory;
import java.util.HashMap;
import java.util.Map;

/** A struct of the kernel: its size and fields, looked up in BTF once. */
public final class StructType {
  /** A field: its offset and size in bytes. */
  public record Field(int offset, int size) {}

  private final GuestMemory memory;
  private final BtfStruct type;
  private final Map<String, Field> fields = new HashMap<>();

  StructType(GuestMemory memory, BtfStruct type) {
    this.memory = memory;
    this.type = type;
  }

  /** sizeof. */
  public int size() {
    return (int) type.size();
  }

  /** A field by its path: {@code "list"}, {@code "list.next"}. */
  public Field field(String path) {
    Field field = fields.get(path);
    if (field == null) {
      var member = type.field(path);
      field = new Field((int) member.offset(), (int) member.size());
      fields.put(path, field);
    }
    return field;
  }

  /** Whether this kernel's struct has the field. */
  public boolean has(String path) {
    return type.hasField(path);
  }

  /** offsetof. */
  public int offset(String path) {
    return field(path).offset();
  }

  /** Where a bit field begins, in bits. */
  int bit(String path) {
    return (int) type.field(path).bitOffset();
  }

  /** The struct at {@code address}. */
  public Struct at(long address) {
    return new Struct(this, memory, address);
  }
}
