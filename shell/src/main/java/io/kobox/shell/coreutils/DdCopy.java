package io.kobox.shell.coreutils;

import io.kobox.shell.command.Session;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.FileMode;
import io.kobox.syscalls.Stat;
import io.kobox.syscalls.SystemCalls;
import java.util.Arrays;

/** The copying loop of dd (src/dd.c: dd_copy()) and its statistics. */
final class DdCopy {
  private final Session session;
  private final SystemCalls calls;
  private final DdOperands operands;
  private final long inputOffset;
  private final long startTime;
  private final byte[] block;
  private final byte[] pending;
  private int pendingBytes;
  private long fullIn;
  private long partialIn;
  private long fullOut;
  private long partialOut;
  private long bytesOut;
  private int status;

  /**
   * @param inputOffset where the input stands; negative: it cannot seek
   */
  DdCopy(Session session, DdOperands operands, long inputOffset, long startTime) {
    this.session = session;
    this.calls = session.calls();
    this.operands = operands;
    this.inputOffset = inputOffset;
    this.startTime = startTime;
    this.block = new byte[operands.inputBlock + 1];
    this.pending = new byte[operands.twoBuffers ? operands.outputBlock : 0];
  }

  int run() throws ErrnoException {
    if (skipInput() && seekOutput()) {
      boolean written = copy();
      if (written && pendingBytes > 0) {
        written = write(pending, pendingBytes);
      }
      status = written ? status : 1;
    }
    printStatistics();
    return status;
  }

  private String inputName() {
    return operands.input == null ? "standard input" : operands.input;
  }

  private String outputName() {
    return operands.output == null ? "standard output" : operands.output;
  }

  /** skip(): by seeking, or by reading where that is not possible. */
  private boolean skipInput() throws ErrnoException {
    long bytes = operands.skipBytes();
    if (bytes == 0) {
      return true;
    }
    try {
      Stat stat = calls.fstat(Dd.STDIN);
      long target = inputOffset + bytes;
      if (inputOffset >= 0
          && FileMode.isRegular(stat.mode())
          && stat.size() > 0
          && target > stat.size()) {
        session.error("dd: " + inputName() + ": cannot skip to specified offset");
        calls.lseek(Dd.STDIN, 0, SystemCalls.SEEK_END);
        return true;
      }
      calls.lseek(Dd.STDIN, bytes, SystemCalls.SEEK_CUR);
      return true;
    } catch (ErrnoException e) {
      return skipByReading(bytes, e);
    }
  }

  private boolean skipByReading(long bytes, ErrnoException seekError) throws ErrnoException {
    if (seekError.errno() != Errno.ESPIPE) {
      session.error("dd: " + inputName() + ": cannot skip: " + seekError.getMessage());
      status = 1;
      return false;
    }
    long left = bytes;
    while (left > 0) {
      int count;
      try {
        count = calls.read(Dd.STDIN, block, 0, (int) Math.min(left, operands.inputBlock));
      } catch (ErrnoException e) {
        session.error("dd: error reading '" + inputName() + "': " + e.getMessage());
        status = 1;
        return false;
      }
      if (count <= 0) {
        session.error("dd: " + inputName() + ": cannot skip to specified offset");
        return true;
      }
      left -= count;
    }
    return true;
  }

  private boolean seekOutput() throws ErrnoException {
    long bytes = operands.seekBytes();
    if (bytes == 0) {
      return true;
    }
    try {
      calls.lseek(Dd.STDOUT, bytes, SystemCalls.SEEK_CUR);
      return true;
    } catch (ErrnoException e) {
      session.error("dd: " + outputName() + ": cannot seek: " + e.getMessage());
      status = 1;
      return false;
    }
  }

  /** False if a write failed. */
  private boolean copy() throws ErrnoException {
    long bytesLeft = operands.countIsBytes ? operands.count : -1;
    while (true) {
      if (operands.countIsBytes ? bytesLeft == 0 : fullIn + partialIn == operands.count) {
        return true;
      }
      int wanted = operands.inputBlock;
      if (bytesLeft >= 0) {
        wanted = (int) Math.min(wanted, bytesLeft);
      }
      int count;
      try {
        count = readBlock(wanted);
      } catch (ErrnoException e) {
        session.error("dd: error reading '" + inputName() + "': " + e.getMessage());
        status = 1;
        if (!operands.has("noerror") || !passBadBlock()) {
          return true;
        }
        continue;
      }
      if (count == 0) {
        return true;
      }
      bytesLeft -= bytesLeft < 0 ? 0 : count;
      if (count == operands.inputBlock) {
        fullIn++;
      } else {
        partialIn++;
        if (operands.has("sync")) {
          Arrays.fill(block, count, operands.inputBlock, (byte) 0);
          count = operands.inputBlock;
        }
      }
      convert(count);
      if (!put(count)) {
        return false;
      }
    }
  }

  private int readBlock(int wanted) throws ErrnoException {
    int done = calls.read(Dd.STDIN, block, 0, wanted);
    while (operands.fullBlocks && done > 0 && done < wanted) {
      int count = calls.read(Dd.STDIN, block, done, wanted - done);
      if (count <= 0) {
        break;
      }
      done += count;
    }
    return Math.max(0, done);
  }

  /** conv=noerror: goes on behind the block that cannot be read. */
  private boolean passBadBlock() throws ErrnoException {
    printStatistics();
    try {
      long before = calls.lseek(Dd.STDIN, 0, SystemCalls.SEEK_CUR);
      return calls.lseek(Dd.STDIN, operands.inputBlock, SystemCalls.SEEK_CUR) > before;
    } catch (ErrnoException e) {
      return false;
    }
  }

  private void convert(int count) {
    if (operands.has("ucase")) {
      translate(count, 'a', 'z', -32);
    }
    if (operands.has("lcase")) {
      translate(count, 'A', 'Z', 32);
    }
    if (operands.has("swab")) {
      for (int i = 0; i + 1 < count; i += 2) {
        byte first = block[i];
        block[i] = block[i + 1];
        block[i + 1] = first;
      }
    }
  }

  private void translate(int count, char from, char to, int distance) {
    for (int i = 0; i < count; i++) {
      if (block[i] >= from && block[i] <= to) {
        block[i] += (byte) distance;
      }
    }
  }

  private boolean put(int count) throws ErrnoException {
    if (!operands.twoBuffers) {
      return write(block, count);
    }
    int done = 0;
    while (done < count) {
      int part = Math.min(count - done, pending.length - pendingBytes);
      System.arraycopy(block, done, pending, pendingBytes, part);
      pendingBytes += part;
      done += part;
      if (pendingBytes == pending.length) {
        pendingBytes = 0;
        if (!write(pending, pending.length)) {
          return false;
        }
      }
    }
    return true;
  }

  /** iwrite(): goes on after short writes; counts the records, as GNU does a broken one or not. */
  private boolean write(byte[] bytes, int length) throws ErrnoException {
    int done = 0;
    try {
      while (done < length) {
        int count = calls.write(Dd.STDOUT, bytes, done, length - done);
        if (count <= 0) {
          throw new ErrnoException(Errno.ENOSPC);
        }
        done += count;
      }
    } catch (ErrnoException e) {
      session.error("dd: error writing '" + outputName() + "': " + e.getMessage());
    }
    bytesOut += done;
    if (done == operands.outputBlock) {
      fullOut++;
    } else if (done > 0 && (done == length || operands.twoBuffers)) {
      partialOut++;
    }
    return done == length;
  }

  private void printStatistics() throws ErrnoException {
    if (operands.status.equals("none")) {
      return;
    }
    session.error(fullIn + "+" + partialIn + " records in");
    session.error(fullOut + "+" + partialOut + " records out");
    if (!operands.status.equals("noxfer")) {
      session.error(DdRate.describe(bytesOut, calls.clockGettime(1) - startTime));
    }
  }
}
