package io.kobox.fs;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kobox.fs.init.MachineFiles;
import io.kobox.fs.proc.ProcDirectory;
import io.kobox.fs.proc.SysctlDirectory;
import io.kobox.fs.proc.SysctlIntegers;
import io.kobox.fs.proc.SysctlString;
import io.kobox.fs.sysfs.Attribute;
import io.kobox.fs.sysfs.BinaryAttribute;
import io.kobox.fs.sysfs.SysfsDirectory;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.OpenFlags;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/**
 * Replays what vfsfacts.c did on Debian's kernel 6.1.0-56-amd64 (both in the test resources: each
 * line of a .facts file is a call and its result there) and compares result by result.
 */
final class FileSystemCallsTest {
  @Test
  void filesAndNamesBehaveAsOnTmpfs() throws ErrnoException, IOException {
    TestMachine machine = new TestMachine();
    mountT(machine);
    replay(machine, "files.facts");
  }

  @Test
  void pipesDevicesSysfsProcAndMountsBehaveAsOnLinux() throws ErrnoException, IOException {
    TestMachine machine = new TestMachine();
    mountT(machine);
    machine.mkdir("/mnt");
    MachineFiles files = machine.files();
    files.proc().root().create("filesystems", 0, () -> text("nodev\tsysfs\nnodev\ttmpfs\n"));
    files.proc().root().create("devices", 0, () -> text(files.charDevices().procText()));
    makeSysctl(files.proc().root());
    if (files.sysfs().root().find("kernel") instanceof SysfsDirectory kernel) {
      makeKobjectExample(kernel);
    }
    replay(machine, "special.facts");
  }

  private static void mountT(TestMachine machine) throws ErrnoException {
    machine.mkdir("/t");
    machine.calls().mount("t", "/t", "tmpfs", 0, "");
    machine.calls().fchmodat(OpenFlags.AT_FDCWD, "/t", 0755);
  }

  private static void replay(TestMachine machine, String name) throws IOException {
    FactsReplay replay = new FactsReplay(machine);
    List<Executable> checks = new ArrayList<>();
    int number = 0;
    for (String line : lines(name)) {
      number++;
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      int arrow = line.indexOf(" => ");
      String expected = line.substring(arrow + 4);
      String actual = replay.result(line.substring(0, arrow));
      String where = name + ":" + number + ": " + line.substring(0, Math.min(arrow, 60));
      checks.add(() -> assertEquals(expected, actual, where));
    }
    assertTrue(checks.size() > 300, "the recording is there");
    assertAll(checks);
  }

  private static List<String> lines(String name) throws IOException {
    try (InputStream stream = FileSystemCallsTest.class.getResourceAsStream(name)) {
      return new String(stream.readAllBytes(), StandardCharsets.ISO_8859_1).lines().toList();
    }
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /* What the machine had in /proc/sys when it was recorded */

  private static final class IntVariable implements SysctlIntegers.Variable {
    private int value;

    IntVariable(int value) {
      this.value = value;
    }

    @Override
    public int get() {
      return value;
    }

    @Override
    public void set(int newValue) {
      value = newValue;
    }
  }

  private static final class StringVariable implements SysctlString.Variable {
    private String value;

    StringVariable(String value) {
      this.value = value;
    }

    @Override
    public String get() {
      return value;
    }

    @Override
    public void set(String newValue) {
      value = newValue;
    }
  }

  private static void makeSysctl(ProcDirectory proc) throws ErrnoException {
    SysctlDirectory sys = new SysctlDirectory(proc.superBlock());
    proc.addInode("sys", sys);
    SysctlDirectory kernel = sys.directory("kernel");
    kernel.create("panic", 0644, SysctlIntegers.of(new IntVariable(-1)));
    kernel.create("panic_on_oops", 0644, SysctlIntegers.of(new IntVariable(0)));
    kernel.create("printk_ratelimit_burst", 0644, SysctlIntegers.of(new IntVariable(10)));
    kernel.create("ostype", 0444, new SysctlString(65, new StringVariable("Linux")));
    kernel.create("modprobe", 0644, new SysctlString(256, new StringVariable("/sbin/modprobe")));
    IntVariable[] levels = {
      new IntVariable(8), new IntVariable(4), new IntVariable(1), new IntVariable(7)
    };
    kernel.create("printk", 0644, SysctlIntegers.of(levels));
  }

  /* What sysfs_kobj.ko of the recorded cases makes (sysfs_kobj.c) */

  private static void makeKobjectExample(SysfsDirectory kernel) throws ErrnoException {
    SysfsDirectory example = kernel.createDirectory("kobject_example");
    KobjectExample state = new KobjectExample();
    for (SysfsDirectory at : List.of(example, example.createDirectory("sub"))) {
      at.createFile("foo", 0664, state.foo());
      at.createFile("bar", 0644, state.bar());
      at.createFile("baz", 0444, state.baz());
      at.createFile("wo", 0200, state.wo());
    }
    byte[] content = new byte[300];
    for (int i = 0; i < content.length; i++) {
      content[i] = (byte) i;
    }
    BinaryAttribute blob =
        new BinaryAttribute() {
          @Override
          public byte[] read(long position, int count) {
            int from = (int) Math.min(position, content.length);
            return Arrays.copyOfRange(content, from, Math.min(content.length, from + count));
          }
        };
    example.createBinaryFile("blob", 0444, content.length, blob);
  }

  /** foo and bar of the module. */
  private static final class KobjectExample {
    private int foo;
    private int bar;

    Attribute foo() {
      return new Attribute() {
        @Override
        public byte[] show() {
          return text(foo + "\n");
        }

        @Override
        public int store(byte[] text) throws ErrnoException {
          foo = parse(text);
          return text.length;
        }
      };
    }

    /** A _show that names its attribute, as b_show does. */
    private byte[] barText(String name) {
      return text(name + "=" + bar + "\n");
    }

    private int setBar(byte[] text) throws ErrnoException {
      bar = parse(text);
      return text.length;
    }

    Attribute bar() {
      return new Attribute() {
        @Override
        public byte[] show() {
          return barText("bar");
        }

        @Override
        public int store(byte[] text) throws ErrnoException {
          return setBar(text);
        }
      };
    }

    Attribute baz() {
      return new Attribute() {
        @Override
        public byte[] show() {
          return barText("baz");
        }
      };
    }

    Attribute wo() {
      return new Attribute() {
        @Override
        public int store(byte[] text) throws ErrnoException {
          return setBar(text);
        }
      };
    }

    private static int parse(byte[] text) throws ErrnoException {
      try {
        return Integer.parseInt(new String(text, StandardCharsets.ISO_8859_1).stripTrailing());
      } catch (NumberFormatException e) {
        throw new ErrnoException(Errno.EINVAL);
      }
    }
  }
}
