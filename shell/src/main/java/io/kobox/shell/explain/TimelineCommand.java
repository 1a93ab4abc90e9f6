package io.kobox.shell.explain;

import io.kobox.kernel.trace.Timeline;
import io.kobox.kernel.trace.TimelineFormat;
import io.kobox.shell.command.Command;
import io.kobox.shell.command.Session;
import io.kobox.syscalls.ErrnoException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code timeline start} keeps who has the CPU, interrupts and locks from then on; {@code timeline}
 * prints it, {@code timeline --json} as a trace for Perfetto. Exit status 0; 1 with a kernel that
 * does not tell; 2 for wrong usage.
 */
public final class TimelineCommand implements Command {
  private static final int FAILED = 1;
  private static final int USAGE = 2;

  private final @Nullable Timeline timeline;
  private final TimelineFormat format;

  public TimelineCommand(Timeline timeline, TimelineFormat format) {
    this.timeline = timeline;
    this.format = format;
  }

  private TimelineCommand() {
    timeline = null;
    format = new TimelineFormat(Long::toHexString);
  }

  /** Of a kernel that keeps no timeline. */
  public static TimelineCommand none() {
    return new TimelineCommand();
  }

  @Override
  public String name() {
    return "timeline";
  }

  @Override
  public String summary() {
    return "tasks, interrupts and locks over the machine's time";
  }

  @Override
  public String usage() {
    return """
        usage: timeline start     keep it from now on
               timeline           what was kept
               timeline --json    the same for https://ui.perfetto.dev""";
  }

  @Override
  public int run(Session session) throws ErrnoException {
    String argument = String.join(" ", session.arguments());
    if (!List.of("", "start", "--json").contains(argument)) {
      session.error(usage());
      return USAGE;
    }
    if (timeline == null) {
      session.error("timeline: the image kernel keeps none");
      return FAILED;
    }
    if (argument.equals("start")) {
      timeline.start();
    } else if (argument.isEmpty()) {
      session.out().print(format.text(timeline.events()));
    } else {
      session.out().print(format.json(timeline.events()));
    }
    session.out().flush();
    return 0;
  }
}
