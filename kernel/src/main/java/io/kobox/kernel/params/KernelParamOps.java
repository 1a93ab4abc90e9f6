package io.kobox.kernel.params;

import io.kobox.lib.GuestFunctions;
import io.kobox.types.Struct;
import io.kobox.types.Structs;
import java.util.ArrayList;
import java.util.List;

/** Reads the guest's struct kernel_param and calls its operations. */
public final class KernelParamOps {
  private static final int NOARG = 1;

  private final Structs structs;
  private final GuestFunctions functions;

  public KernelParamOps(Structs structs, GuestFunctions functions) {
    this.structs = structs;
    this.functions = functions;
  }

  /** The {@code count} parameters of a module's __param section. */
  public List<KernelParam> list(long section, int count, GuestStrings strings) {
    List<KernelParam> params = new ArrayList<>();
    int size = structs.type("kernel_param").size();
    for (int i = 0; i < count; i++) {
      Struct param = structs.at("kernel_param", section + (long) i * size);
      params.add(
          new KernelParam(
              param.address(),
              strings.string(param.get("name")),
              param.get("ops"),
              param.getInt("perm"),
              (byte) param.get("level"),
              param.getInt("flags"),
              param.get("arg")));
    }
    return params;
  }

  /** Reads C strings of the guest. */
  @FunctionalInterface
  public interface GuestStrings {
    String string(long address);
  }

  /** Whether the parameter may stand without a value (KERNEL_PARAM_OPS_FL_NOARG). */
  boolean allowsNoArgument(KernelParam param) {
    return (structs.at("kernel_param_ops", param.ops()).get("flags") & NOARG) != 0;
  }

  /** Calls {@code ops->set(value, param)}: 0 or a negative errno. */
  public int set(KernelParam param, long value) {
    long set = structs.at("kernel_param_ops", param.ops()).get("set");
    return (int) functions.call(set, value, param.address());
  }

  /** Whether the parameter can be read. */
  public boolean readable(KernelParam param) {
    return structs.at("kernel_param_ops", param.ops()).get("get") != 0;
  }

  /** Whether the parameter can be written. */
  public boolean writable(KernelParam param) {
    return structs.at("kernel_param_ops", param.ops()).get("set") != 0;
  }

  /** Calls {@code ops->get(page, param)}: a length or a negative errno. */
  public int get(KernelParam param, long page) {
    long get = structs.at("kernel_param_ops", param.ops()).get("get");
    return (int) functions.call(get, page, param.address());
  }

  /** Calls {@code ops->free(arg)} if there is one (destroy_params). */
  public void free(KernelParam param) {
    long free = structs.at("kernel_param_ops", param.ops()).get("free");
    if (free != 0) {
      functions.call(free, param.arg());
    }
  }
}
