package io.kobox.shell.kmod;

import io.kobox.kmod.ConfigFiles;
import io.kobox.kmod.KmodException;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.OpenFlags;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** kmod static-nodes: modules.devname in other words (kmod: tools/static-nodes.c). */
final class StaticNodes {
  private static final int LIMIT = 1 << 24;

  private static final List<GetoptLong.Option> OPTIONS =
      List.of(
          GetoptLong.Option.with("output", 'o'),
          GetoptLong.Option.with("format", 'f'),
          GetoptLong.Option.flag("help", 'h'));

  private static String usage(String program) {
    return "Usage:\n\t"
        + program
        + """
         static-nodes [options]

        kmod static-nodes outputs the static-node information of the currently running kernel.

        Options:
        \t-f, --format=FORMAT  choose format to use: see "Formats"
        \t-o, --output=FILE    write output to file
        \t-h, --help           show this help

        Formats:
        \thuman        (default) a human readable format. Do not parse.
        \ttmpfiles     the tmpfiles.d(5) format used by systemd-tmpfiles.
        \tdevname      the modules.devname format.
        """;
  }

  int main(Tool tool, List<String> argv) throws ErrnoException {
    String output = "/dev/stdout";
    String format = "human";
    GetoptLong options = new GetoptLong(tool, argv, "o:f:h", OPTIONS);
    for (int c = options.next(); c != GetoptLong.END; c = options.next()) {
      switch (c) {
        case 'o' -> output = options.argument();
        case 'f' -> format = options.argument();
        case 'h' -> {
          tool.print(usage(tool.program()));
          return 0;
        }
        default -> {
          return 1;
        }
      }
      if (!List.of("human", "tmpfiles", "devname").contains(format)) {
        tool.printError("Unknown format: '" + format + "'.\n");
        tool.print(usage(tool.program()));
        return 1;
      }
    }
    return write(tool, output, format);
  }

  private static int write(Tool tool, String output, String format) throws ErrnoException {
    String path = "/lib/modules/" + tool.calls().uname().release() + "/modules.devname";
    String text;
    try {
      text = ConfigFiles.read(tool.tree(), path, LIMIT);
    } catch (KmodException e) {
      boolean missing = e.errno() == KmodException.ENOENT;
      tool.printError(
          missing
              ? "Warning: " + path + " not found - ignoring\n"
              : "Error: could not open " + path + " - " + e.text() + "\n");
      return missing ? 0 : 1;
    }
    StringBuilder out = new StringBuilder();
    int status = 0;
    for (String line : text.split("\n", -1)) {
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      String node = node(line, format);
      if (node.isEmpty()) {
        tool.printError("Error: invalid devname entry: " + line + "\n");
        status = 1;
      }
      out.append(node);
    }
    if (output.equals("/dev/stdout")) {
      tool.print(out.toString());
      return status;
    }
    return save(tool, output, out.toString()) ? status : 1;
  }

  /** Empty if the line is not of the form {@code module device c10:237}. */
  private static String node(String line, String format) {
    String[] words = line.split(" ", -1);
    int colon = words.length < 3 ? -1 : words[2].indexOf(':');
    if (colon < 2 || (words[2].charAt(0) != 'c' && words[2].charAt(0) != 'b')) {
      return "";
    }
    char type = words[2].charAt(0);
    String major = words[2].substring(1, colon);
    String minor = words[2].substring(colon + 1);
    return switch (format) {
      case "human" ->
          "Module: %s\n\tDevice node: /dev/%s\n\t\tType: %s device\n\t\tMajor: %s\n\t\tMinor: %s\n"
              .formatted(words[0], words[1], type == 'c' ? "character" : "block", major, minor);
      case "tmpfiles" -> {
        int slash = words[1].lastIndexOf('/');
        String directory =
            slash < 0 ? "" : "d /dev/" + words[1].substring(0, slash) + " 0755 - - -\n";
        yield directory + type + "! /dev/" + words[1] + " 0600 - - - " + major + ":" + minor + "\n";
      }
      default -> line + "\n";
    };
  }

  private static boolean save(Tool tool, String path, String text) throws ErrnoException {
    int flags = OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_TRUNC;
    int fd;
    try {
      fd = tool.calls().openat(OpenFlags.AT_FDCWD, path, flags, 0666);
    } catch (ErrnoException e) {
      tool.printError("Error: could not create " + path + " - " + e.getMessage() + "\n");
      return false;
    }
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    int done = 0;
    while (done < bytes.length) {
      done += tool.calls().write(fd, bytes, done, bytes.length - done);
    }
    tool.calls().close(fd);
    return true;
  }
}
