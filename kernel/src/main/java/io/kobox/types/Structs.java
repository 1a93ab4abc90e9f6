package io.kobox.types;

import io.kobox.btf.Btf;
import io.kobox.machine.GuestMemory;
import java.util.HashMap;
import java.util.Map;

/** The structs of the running kernel. */
public final class Structs {
  private final GuestMemory memory;
  private final Btf btf;
  private final Map<String, StructType> types = new HashMap<>();

  public Structs(GuestMemory memory, Btf btf) {
    this.memory = memory;
    this.btf = btf;
  }

  /** {@code struct name}. */
  public StructType type(String name) {
    StructType type = types.get(name);
    if (type == null) {
      type = new StructType(memory, btf.struct(name));
      types.put(name, type);
    }
    return type;
  }

  /** The {@code struct name} at {@code address}. */
  public Struct at(String name, long address) {
    return type(name).at(address);
  }

  public Btf btf() {
    return btf;
  }
}
