package io.kobox.lib.dynamicdebug;

import io.kobox.fs.OpenFile;
import io.kobox.fs.Position;
import io.kobox.fs.TextOperations;
import io.kobox.fs.UserBuffer;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import java.nio.charset.StandardCharsets;

/** /proc/dynamic_debug/control, and the same in debugfs. */
public final class ControlFile extends TextOperations {
  private static final int PAGE = 4096;

  private final DynamicDebug debug;

  public ControlFile(DynamicDebug debug) {
    super(() -> debug.text().getBytes(StandardCharsets.ISO_8859_1));
    this.debug = debug;
  }

  /** ddebug_proc_write: queries. */
  @Override
  public int write(OpenFile file, UserBuffer buffer, Position position) throws ErrnoException {
    int length = buffer.length();
    if (length == 0) {
      return 0;
    }
    if (length > PAGE - 1) {
      debug.log().warn("expected <" + PAGE + " bytes into control");
      throw new ErrnoException(Errno.E2BIG);
    }
    String text = new String(buffer.loadAll(PAGE), StandardCharsets.ISO_8859_1);
    debug.log().info(2, "read " + length + " bytes from userspace");
    int end = text.indexOf('\0');
    int result = debug.execute(end < 0 ? text : text.substring(0, end), null);
    if (result < 0) {
      throw new ErrnoException(-result);
    }
    position.advance(length);
    return length;
  }
}
