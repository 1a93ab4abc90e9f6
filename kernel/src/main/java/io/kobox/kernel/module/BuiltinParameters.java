package io.kobox.kernel.module;

import io.kobox.fs.sysfs.Attribute;
import io.kobox.kernel.params.KernelParam;
import io.kobox.mm.Slab;
import io.kobox.profile.BuiltinModules.Parameter;
import io.kobox.symbols.KernelSymbol;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.types.Struct;
import io.kobox.types.Structs;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of modules that are built into the kernel. They are read and written as on Linux;
 * of what they steer there, the simulated kernel has module.sig_enforce and dynamic_debug.verbose.
 * One whose operations are its subsystem's own (apparmor's, say) cannot be read or written:
 * EOPNOTSUPP.
 */
final class BuiltinParameters {
  private static final int GFP_ZERO = 0;

  private final KernelExports exports;
  private final Structs structs;
  private final Slab slab;
  private final Function<KernelParam, ParameterFile> files;
  private final Map<String, File> byName = new HashMap<>();

  BuiltinParameters(
      KernelExports exports,
      Structs structs,
      Slab slab,
      Function<KernelParam, ParameterFile> files) {
    this.exports = exports;
    this.structs = structs;
    this.slab = slab;
    this.files = files;
  }

  Attribute file(Parameter parameter) {
    File file = new File(parameter);
    byName.put(parameter.module() + "." + parameter.name(), file);
    return file;
  }

  /** The value of a bool, by its full name ("module.sig_enforce"). */
  boolean isSet(String name) {
    File file = byName.get(name);
    try {
      return file != null && file.show()[0] == 'Y';
    } catch (ErrnoException e) {
      return false;
    }
  }

  /** The value of an int, by its full name ("dynamic_debug.verbose"). */
  int number(String name) {
    File file = byName.get(name);
    try {
      return file == null
          ? 0
          : Integer.parseInt(new String(file.show(), StandardCharsets.ISO_8859_1).strip());
    } catch (ErrnoException e) {
      return 0;
    }
  }

  /** Its variable gets a place in the guest's memory when it is first written. */
  private final class File implements Attribute {
    private final Parameter parameter;
    private @Nullable ParameterFile variable;

    private File(Parameter parameter) {
      this.parameter = parameter;
    }

    @Override
    public byte[] show() throws ErrnoException {
      if (variable != null) {
        return variable.show();
      }
      if (parameter.type().isEmpty()) {
        throw new ErrnoException(Errno.EOPNOTSUPP);
      }
      return (parameter.value() + "\n").getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public int store(byte[] text) throws ErrnoException {
      if (variable == null) {
        variable = allocate();
      }
      return variable.store(text);
    }

    private ParameterFile allocate() throws ErrnoException {
      KernelSymbol operations = exports.find("param_ops_" + parameter.type(), true);
      if (operations == null || parameter.type().equals("string")) {
        throw new ErrnoException(Errno.EOPNOTSUPP);
      }
      int size = structs.type("kernel_param").size();
      long address = slab.kmalloc(size + Long.BYTES, GFP_ZERO);
      if (address == 0) {
        throw new ErrnoException(Errno.ENOMEM);
      }
      long argument = address + size;
      Struct param = structs.at("kernel_param", address);
      param.set("ops", operations.address());
      param.set("arg", argument);
      ParameterFile file =
          files.apply(
              new KernelParam(
                  address,
                  parameter.name(),
                  operations.address(),
                  parameter.permissions(),
                  -1,
                  0,
                  argument));
      byte[] value = parameter.value().getBytes(StandardCharsets.ISO_8859_1);
      if (!parameter.value().equals("(null)")) {
        file.store(value);
      }
      return file;
    }
  }
}
