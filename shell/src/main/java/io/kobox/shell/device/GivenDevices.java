package io.kobox.shell.device;

import io.kobox.device.catalog.DeviceTypes;
import io.kobox.shell.command.Command;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.Program;
import io.kobox.syscalls.SystemCalls;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The devices of {@code --device}: plugged in before the machine's first program does anything. */
public final class GivenDevices {
  private final DeviceTypes types = new DeviceTypes();
  private final List<DeviceSpec> specs = new ArrayList<>();

  /**
   * A device of each text, {@code TYPE[,key=value]...}; the types of those that are classes are
   * known to {@link #command} from then on.
   *
   * @throws IllegalArgumentException if a class cannot be found, or a text is wrong
   */
  public GivenDevices(List<String> texts) {
    for (String text : texts) {
      DeviceSpec spec = DeviceSpec.of(List.of(text.split(",", -1)));
      if (DeviceClasses.isFile(spec.type())) {
        DeviceClasses.Found found = DeviceClasses.find(spec.type());
        types.add(found.name(), spec.type(), found.maker());
        spec = new DeviceSpec(found.name(), spec.id(), spec.platform(), spec.properties());
      }
      specs.add(spec);
    }
  }

  /** The command {@code device} that knows these types. */
  public Command command() {
    return new DeviceCommand(types);
  }

  /** {@code program} on a machine that has the devices; it fails if one of them cannot be had. */
  public Program before(Program program) {
    return calls -> plug(calls) ? program.run(calls) : 1;
  }

  /** Plugs all of them in; if one cannot be, standard error says why. */
  public boolean plug(SystemCalls calls) throws ErrnoException {
    for (DeviceSpec spec : specs) {
      try {
        spec.plug(calls, types);
      } catch (IllegalArgumentException e) {
        byte[] text =
            ("kobox: --device " + spec.type() + ": " + e.getMessage() + "\n")
                .getBytes(StandardCharsets.UTF_8);
        calls.write(2, text, 0, text.length);
        return false;
      }
    }
    return true;
  }
}
