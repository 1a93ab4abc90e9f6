package io.kobox.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.kobox.kernel.KernelConfig;
import io.kobox.kernel.SimulatedKernel;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.OpenFlags;
import io.kobox.syscalls.SystemCalls;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random calls on the files of drivers, by several programs at once: nothing stays, runs are equal.
 */
class RandomOperationsTest {
  private static final int TASKS = 4;
  private static final int BUFFER = 300;

  /** An address that no program has. */
  private static final long NOWHERE = 16;

  private static final int[] REQUESTS = {
    0x80046b01, 0x40046b02, 0xc0046b03, 0x6b00, 0x1234, 0x5401
  };

  private record Driver(String module, List<String> files) {
    @Override
    public String toString() {
      return module;
    }
  }

  private static final List<Driver> DRIVERS =
      List.of(
          new Driver("chardev_demo", List.of("/dev/chardev_demo0", "/dev/chardev_demo1")),
          new Driver("misc_demo", List.of("/dev/misc_queue", "/dev/misc_fixed", "/dev/demo/iter")),
          new Driver(
              "sysfs_kobj",
              List.of(
                  "/sys/kernel/kobject_example/foo",
                  "/sys/kernel/kobject_example/sub/bar",
                  "/sys/kernel/kobject_example/blob")),
          new Driver(
              "class_demo",
              List.of(
                  "/sys/class/class_demo/level",
                  "/sys/class/class_demo/child/uevent",
                  "/sys/class/class_demo/child/info/id")),
          new Driver(
              "debugfs_demo",
              List.of(
                  "/sys/kernel/debug/debugfs_demo/u8",
                  "/sys/kernel/debug/debugfs_demo/sub/number",
                  "/sys/kernel/debug/debugfs_demo/sub/shown",
                  "/sys/kernel/debug/debugfs_demo/sub/raw")),
          new Driver("proc_seq", List.of("/proc/proc_seq/items", "/proc/proc_seq/single")));

  /** Those whose case passes. */
  static Stream<Driver> drivers() throws Exception {
    List<String> later = Files.readAllLines(ScriptMachine.TESTDATA.resolve("later.txt"));
    return DRIVERS.stream()
        .filter(driver -> later.stream().noneMatch(line -> line.startsWith(driver.module() + " ")));
  }

  @ParameterizedTest
  @MethodSource("drivers")
  void someOperations(Driver driver) {
    compareRuns(driver, 300);
  }

  @ParameterizedTest
  @MethodSource("drivers")
  @Tag("nightly")
  void manyOperations(Driver driver) {
    compareRuns(driver, 10_000);
  }

  private static void compareRuns(Driver driver, int operations) {
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(120L + operations / 10),
        () -> assertEquals(run(driver, operations), run(driver, operations)));
  }

  /** What all calls returned, and the log. */
  private static String run(Driver driver, int operations) throws Exception {
    Path file =
        ScriptMachine.TESTDATA
            .resolve("modules")
            .resolve(driver.module())
            .resolve(driver.module() + ".ko");
    byte[] image = Files.readAllBytes(file);
    StringBuilder trace = new StringBuilder();
    try (SimulatedKernel kernel = new SimulatedKernel(KernelConfig.isolated())) {
      int status =
          kernel.run(
              "init",
              List.of("init"),
              "/",
              List.of(),
              calls -> {
                calls.initModule(image, "");
                List<Integer> children = new ArrayList<>();
                for (int task = 0; task < TASKS; task++) {
                  Worker worker = new Worker(driver, task, operations / TASKS, trace);
                  children.add(calls.spawn("worker", List.of("worker"), worker::run));
                }
                for (int child : children) {
                  calls.wait4(child, 0, null);
                }
                calls.deleteModule(driver.module(), 0);
                return 0;
              });
      assertEquals(0, status, () -> driver + " could not be loaded or removed\n" + trace);
      assertEquals(0, kernel.oopses());
      for (long seq = kernel.printk().firstValidSeq(); seq < kernel.printk().nextSeq(); seq++) {
        var record = kernel.printk().read(seq);
        trace.append(record == null ? "" : record.text()).append('\n');
      }
    }
    assertFalse(trace.isEmpty());
    return trace.toString();
  }

  /** One program: opens, uses and closes files as the dice fall. */
  private static final class Worker {
    private final Driver driver;
    private final int number;
    private final int operations;
    private final StringBuilder trace;
    private final Random random;
    private final List<Integer> open = new ArrayList<>();

    private Worker(Driver driver, int number, int operations, StringBuilder trace) {
      this.driver = driver;
      this.number = number;
      this.operations = operations;
      this.trace = trace;
      this.random = new Random(number);
    }

    private int run(SystemCalls calls) throws ErrnoException {
      long memory = calls.userMemory().allocate(BUFFER);
      for (int i = 0; i < operations; i++) {
        String result;
        try {
          result = operation(calls, memory);
        } catch (ErrnoException e) {
          result = "-" + e.number();
        }
        trace.append(number).append(' ').append(result).append('\n');
        if (random.nextInt(8) == 0) {
          calls.nanosleep(Duration.ofMillis(1));
        }
      }
      for (int fd : open) {
        calls.close(fd);
      }
      calls.userMemory().free(memory);
      return 0;
    }

    private String operation(SystemCalls calls, long memory) throws ErrnoException {
      int kind = open.isEmpty() ? 0 : random.nextInt(10);
      if (kind == 0) {
        String path = driver.files().get(random.nextInt(driver.files().size()));
        int flags = random.nextInt(3) | OpenFlags.O_NONBLOCK;
        int fd = calls.openat(OpenFlags.AT_FDCWD, path, flags, 0);
        open.add(fd);
        return "open " + fd;
      }
      int fd = open.get(random.nextInt(open.size()));
      int count = random.nextInt(BUFFER);
      return switch (kind) {
        case 1, 2 -> {
          byte[] buffer = new byte[count];
          int got = calls.read(fd, buffer, 0, count);
          yield "read " + got + " " + Arrays.hashCode(buffer);
        }
        case 3 -> {
          byte[] text = Integer.toString(random.nextInt(100)).getBytes(StandardCharsets.ISO_8859_1);
          yield "write " + calls.write(fd, text, 0, text.length);
        }
        case 4 -> "read raw " + calls.read(fd, random.nextBoolean() ? memory : NOWHERE, count);
        case 5 -> "write raw " + calls.write(fd, random.nextBoolean() ? memory : NOWHERE, count);
        case 6 -> "seek " + calls.lseek(fd, random.nextInt(400) - 100L, random.nextInt(4));
        case 7 -> {
          int request = REQUESTS[random.nextInt(REQUESTS.length)];
          yield "ioctl " + calls.ioctl(fd, request, random.nextBoolean() ? memory : NOWHERE);
        }
        case 8 -> "poll " + calls.poll(fd, 5, Duration.ZERO);
        default -> {
          open.remove(Integer.valueOf(fd));
          calls.close(fd);
          yield "close";
        }
      };
    }
  }
}
