package com.example.mailbox;

import static io.kobox.syscalls.OpenFlags.O_NONBLOCK;
import static io.kobox.syscalls.OpenFlags.O_RDWR;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kobox.junit.Background;
import io.kobox.junit.Fault;
import io.kobox.junit.KernelTest;
import io.kobox.junit.LogLevel;
import io.kobox.junit.Machine;
import io.kobox.junit.Module;
import io.kobox.junit.OpenFile;
import io.kobox.junit.Spy;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/**
 * What /dev/mailbox promises. The machine's checks look at each test, too: what leaks, is used after
 * it was freed, sleeps under a spinlock or is left behind fails the test.
 */
@KernelTest(modules = "mailbox.ko", params = "capacity=2")
class MailboxTest {
  private static final int MAILBOX_COUNT = 0x80044d01;
  private static final int MAILBOX_CLEAR = 0x4d02;
  private static final int MAILBOX_LABEL = 0x40084d03;
  private static final int POLLIN = 1;
  private static final int POLLOUT = 4;

  private static void assertErrno(Errno expected, Executable call) {
    assertEquals(expected, assertThrows(ErrnoException.class, call).errno());
  }

  private static byte[] label(String text) {
    return (text + "\0").getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void saysHowMuchRoomThereIs(Machine machine, Module mailbox) throws Exception {
    machine.log().assertContains(LogLevel.INFO, "mailbox: room for 2 messages");
    assertEquals("2\n", mailbox.parameter("capacity").read());
  }

  @Test
  void readersGetMessagesInOrder(Machine machine) throws Exception {
    try (OpenFile box = machine.open("/dev/mailbox", O_RDWR)) {
      box.write("first");
      box.write("second");
      assertEquals(2, box.ioctlInt(MAILBOX_COUNT));
      assertEquals("first", box.readText(100));
      assertEquals("second", box.readText(100));
    }
  }

  @Test
  void aFullBoxTakesNoMore(Machine machine) throws Exception {
    try (OpenFile box = machine.open("/dev/mailbox", O_RDWR)) {
      box.write("1");
      box.write("2");
      assertErrno(Errno.ENOSPC, () -> box.write("3"));
      assertEquals(2, box.ioctlInt(MAILBOX_COUNT));
    }
  }

  @Test
  void anEmptyBoxSaysTryAgain(Machine machine) throws Exception {
    try (OpenFile box = machine.open("/dev/mailbox", O_RDWR | O_NONBLOCK)) {
      assertErrno(Errno.EAGAIN, () -> box.read(10));
    }
  }

  @Test
  void pollTellsWhatCanBeDone(Machine machine) throws Exception {
    try (OpenFile box = machine.open("/dev/mailbox", O_RDWR)) {
      assertEquals(POLLOUT, box.poll(POLLIN | POLLOUT, Duration.ZERO));
      box.write("1");
      assertEquals(POLLIN | POLLOUT, box.poll(POLLIN | POLLOUT, Duration.ZERO));
      box.write("2");
      assertEquals(POLLIN, box.poll(POLLIN | POLLOUT, Duration.ZERO));
    }
  }

  @Test
  void aReaderWaitsForAMessage(Machine machine) throws Exception {
    String[] got = new String[1];
    Background reader =
        machine.start(
            "reader",
            process -> {
              try (OpenFile box = process.open("/dev/mailbox", O_RDWR)) {
                got[0] = box.readText(100);
              }
            });
    machine.advance(Duration.ofMillis(10));
    try (OpenFile box = machine.open("/dev/mailbox", O_RDWR)) {
      box.write("wake up");
    }
    reader.await();
    assertEquals("wake up", got[0]);
  }

  @Test
  void badPointersAreRefused(Machine machine) throws Exception {
    try (OpenFile box = machine.open("/dev/mailbox", O_RDWR)) {
      assertErrno(Errno.EFAULT, () -> box.writeFrom(8, 10));
      assertEquals(0, box.ioctlInt(MAILBOX_COUNT));
      box.write("text");
      assertErrno(Errno.EFAULT, () -> box.readTo(8, 10));
    }
  }

  @Test
  @Fault("kmalloc:2")
  void withoutMemoryAWriteFails(Machine machine) throws Exception {
    try (OpenFile box = machine.open("/dev/mailbox", O_RDWR)) {
      assertErrno(Errno.ENOMEM, () -> box.write("text"));
      assertEquals(4, box.write("text"));
    }
  }

  @Test
  void labelsHaveALargestLength(Machine machine) throws Exception {
    try (OpenFile box = machine.open("/dev/mailbox", O_RDWR)) {
      assertEquals(0, box.ioctl(MAILBOX_LABEL, label("nineteen characters")));
      assertErrno(Errno.ENAMETOOLONG, () -> box.ioctl(MAILBOX_LABEL, label("exactly twenty chars")));
    }
  }

  @Test
  void clearForgetsMessages(Machine machine) throws Exception {
    Spy kfree = machine.spy("kfree");
    try (OpenFile box = machine.open("/dev/mailbox", O_RDWR)) {
      box.write("1");
      box.write("2");
      box.ioctl(MAILBOX_CLEAR, 0);
      assertEquals(0, box.ioctlInt(MAILBOX_COUNT));
      assertEquals(2, kfree.count());
    }
  }

  @Test
  void idleSecondsAreCounted(Machine machine) throws Exception {
    machine.advance(Duration.ofMillis(3500));
    assertEquals("3\n", machine.sysfs("class/misc/mailbox/idle").read());
    try (OpenFile box = machine.open("/dev/mailbox", O_RDWR)) {
      box.write("1");
    }
    assertEquals("0\n", machine.sysfs("class/misc/mailbox/idle").read());
  }

  /** Static functions can be called, too, unless the compiler inlined them. */
  @Test
  void theTimerCounts(Module mailbox) throws Exception {
    mailbox.call("mailbox_idle", mailbox.address("idle_timer"));
    assertEquals(1, mailbox.intAt("idle_seconds"));
  }

  /** Each repetition has another seed, by which the processes lose the CPU to each other. */
  @RepeatedTest(20)
  void neverHoldsMoreThanItsCapacity(Machine machine) throws Exception {
    List<Background> writers =
        List.of(
            machine.start("writer1", MailboxTest::writeTwice),
            machine.start("writer2", MailboxTest::writeTwice));
    for (Background writer : writers) {
      writer.await();
    }
    try (OpenFile box = machine.open("/dev/mailbox", O_RDWR)) {
      int count = box.ioctlInt(MAILBOX_COUNT);
      assertTrue(count <= 2, () -> count + " messages in a box for 2");
    }
  }

  private static void writeTwice(io.kobox.junit.Process process) throws Exception {
    try (OpenFile box = process.open("/dev/mailbox", O_RDWR)) {
      for (int i = 0; i < 2; i++) {
        try {
          box.write("text");
        } catch (ErrnoException e) {
          assertEquals(Errno.ENOSPC, e.errno());
        }
      }
    }
  }

  /** One process reads while another clears the box. */
  @RepeatedTest(20)
  void readAndClearDoNotMeet(Machine machine) throws Exception {
    try (OpenFile box = machine.open("/dev/mailbox", O_RDWR | O_NONBLOCK)) {
      box.write("text");
      Background reader =
          machine.start(
              "reader",
              process -> {
                try (OpenFile own = process.open("/dev/mailbox", O_RDWR | O_NONBLOCK)) {
                  own.read(10);
                } catch (ErrnoException e) {
                  assertEquals(Errno.EAGAIN, e.errno());
                }
              });
      machine.advance(Duration.ofNanos(200 * machine.seed()));
      box.ioctl(MAILBOX_CLEAR, 0);
      reader.await();
    }
  }
}
