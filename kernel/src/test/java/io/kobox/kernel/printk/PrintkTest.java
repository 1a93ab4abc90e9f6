package io.kobox.kernel.printk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Levels, continuations, cut and lost records: as recorded on the real kernel. The rate limit of
 * /dev/kmsg, facilities above 1, other callers' continuations, partial reads and syslog(2) are read
 * off kernel/printk/printk.c.
 */
class PrintkTest {
  private long now = 1_000_000;
  private int caller = 100;
  private final Printk printk = new Printk(() -> now += 1000, () -> caller);

  private List<String> kmsg() throws ErrnoException {
    DevKmsg file = new DevKmsg(printk, () -> 1);
    List<String> records = new ArrayList<>();
    while (file.readable()) {
      records.add(file.read(8192));
    }
    return records;
  }

  @Test
  void levelsComeFromThePrefix() throws ErrnoException {
    printk.printk("no level\n");
    printk.printk("\0010emerg\n");
    printk.printk("\0017debug\n");
    printk.printk("\001dnot a level\n");
    printk.printk("<4>angle\n");
    printk.printk("\0016\0013first counts\n");
    assertEquals(
        List.of(
            "4,0,1001,-;no level\n",
            "0,1,1002,-;emerg\n",
            "7,2,1003,-;debug\n",
            "4,3,1004,-;\\x01dnot a level\n",
            "4,4,1005,-;<4>angle\n",
            "6,5,1006,-;first counts\n"),
        kmsg());
  }

  @Test
  void aTextWithoutNewlineShowsWithTheNextRecord() throws ErrnoException {
    printk.printk("\0016no newline");
    assertEquals(List.of(), kmsg());
    assertEquals(0, printk.nextSeq());
    printk.printk("\0016next\n");
    assertEquals(List.of("6,0,1001,-;no newline\n", "6,1,1002,-;next\n"), kmsg());
  }

  @Test
  void continuationsJoinTheSameCallersRecord() throws ErrnoException {
    printk.printk("\0016cont:");
    assertEquals(2, printk.printk("\001c 0"));
    printk.printk("\001c 1");
    printk.printk("\001c end\n");
    assertEquals(List.of("6,0,1001,-;cont: 0 1 end\n"), kmsg());
    printk.printk("\0016mine");
    caller = 200;
    printk.printk("\001c other's\n");
    assertEquals(
        List.of("6,0,1001,-;cont: 0 1 end\n", "6,1,1005,-;mine\n", "4,2,1006,c; other's\n"),
        kmsg());
  }

  @Test
  void longContinuationsStartANewRecord() throws ErrnoException {
    // Recorded: 987 bytes up to " 272", then a record of 108 bytes with the flag c.
    printk.printk("\0016cont:");
    for (int i = 0; i < 300; i++) {
      printk.printk("\001c " + i);
    }
    printk.printk("\001c\n");
    List<String> records = kmsg();
    assertTrue(records.getFirst().endsWith(" 271 272\n"), records.getFirst());
    assertTrue(records.getLast().startsWith("4,1,1275,c; 273 274"), records.getLast());
    assertTrue(records.getLast().endsWith(" 298 299\n"), records.getLast());
  }

  @Test
  void emptyTextsAndNewlinesAreRecords() throws ErrnoException {
    printk.printk("\0016two\nlines\n");
    printk.printk("\0016\n");
    printk.printk("\0016");
    printk.printk("\0015end\n");
    assertEquals(
        List.of("6,0,1001,-;two\\x0alines\n", "6,1,1002,-;\n", "6,2,1003,-;\n", "5,3,1004,-;end\n"),
        kmsg());
  }

  @Test
  void longTextsAreCut() throws ErrnoException {
    // Recorded: 1105 bytes asked for; the record has 989 after its two bytes of level.
    assertEquals(989, printk.printk("\0016" + "x".repeat(1103) + "\n"));
    printk.printk("next\n");
    assertEquals("6,0,1001,-;" + "x".repeat(989) + "\n", kmsg().getFirst());
  }

  @Test
  void kmsgReportsWhatWasOverwritten() throws ErrnoException {
    DevKmsg file = new DevKmsg(printk, () -> 1);
    for (int i = 0; i < 5000; i++) {
      printk.printk("\0016" + i + "\n");
    }
    assertTrue(file.overrun());
    assertEquals(Errno.EPIPE, assertThrows(ErrnoException.class, () -> file.read(100)).errno());
    assertFalse(file.overrun());
    // 4096 descriptors
    assertEquals("6,904,1905,-;904\n", file.read(100));
    assertEquals(904, printk.firstValidSeq());
    assertEquals(5000, printk.nextSeq());
  }

  @Test
  void textSpaceIsBoundedToo() {
    // Each block has an 8 byte header, and a text's zero: 992 + 8 = 1000 bytes.
    for (int i = 0; i < 1000; i++) {
      printk.printk("\0016" + "y".repeat(989));
    }
    printk.printk("\0016end\n");
    long kept = printk.nextSeq() - printk.firstValidSeq();
    assertTrue(kept == 131 || kept == 132, "kept " + kept);
  }

  @Test
  void kmsgSeeks() throws ErrnoException {
    printk.printk("a\n");
    printk.printk("b\n");
    new Syslog(printk).clear();
    printk.printk("c\n");
    DevKmsg file = new DevKmsg(printk, () -> 1);
    file.seek(0, 3);
    assertEquals("4,2,1003,-;c\n", file.read(100));
    assertEquals(Errno.EAGAIN, assertThrows(ErrnoException.class, () -> file.read(100)).errno());
    file.seek(0, 0);
    assertEquals(Errno.EINVAL, assertThrows(ErrnoException.class, () -> file.read(5)).errno());
    assertEquals("4,1,1002,-;b\n", file.read(100));
    file.seek(0, 2);
    assertFalse(file.readable());
    assertEquals(Errno.ESPIPE, assertThrows(ErrnoException.class, () -> file.seek(1, 0)).errno());
    assertEquals(Errno.EINVAL, assertThrows(ErrnoException.class, () -> file.seek(0, 1)).errno());
  }

  @Test
  void kmsgTakesMessagesOfUsers() throws ErrnoException {
    DevKmsg file = new DevKmsg(printk, () -> 1);
    assertEquals(13, file.write("<3>from user\n", "sh"));
    file.write("plain user\n", "sh");
    file.write("<30>daemon\n", "sh");
    file.write("<x>odd\n", "sh");
    assertEquals(
        List.of(
            "11,0,1001,-;from user\n",
            "12,1,1002,-;plain user\n",
            "30,2,1003,-;daemon\n",
            "12,3,1004,-;<x>odd\n"),
        kmsg());
    assertEquals(
        Errno.EINVAL,
        assertThrows(ErrnoException.class, () -> file.write("z".repeat(993), "sh")).errno());
  }

  @Test
  void kmsgLimitsTheRateOfWrites() throws ErrnoException {
    DevKmsg file = new DevKmsg(printk, () -> 1);
    for (int i = 0; i < 12; i++) {
      file.write("x\n", "sh");
    }
    assertEquals(10, kmsg().size());
    file.release("sh");
    assertEquals(
        "4,10,1011,-;sh: 2 output lines suppressed due to ratelimiting\n", kmsg().getLast());
  }

  @Test
  void devicesAreInTheDict() throws ErrnoException {
    printk.emit(0, 6, new Printk.DeviceInfo("platform", "+platform:x.0"), "drv x.0: hi");
    assertEquals(
        List.of("6,0,1001,-;drv x.0: hi\n SUBSYSTEM=platform\n DEVICE=+platform:x.0\n"), kmsg());
  }

  @Test
  void syslogPrefixesEachLine() throws ErrnoException {
    now = 1_234_566_000;
    printk.printk("\0016two\nlines\n");
    printk.emit(1, 3, null, "user\n");
    Syslog syslog = new Syslog(printk);
    String all = "<6>[    1.234567] two\n<6>[    1.234567] lines\n<11>[    1.234568] user\n";
    assertEquals(all, syslog.readAll(1000));
    assertEquals(all.length(), syslog.sizeUnread());
    assertEquals("<11>[    1.234568] user\n", syslog.readAll(30));
    assertEquals(all.substring(0, 5), syslog.read(5));
    assertEquals(all.length() - 5, syslog.sizeUnread());
    assertEquals(all.substring(5), syslog.read(1000));
    assertEquals(0, syslog.sizeUnread());
    assertEquals(Errno.EAGAIN, assertThrows(ErrnoException.class, () -> syslog.read(9)).errno());
    assertEquals(all, syslog.readClear(1000));
    assertEquals("", syslog.readAll(1000));
    assertEquals(1 << 17, syslog.sizeBuffer());
  }

  @Test
  void syslogSetsTheConsoleLevel() throws ErrnoException {
    Syslog syslog = new Syslog(printk);
    syslog.consoleOff();
    assertEquals(1, printk.consoleLevels().console());
    syslog.consoleOn();
    assertEquals(7, printk.consoleLevels().console());
    syslog.consoleLevel(8);
    assertEquals(8, printk.consoleLevels().console());
    assertThrows(ErrnoException.class, () -> syslog.consoleLevel(9));
  }

  @Test
  void listenersGetEachRecordOnce() {
    List<String> seen = new ArrayList<>();
    printk.printk("before\n");
    printk.addListener(record -> seen.add(record.text()));
    printk.printk("open");
    assertEquals(List.of("before"), seen);
    printk.addListener(
        record -> {
          if (record.text().equals("last")) {
            printk.printk("nested\n");
          }
        });
    printk.printk("last\n");
    assertEquals(List.of("before", "open", "last", "nested"), seen);
  }
}
