package io.kobox.types;

import io.kobox.btf.Btf;
import io.kobox.btf.BtfType;
import io.kobox.machine.GuestMemory;
import java.util.HashMap;
import java.util.Map;

/** The structs of the running kernel. */
public final class Structs {
  private final GuestMemory memory;
  private final Btf btf;
  private final Map<String, StructType> types = new HashMap<>();
  private final Map<String, FunctionType> functions = new HashMap<>();

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

  /** The first of the structs that this kernel has: names change between versions. */
  public StructType either(String name, String other) {
    return type(btf.findStruct(name) != null ? name : other);
  }

  /** The {@code struct name} at {@code address}. */
  public Struct at(String name, long address) {
    return type(name).at(address);
  }

  /**
   * The function {@code name}.
   *
   * @throws IllegalArgumentException if the kernel has no such function
   */
  public FunctionType function(String name) {
    FunctionType function = functions.get(name);
    if (function == null) {
      BtfType.Prototype prototype = btf.prototype(name);
      if (prototype == null) {
        throw new IllegalArgumentException("the kernel's types have no function " + name);
      }
      function = new FunctionType(name, prototype);
      functions.put(name, function);
    }
    return function;
  }

  public Btf btf() {
    return btf;
  }
}
