package io.kobox.fs.pipe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kobox.fs.FileOperations;
import io.kobox.fs.FileSystemCalls;
import io.kobox.fs.TestMachine;
import io.kobox.kernel.sched.ExternalWait;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.OpenFlags;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** The three streams of the java process as descriptors of a process. */
final class HostStreamsTest {
  private static final int TCGETS = 0x5401;
  private static final int TIOCGWINSZ = 0x5413;

  private int waits;

  private final class CountingWait implements ExternalWait {
    @Override
    public <T> T call(Callable<T> blockingHostCall) throws Exception {
      waits++;
      return blockingHostCall.call();
    }
  }

  private static void assertErrno(Errno expected, Executable call) {
    assertEquals(expected, assertThrows(ErrnoException.class, call).errno());
  }

  private static int open(TestMachine machine, FileOperations operations, int flags, boolean tty)
      throws ErrnoException {
    return machine
        .calls()
        .descriptors()
        .add(machine.files().pipeFs().openStream(operations, flags, tty), false);
  }

  private HostInput input(InputStream stream, Terminal terminal) {
    return new HostInput(stream, new CountingWait(), terminal);
  }

  @Test
  void inputIsReadToItsEndAndWaitsOutsideTheMachine() throws ErrnoException {
    TestMachine machine = new TestMachine();
    InputStream stream = new ByteArrayInputStream(new byte[] {1, 2, 3});
    int fd = open(machine, new HostInput(stream, new CountingWait(), null), 0, false);
    FileSystemCalls calls = machine.calls();
    byte[] buffer = new byte[2];
    assertEquals(2, calls.read(fd, buffer, 0, 2));
    assertEquals(1, calls.read(fd, buffer, 0, 2));
    assertEquals(0, waits, "what is there needs no wait");
    assertEquals(0, calls.read(fd, buffer, 0, 2));
    assertEquals(1, waits);
    assertErrno(Errno.ESPIPE, () -> calls.lseek(fd, 0, 0));
    assertErrno(Errno.EBADF, () -> calls.write(fd, buffer, 0, 2));
    assertErrno(Errno.ENOTTY, () -> calls.ioctl(fd, TCGETS, TestMachine.BASE));
  }

  @Test
  void aTerminalSaysSo() throws ErrnoException {
    TestMachine machine = new TestMachine();
    HostInput input = input(new ByteArrayInputStream(new byte[0]), new Terminal(24, 80));
    int fd = open(machine, input, OpenFlags.O_RDWR, true);
    FileSystemCalls calls = machine.calls();
    assertEquals(0, calls.ioctl(fd, TCGETS, TestMachine.BASE));
    assertEquals(0, calls.ioctl(fd, TIOCGWINSZ, TestMachine.BASE));
    assertEquals(24, machine.memory()[0]);
    assertEquals(80, machine.memory()[2]);
    assertErrno(Errno.EFAULT, () -> calls.ioctl(fd, TCGETS, 8));
    assertErrno(Errno.ENOTTY, () -> calls.ioctl(fd, 0x1234, 0));
    assertEquals(0020620, calls.fstat(fd).mode());
  }

  @Test
  void outputThatNobodyReadsGivesSigpipe() throws ErrnoException {
    TestMachine machine = new TestMachine();
    OutputStream closed =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("Broken pipe");
          }
        };
    boolean[] sigpipe = {false};
    HostOutput output = new HostOutput(closed, () -> sigpipe[0] = true, null);
    int fd = open(machine, output, OpenFlags.O_WRONLY, false);
    assertErrno(Errno.EPIPE, () -> machine.calls().write(fd, new byte[1], 0, 1));
    assertTrue(sigpipe[0]);
  }

  @Test
  void outputArrives() throws ErrnoException {
    TestMachine machine = new TestMachine();
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    int fd = open(machine, new HostOutput(stream, () -> {}, null), OpenFlags.O_WRONLY, false);
    assertEquals(3, machine.calls().write(fd, new byte[] {'a', 'b', 'c'}, 0, 3));
    assertEquals("abc", stream.toString(java.nio.charset.StandardCharsets.ISO_8859_1));
  }
}
