package io.kobox.types;

import io.kobox.btf.BtfType;
import io.kobox.export.ServedCall;
import java.util.List;

/** A function of the kernel, whose parameters are found by name: their places differ by version. */
public final class FunctionType {
  private final String name;
  private final List<BtfType.Parameter> parameters;

  FunctionType(String name, BtfType.Prototype prototype) {
    this.name = name;
    this.parameters = prototype.parameters();
  }

  /**
   * What {@code call} has for the parameter.
   *
   * @throws IllegalArgumentException if this kernel's function has no such parameter
   */
  public long argument(ServedCall call, String parameter) {
    for (int i = 0; i < parameters.size(); i++) {
      if (parameters.get(i).name().equals(parameter)) {
        return call.argument(i);
      }
    }
    throw new IllegalArgumentException(name + " has no parameter " + parameter);
  }
}
