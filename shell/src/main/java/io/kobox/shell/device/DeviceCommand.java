package io.kobox.shell.device;

import io.kobox.device.Board;
import io.kobox.device.catalog.DeviceTypes;
import io.kobox.shell.command.CommandException;
import io.kobox.shell.command.Origin;
import io.kobox.shell.command.Session;
import io.kobox.shell.command.Utility;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.Hotplug;
import java.util.List;

/** {@code device}: the devices that are plugged into the machine. A command of kobox's own. */
public final class DeviceCommand extends Utility {
  private final DeviceTypes types;

  public DeviceCommand(DeviceTypes types) {
    super(
        Origin.RIG,
        "device",
        "plug devices into the machine, look at them and turn their knobs",
        """
        Usage: device add TYPE [id=NAME] [platform=NAME] [KEY=VALUE...]
               device list
               device set NAME KNOB=VALUE...
               device get NAME KNOB
               device remove NAME

        With platform=NAME[.NUMBER] it becomes a platform device (image kernel): the
        driver of that name gets its memory, ports and interrupt line as resources.

        Types:
        """
            + String.join("\n", types.describe().stream().map(line -> "  " + line).toList()));
    this.types = types;
  }

  @Override
  protected int main(Session session) throws ErrnoException, CommandException {
    List<String> words = session.arguments();
    List<String> rest = words.isEmpty() ? words : words.subList(1, words.size());
    try {
      switch (words.isEmpty() ? "" : words.getFirst()) {
        case "add" -> DeviceSpec.of(rest).plug(session.calls(), types);
        case "list" -> list(session);
        case "set" -> set(session, rest);
        case "get" -> {
          if (rest.size() != 2) {
            throw CommandException.usage(null);
          }
          session.out().println(session.calls().board().device(rest.get(0)).get(rest.get(1)));
        }
        case "remove", "del" -> {
          if (rest.size() != 1) {
            throw CommandException.usage(null);
          }
          Hotplug.unplug(session.calls(), rest.getFirst());
        }
        default -> throw CommandException.usage(null);
      }
    } catch (IllegalArgumentException e) {
      throw CommandException.failure(1, String.valueOf(e.getMessage()));
    }
    return 0;
  }

  private static void list(Session session) throws ErrnoException {
    Board board = session.calls().board();
    for (String name : board.names()) {
      session.out().println(name + ": " + String.join(", ", board.describe(name)));
    }
  }

  private static void set(Session session, List<String> words)
      throws ErrnoException, CommandException {
    if (words.size() < 2) {
      throw CommandException.usage(null);
    }
    for (String word : words.subList(1, words.size())) {
      int equals = word.indexOf('=');
      if (equals <= 0) {
        throw new IllegalArgumentException("'" + word + "' is not KNOB=VALUE");
      }
      session
          .calls()
          .board()
          .device(words.getFirst())
          .set(word.substring(0, equals), word.substring(equals + 1));
    }
  }
}
