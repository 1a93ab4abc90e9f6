package io.kobox.shell.busybox;

import io.kobox.shell.command.CommandException;
import io.kobox.shell.command.MachineText;
import io.kobox.shell.command.Output;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.OpenFlags;
import io.kobox.syscalls.SystemCalls;
import java.util.List;
import java.util.TreeMap;

/** The files that a script of sed names itself: those of {@code r}, {@code w} and {@code s///w}. */
final class SedFiles {
  private final SystemCalls calls;
  private final TreeMap<Integer, Output> outputs = new TreeMap<>();

  SedFiles(SystemCalls calls) {
    this.calls = calls;
  }

  /** Opens what {@code script} will write, as empty files; each once, whatever is edited. */
  void open(List<SedCommand> script) throws CommandException {
    for (int i = 0; i < script.size(); i++) {
      SedCommand command = script.get(i);
      boolean writes = command.name == 'w' || (command.name == 's' && !command.text.isEmpty());
      if (writes) {
        Output output = outputs.get(i);
        command.output = output != null ? output : create(command.text);
        outputs.put(i, command.output);
      }
    }
  }

  private Output create(String path) throws CommandException {
    try {
      int flags = OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_TRUNC;
      return new Output(calls, calls.openat(OpenFlags.AT_FDCWD, path, flags, 0666));
    } catch (ErrnoException e) {
      throw CommandException.failure("can't open '" + path + "'", e);
    }
  }

  /** What {@code r} puts after the line: whole lines; nothing of a file that cannot be read. */
  String read(String path) {
    try {
      String text = MachineText.read(calls, path);
      return text.isEmpty() || text.endsWith("\n") ? text : text + "\n";
    } catch (ErrnoException e) {
      return "";
    }
  }

  /** Writes out what is left. */
  void flush() throws ErrnoException {
    for (Output output : outputs.values()) {
      output.flush();
    }
  }
}
