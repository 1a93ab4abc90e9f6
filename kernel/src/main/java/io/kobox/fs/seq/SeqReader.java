package io.kobox.fs.seq;

import io.kobox.kernel.entry.Guest;
import io.kobox.kernel.entry.KernelFunction;
import io.kobox.syscalls.Errno;
import io.kobox.types.Struct;

/** Reading a guest's {@code struct seq_file}: its buffer and its place in the sequence. */
final class SeqReader {
  private static final int PAGE_SIZE = 4096;

  /** What a record may grow to before Linux gives up for want of memory. */
  private static final long LARGEST = 64L << 20;

  private static final int AGAIN = -Errno.EAGAIN.number();
  private static final int NO_MEMORY = -Errno.ENOMEM.number();

  /** Where what was read goes; the result is how many bytes arrived. */
  @FunctionalInterface
  interface Target {
    long copy(long from, long count);
  }

  private final Guest guest;
  private final SeqBuffers buffers;
  private final Struct file;

  SeqReader(Guest guest, SeqBuffers buffers, long file) {
    this.guest = guest;
    this.buffers = buffers;
    this.file = guest.at("seq_file", file);
  }

  private long method(String name) {
    return guest.at("seq_operations", file.get("op")).get(name);
  }

  @KernelFunction("seq_read_iter")
  private long start() {
    return guest.call(method("start"), file.address(), file.addressOf("index"));
  }

  @KernelFunction("seq_read_iter")
  private long next(long element) {
    return guest.call(method("next"), file.address(), element, file.addressOf("index"));
  }

  @KernelFunction("seq_read_iter")
  private int show(long element) {
    return guest.callInt(method("show"), file.address(), element);
  }

  @KernelFunction("seq_read_iter")
  private void stop(long element) {
    guest.call(method("stop"), file.address(), element);
  }

  private boolean overflowed() {
    return file.get("count") == file.get("size");
  }

  private void clear() {
    file.set("index", 0);
    file.set("count", 0);
  }

  /** A buffer of at least a page; false when there is no memory. */
  private boolean ensureBuffer() {
    return file.get("buf") != 0 || newBuffer(PAGE_SIZE);
  }

  private boolean newBuffer(long size) {
    file.set("size", size);
    long buffer = size > LARGEST ? 0 : buffers.allocate(size);
    file.set("buf", buffer);
    return buffer != 0;
  }

  /** The record did not fit: a buffer of twice the size. */
  private boolean enlarge() {
    buffers.free(file.get("buf"));
    file.set("count", 0);
    return newBuffer(file.get("size") << 1);
  }

  /** traverse: makes the records up to {@code offset} again; 0 or a negative errno. */
  private int traverse(long offset) {
    int error = AGAIN;
    while (error == AGAIN) {
      error = traverseOnce(offset);
    }
    return error;
  }

  private int traverseOnce(long offset) {
    file.set("index", 0);
    file.set("count", 0);
    file.set("from", 0);
    if (offset == 0) {
      return 0;
    }
    if (!ensureBuffer()) {
      return NO_MEMORY;
    }
    long position = 0;
    int error = 0;
    long element = start();
    while (element != 0) {
      if (Guest.isError(element)) {
        error = (int) element;
        break;
      }
      error = show(element);
      if (error < 0) {
        break;
      }
      if (error != 0) {
        error = 0;
        file.set("count", 0);
      }
      if (overflowed()) {
        stop(element);
        return enlarge() ? AGAIN : NO_MEMORY;
      }
      element = next(element);
      long count = file.get("count");
      if (position + count > offset) {
        file.set("from", offset - position);
        file.set("count", count - (offset - position));
        break;
      }
      position += count;
      file.set("count", 0);
      if (position == offset) {
        break;
      }
    }
    stop(element);
    return error;
  }

  /**
   * seq_read_iter: bytes from {@code position} on, at most {@code wanted}; the result is their
   * number or a negative errno.
   */
  long read(long position, long wanted, Target target) {
    if (wanted == 0) {
      return 0;
    }
    if (position == 0) {
      clear();
    }
    if (position != file.get("read_pos")) {
      int error = traverse(position);
      file.set("read_pos", error == 0 ? position : 0);
      if (error != 0) {
        clear();
        return error;
      }
    }
    if (!ensureBuffer()) {
      return NO_MEMORY;
    }
    long copied = 0;
    if (file.get("count") != 0) {
      copied = copyOut(file.get("from"), wanted, target);
      if (file.get("count") != 0) {
        return done(copied, 0);
      }
    }
    file.set("from", 0);
    int error = fill(wanted - copied);
    if (error == 0 && file.get("count") != 0) {
      copied += copyOut(0, wanted - copied, target);
    }
    return done(copied, error);
  }

  /** Copies what the buffer has and takes it off the buffer. */
  private long copyOut(long from, long wanted, Target target) {
    long count = Math.min(file.get("count"), wanted);
    long copied = count == 0 ? 0 : target.copy(file.get("buf") + from, count);
    file.set("count", file.get("count") - copied);
    file.set("from", from + copied);
    return copied;
  }

  private long done(long copied, int error) {
    if (copied == 0) {
      return file.get("count") != 0 ? -Errno.EFAULT.number() : error;
    }
    file.set("read_pos", file.get("read_pos") + copied);
    return copied;
  }

  /** A record, and as many more as fit; 0, or a negative errno with an empty buffer. */
  private int fill(long wanted) {
    int error = 0;
    long element = start();
    while (true) {
      if (element == 0 || Guest.isError(element)) {
        error = (int) element;
        break;
      }
      error = show(element);
      if (error < 0) {
        break;
      }
      if (error > 0) {
        file.set("count", 0);
      }
      if (file.get("count") == 0) {
        element = next(element);
      } else if (!overflowed()) {
        return fillMore(element, wanted);
      } else {
        stop(element);
        if (!enlarge()) {
          return NO_MEMORY;
        }
        element = start();
      }
    }
    stop(element);
    file.set("count", 0);
    return error;
  }

  private int fillMore(long first, long wanted) {
    long element = first;
    while (true) {
      long fitting = file.get("count");
      long index = file.get("index");
      element = next(element);
      if (file.get("index") == index) {
        long method = method("next");
        String name = guest.vsprintf().format(PAGE_SIZE, "%ps", () -> method);
        guest.log().info("buggy .next function " + name + " did not update position index\n");
        file.set("index", index + 1);
      }
      if (element == 0 || Guest.isError(element) || fitting >= wanted) {
        break;
      }
      int error = show(element);
      if (error != 0 || overflowed()) {
        file.set("count", fitting);
        if (error <= 0) {
          break;
        }
      }
    }
    stop(element);
    return 0;
  }

  /** What seq_lseek does at another place than the last read ended; 0 or a negative errno. */
  int seek(long offset) {
    if (offset == file.get("read_pos")) {
      return 0;
    }
    int error = traverse(offset);
    file.set("read_pos", error == 0 ? offset : 0);
    if (error != 0) {
      clear();
    }
    return error;
  }
}
