package io.kobox.shell.interactive;

import io.kobox.shell.command.MachineText;
import io.kobox.shell.kmod.ModuleParameters;
import io.kobox.shell.lang.CommandRegistry;
import io.kobox.shell.lang.builtin.Builtins;
import io.kobox.syscalls.DirectoryEntry;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.FileMode;
import io.kobox.syscalls.OpenFlags;
import io.kobox.syscalls.SystemCalls;
import java.util.List;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;

/** Completes commands, files of the machine, modules and their parameters. */
final class ShellCompleter implements Completer {
  private final SystemCalls calls;
  private final CommandRegistry registry;
  private final ModuleParameters parameters;

  ShellCompleter(SystemCalls calls, CommandRegistry registry) {
    this.calls = calls;
    this.registry = registry;
    this.parameters = new ModuleParameters(calls);
  }

  @Override
  public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
    List<String> before = line.words().subList(0, line.wordIndex());
    int start = commandStart(before);
    String word = line.word().substring(0, line.wordCursor());
    if (start == before.size()) {
      commands(candidates);
      if (word.indexOf('/') >= 0) {
        files(word, "", candidates);
      }
      return;
    }
    arguments(before.subList(start, before.size()), word, candidates);
  }

  /** Where the command begins that the cursor is in. */
  private static int commandStart(List<String> words) {
    for (int i = words.size() - 1; i >= 0; i--) {
      switch (words.get(i)) {
        case "|", "||", "&&", ";", "&", "(", "{", "!", "then", "do", "else", "if", "while" -> {
          return i + 1;
        }
        default -> {}
      }
    }
    return 0;
  }

  private void commands(List<Candidate> candidates) {
    registry.names().forEach(n -> candidates.add(new Candidate(n)));
    Builtins.names().forEach(n -> candidates.add(new Candidate(n)));
  }

  private void arguments(List<String> command, String word, List<Candidate> candidates) {
    switch (command.getFirst()) {
      case "insmod" -> {
        if (command.size() == 1) {
          files(word, ".ko", candidates);
        } else {
          parameters(parameters.ofFile(command.get(1)), candidates);
        }
      }
      case "rmmod" -> column("/proc/modules", candidates);
      case "modprobe" -> {
        if (command.getLast().startsWith("-") || command.size() == 1) {
          available(candidates);
        } else {
          parameters(parameters.ofName(moduleOf(command)), candidates);
        }
      }
      case "modinfo" -> {
        available(candidates);
        files(word, ".ko", candidates);
      }
      case "help" -> commands(candidates);
      default -> files(word, "", candidates);
    }
  }

  /** The first operand of modprobe. */
  private static String moduleOf(List<String> command) {
    return command.stream().skip(1).filter(word -> !word.startsWith("-")).findFirst().orElse("");
  }

  private static void parameters(List<String> names, List<Candidate> candidates) {
    for (String name : names) {
      candidates.add(new Candidate(name + "=", name, null, null, null, null, false));
    }
  }

  /** The files that {@code word} could name; with {@code suffix}, only those and directories. */
  private void files(String word, String suffix, List<Candidate> candidates) {
    int slash = word.lastIndexOf('/') + 1;
    String directory = word.substring(0, slash);
    try {
      int fd =
          calls.openat(
              OpenFlags.AT_FDCWD, directory.isEmpty() ? "." : directory, OpenFlags.O_DIRECTORY, 0);
      try {
        for (DirectoryEntry entry : calls.getdents64(fd)) {
          String name = entry.name();
          boolean folder = FileMode.isDirectory(entry.type());
          boolean hidden = name.startsWith(".") && !word.startsWith(".", slash);
          if (!hidden && (folder || name.endsWith(suffix))) {
            String path = directory + name + (folder ? "/" : "");
            candidates.add(new Candidate(path, path, null, null, null, null, !folder));
          }
        }
      } finally {
        calls.close(fd);
      }
    } catch (ErrnoException e) {
      // Nothing more can be done: it is not there.
    }
  }

  /** The first word of each line. */
  private void column(String path, List<Candidate> candidates) {
    for (String line : lines(path)) {
      int end = line.indexOf(' ');
      candidates.add(new Candidate(end < 0 ? line : line.substring(0, end)));
    }
  }

  /** The modules of modules.dep. */
  private void available(List<Candidate> candidates) {
    for (String line : lines("/lib/modules/" + calls.uname().release() + "/modules.dep")) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        candidates.add(new Candidate(ModuleParameters.moduleName(line.substring(0, colon))));
      }
    }
  }

  private List<String> lines(String path) {
    return MachineText.lines(calls, path);
  }
}
