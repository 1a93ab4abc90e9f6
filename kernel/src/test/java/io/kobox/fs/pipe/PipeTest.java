package io.kobox.fs.pipe;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kobox.fs.ArrayBuffer;
import io.kobox.kernel.sched.WaitQueue;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** Blocking ends of a pipe (pipe(7)); FileSystemCallsTest has what does not block. */
final class PipeTest {
  /** What the other tasks do while one sleeps, step by step; a signal comes after the last. */
  private final Deque<Runnable> others = new ArrayDeque<>();

  private boolean sigpipe;
  private final Pipe pipe = new Pipe(new Steps(), () -> sigpipe = true);

  private final class Steps implements WaitQueue {
    @Override
    public void waitEvent(BooleanSupplier condition) throws ErrnoException {
      while (!condition.getAsBoolean()) {
        Runnable step = others.poll();
        if (step == null) {
          throw new ErrnoException(Errno.EINTR);
        }
        step.run();
      }
    }

    @Override
    public boolean waitEventTimeout(BooleanSupplier condition, long nanoseconds) {
      return condition.getAsBoolean();
    }

    @Override
    public void waitUninterruptibly(BooleanSupplier condition) {
      throw new IllegalStateException("nobody else runs");
    }

    @Override
    public Runnable forwardTo(WaitQueue other) {
      return () -> {};
    }

    @Override
    public void wakeUp() {}
  }

  private PipeTest() {
    pipe.addReader();
    pipe.addWriter();
  }

  private void write(String text) {
    byte[] bytes = text.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
    try {
      assertEquals(bytes.length, pipe.write(new ArrayBuffer(bytes, 0, bytes.length), true));
    } catch (ErrnoException e) {
      throw new AssertionError(e);
    }
  }

  private int read(int count) {
    try {
      return pipe.read(new ArrayBuffer(new byte[count], 0, count), true);
    } catch (ErrnoException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aReaderWaitsForAWriter() throws ErrnoException {
    others.add(() -> {});
    others.add(() -> write("abc"));
    byte[] buffer = new byte[10];
    assertEquals(3, pipe.read(new ArrayBuffer(buffer, 0, 10), false));
    assertEquals('c', buffer[2]);
  }

  @Test
  void aReaderGetsTheEndWhenTheLastWriterGoes() throws ErrnoException {
    others.add(pipe::dropWriter);
    assertEquals(0, pipe.read(new ArrayBuffer(new byte[10], 0, 10), false));
  }

  @Test
  void aSignalInterrupts() {
    ArrayBuffer buffer = new ArrayBuffer(new byte[10], 0, 10);
    ErrnoException error = assertThrows(ErrnoException.class, () -> pipe.read(buffer, false));
    assertEquals(Errno.EINTR, error.errno());
  }

  @Test
  void aBigWriteGoesThroughInParts() throws ErrnoException {
    byte[] big = new byte[200_000];
    java.util.Random random = new java.util.Random(1);
    random.nextBytes(big);
    byte[] got = new byte[big.length];
    int[] at = {0};
    for (int i = 0; i < 100; i++) {
      others.add(() -> at[0] += readInto(got, at[0], 7000));
    }
    assertEquals(big.length, pipe.write(new ArrayBuffer(big, 0, big.length), false));
    while (at[0] < got.length) {
      at[0] += readInto(got, at[0], 7000);
    }
    assertArrayEquals(big, got);
  }

  private int readInto(byte[] target, int at, int count) {
    try {
      return pipe.read(new ArrayBuffer(target, at, Math.min(count, target.length - at)), true);
    } catch (ErrnoException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aWriterWithoutReadersGetsSigpipe() throws ErrnoException {
    others.add(pipe::dropReader);
    byte[] big = new byte[100_000];
    assertEquals(65536, pipe.write(new ArrayBuffer(big, 0, big.length), false));
    assertTrue(sigpipe);
    ArrayBuffer one = new ArrayBuffer(big, 0, 1);
    assertEquals(
        Errno.EPIPE, assertThrows(ErrnoException.class, () -> pipe.write(one, false)).errno());
  }

  @Test
  void anInterruptedWriteTellsWhatItWrote() throws ErrnoException {
    byte[] big = new byte[100_000];
    assertEquals(65536, pipe.write(new ArrayBuffer(big, 0, big.length), false));
    ArrayBuffer one = new ArrayBuffer(big, 0, 1);
    assertEquals(
        Errno.EINTR, assertThrows(ErrnoException.class, () -> pipe.write(one, false)).errno());
    assertEquals(4096, read(4096));
  }
}
