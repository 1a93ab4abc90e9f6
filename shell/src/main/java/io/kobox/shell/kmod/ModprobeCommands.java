package io.kobox.shell.kmod;

import io.kobox.shell.command.Session;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.Program;
import io.kobox.syscalls.WaitStatus;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Runs install and remove commands as system(3) does. */
final class ModprobeCommands {
  private static final int NOT_FOUND = 127;

  private final Session session;
  private final Map<String, String> environment;

  ModprobeCommands(Tool tool, ModprobeOptions options) {
    this.session = tool.session();
    this.environment = options.environment;
  }

  /** Puts the parameters where the command wants them; a text that wants itself stays. */
  static String expand(String command, String parameters) {
    return command.replace("$CMDLINE_OPTS", parameters);
  }

  /** Runs it in a shell that knows MODPROBE_MODULE; WEXITSTATUS: 0 also if a signal ended it. */
  int run(String module, String command) throws ErrnoException {
    Map<String, String> variables = new HashMap<>(environment);
    variables.put("MODPROBE_MODULE", module);
    List<String> argv = List.of("sh", "-c", command);
    Program shell = session.runner().find(argv, variables);
    if (shell == null) {
      return NOT_FOUND;
    }
    int pid = session.calls().spawn("sh", argv, shell);
    WaitStatus status = session.calls().wait4(pid, 0, null);
    return status == null || status.signal() != 0 ? 0 : status.exitStatus();
  }
}
