package io.kobox.arch.x86.entry;

import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The system calls of a program by their numbers (arch/x86/entry/syscall_64.c). */
public final class SyscallTable {
  private static final String NAMES = "syscall_64.tbl";

  /** What a call does with its six arguments; the result goes to RAX. */
  @FunctionalInterface
  public interface Handler {
    long call(long[] arguments) throws ErrnoException;
  }

  private final Map<Integer, Handler> handlers = new HashMap<>();
  private final Set<Integer> reported = new HashSet<>();
  private final Consumer<String> unknown;

  /**
   * @param unknown told the name of each call that is not served, once
   */
  SyscallTable(Consumer<String> unknown) {
    this.unknown = unknown;
  }

  /** Serves {@code number}. */
  void add(int number, Handler handler) {
    handlers.put(number, handler);
  }

  /** Makes the call; ENOSYS where there is none. */
  long call(int number, long[] arguments) throws ErrnoException {
    Handler handler = handlers.get(number);
    if (handler == null) {
      if (reported.add(number)) {
        unknown.accept(name(number));
      }
      throw new ErrnoException(Errno.ENOSYS);
    }
    return handler.call(arguments);
  }

  /** The name of a call as Linux 6.1 has it, or its number. */
  static String name(int number) {
    String prefix = number + " ";
    try (InputStream in = SyscallTable.class.getResourceAsStream(NAMES)) {
      @Nullable String found =
          in == null
              ? null
              : new String(in.readAllBytes(), StandardCharsets.ISO_8859_1)
                  .lines()
                  .filter(line -> line.startsWith(prefix))
                  .findFirst()
                  .orElse(null);
      return found == null ? "system call " + number : found.substring(prefix.length());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
