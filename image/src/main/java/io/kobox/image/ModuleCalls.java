package io.kobox.image;

import static io.kobox.image.SyscallNumber.*;

import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.UserMemory;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The calls of a process for modules and for the kernel's log, which take memory of any size. */
final class ModuleCalls {
  private final RawCalls raw;

  ModuleCalls(RawCalls raw) {
    this.raw = raw;
  }

  void initModule(byte[] image, String parameters) throws ErrnoException {
    UserMemory memory = raw.userMemory();
    long at = memory.allocate(Math.max(1, image.length));
    long text = memory.allocate(parameters.length() + 1);
    try {
      memory.copyIn(at, image, 0, image.length);
      memory.copyIn(text, parameters.getBytes(StandardCharsets.ISO_8859_1), 0, parameters.length());
      raw.call(INIT_MODULE, at, image.length, text);
    } finally {
      memory.free(at);
      memory.free(text);
    }
  }

  void finitModule(int fd, String parameters, int flags) throws ErrnoException {
    UserMemory memory = raw.userMemory();
    long text = memory.allocate(parameters.length() + 1);
    try {
      memory.copyIn(text, parameters.getBytes(StandardCharsets.ISO_8859_1), 0, parameters.length());
      raw.call(FINIT_MODULE, fd, text, flags);
    } finally {
      memory.free(text);
    }
  }

  void deleteModule(String name, int flags) throws ErrnoException {
    raw.call(DELETE_MODULE, raw.buffer().path(name), flags);
  }

  int syslog(int action, byte @Nullable [] target, int length) throws ErrnoException {
    if (target == null) {
      return (int) raw.call(SYSLOG, action, 0, length);
    }
    UserMemory memory = raw.userMemory();
    long at = memory.allocate(Math.max(1, length));
    try {
      int size = (int) raw.call(SYSLOG, action, at, length);
      memory.copyOut(at, target, 0, Math.min(size, length));
      return size;
    } finally {
      memory.free(at);
    }
  }
}
