package io.kobox.shell;

import io.kobox.shell.batch.KernelMessages;
import io.kobox.shell.utillinux.LogRecord;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.SystemCalls;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Prints the log of an image kernel, as dmesg does. */
final class ImageLog {
  private final PrintStream out;
  private final boolean color;
  private @Nullable KernelMessages messages;

  ImageLog(PrintStream out, boolean color) {
    this.out = out;
    this.color = color;
  }

  /** Leaves out what was logged until now. */
  void skip(SystemCalls calls) throws ErrnoException {
    messages = new KernelMessages(calls);
  }

  /** Prints what was logged since. */
  void print(SystemCalls calls) {
    if (messages != null) {
      messages.read().forEach(this::print);
    }
  }

  private void print(LogRecord message) {
    long time = message.micros();
    String stamp = String.format("[%5d.%06d] ", time / 1_000_000, time % 1_000_000);
    String line = stamp + message.text().replace("\n", "\n" + " ".repeat(stamp.length())) + "\n";
    byte[] bytes =
        (color ? DmesgColors.paint(message.level(), line) : line)
            .getBytes(StandardCharsets.ISO_8859_1);
    out.write(bytes, 0, bytes.length);
    out.flush();
  }
}
