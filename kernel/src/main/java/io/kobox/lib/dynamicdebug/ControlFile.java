package io.kobox.lib.dynamicdebug;

import io.kobox.fs.OpenFile;
import io.kobox.fs.Position;
import io.kobox.fs.TextOperations;
import io.kobox.fs.UserBuffer;
import io.kobox.kernel.printk.KernelLog;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import java.nio.charset.StandardCharsets;

/** /proc/dynamic_debug/control, and the same in debugfs. */
public final class ControlFile extends TextOperations {
  private static final int PAGE = 4096;

  private final DynamicDebug debug;
  private final KernelLog log;

  public ControlFile(DynamicDebug debug, KernelLog log) {
    super(() -> debug.text().getBytes(StandardCharsets.ISO_8859_1));
    this.debug = debug;
    this.log = log;
  }

  /** ddebug_proc_write: queries. */
  @Override
  public int write(OpenFile file, UserBuffer buffer, Position position) throws ErrnoException {
    int length = buffer.length();
    if (length > PAGE - 1) {
      log.warn("dyndbg: expected <" + PAGE + " bytes into control\n");
      throw new ErrnoException(Errno.E2BIG);
    }
    String text = new String(buffer.loadAll(PAGE), StandardCharsets.ISO_8859_1);
    int end = text.indexOf('\0');
    int result = debug.execute(end < 0 ? text : text.substring(0, end), null);
    if (result < 0) {
      throw new ErrnoException(-result);
    }
    position.advance(length);
    return length;
  }
}
