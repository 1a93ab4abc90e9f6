package io.kobox.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kobox.kernel.DebugConfig;
import io.kobox.kernel.KernelConfig;
import io.kobox.kernel.check.Check;
import io.kobox.profile.KernelImages;
import io.kobox.profile.KernelProfile;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** Devices and their drivers, from the shell; what drivers log was recorded in QEMU. */
class PluggedDevicesTest {
  private static final Path EXAMPLES = Path.of("..", "examples").toAbsolutePath().normalize();
  private static final Path DEVICES = ScriptMachine.TESTDATA.resolve("devices");
  private static final String KERNEL = "6.1.0-56-amd64";
  private static final Pattern RECORDED =
      Pattern.compile(
          "((pctest|dmatest): (?!loading|module verification)"
              + "|Bad IO|WARNING: CPU|ioremap on|ioremap: inv|memremap att).*");

  static boolean isInstalled() {
    return KernelImages.ofUser().find(KERNEL) != null;
  }

  private static KernelConfig quiet() {
    return new KernelConfig(
        Path.of("/"),
        null,
        List.of(),
        0,
        false,
        false,
        new DebugConfig(EnumSet.noneOf(Check.class), text -> {}, null, null),
        KernelProfile.embedded());
  }

  private static ScriptMachine.Result run(String script) throws Exception {
    return ScriptMachine.run(quiet(), Map.of("D", DEVICES.toString()), List.of("sh", "-c", script));
  }

  private static ScriptMachine.Result runImage(String script) throws Exception {
    KernelImages.Image image = Objects.requireNonNull(KernelImages.ofUser().find(KERNEL));
    return ScriptMachine.run(
        image.vmlinux(), quiet(), Map.of("D", DEVICES.toString()), List.of("sh", "-c", script));
  }

  /** The lines of the log that the recording has. */
  private static String recorded(ScriptMachine.Result result) {
    return result
        .log()
        .lines()
        .map(line -> line.replaceFirst("PID: \\d+", "PID: N"))
        .filter(line -> RECORDED.matcher(line).matches())
        .map(line -> line + "\n")
        .collect(Collectors.joining());
  }

  private record Outcome(int status, String out) {}

  private static Outcome kobox(String... words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
    int status = new Kobox(stream, stream).run(new ArrayList<>(List.of(words)));
    return new Outcome(status, out.toString(StandardCharsets.UTF_8));
  }

  @Test
  void aDriverFindsWhatItFindsInQemu() throws Exception {
    ScriptMachine.Result result =
        run("device add pc-testdev; insmod $D/pctest/pctest.ko; rmmod pctest");
    assertEquals(ScriptMachine.read(DEVICES.resolve("pctest/expected.txt")), recorded(result));
  }

  @Test
  void itsMistakesAreWarnedOfAsThere() throws Exception {
    ScriptMachine.Result result = run("insmod $D/pctest/pctest.ko bad=1; rmmod pctest");
    assertEquals(ScriptMachine.read(DEVICES.resolve("pctest/expected-bad.txt")), recorded(result));
  }

  @Test
  void memoryForDevicesIsAsThere() throws Exception {
    assertEquals(
        ScriptMachine.read(DEVICES.resolve("dmatest/expected.txt")),
        recorded(run("insmod $D/dmatest/dmatest.ko; rmmod dmatest")));
    assertEquals(
        ScriptMachine.read(DEVICES.resolve("dmatest/expected-bad.txt")),
        recorded(run("insmod $D/dmatest/dmatest.ko bad=1; rmmod dmatest")));
  }

  @EnabledIf("isInstalled")
  @Test
  void keysAreTyped() throws Exception {
    assertEquals(
        "hi A\n",
        runImage(
                """
                cat /dev/tty1 > /tmp/typed & sleep 0.1
                key h i space shift-a enter; sleep 0.1
                cat /tmp/typed; kill %1
                """)
            .output());
  }

  @EnabledIf("isInstalled")
  @Test
  void onlyLinesOfTheBoardAreRaised() throws Exception {
    assertEquals(
        "irq: no interrupt line 2\n",
        runImage("irq raise 5 2; irq raise 2; irq raise 15").output());
  }

  @Test
  void whereNothingIsAllBitsAreOnes() throws Exception {
    assertEquals(
        """
        pctest: nothing: ffffffff ff ffffffffffffffff
        pctest: nothing: ffffffff
        """,
        recorded(run("insmod $D/pctest/pctest.ko empty=1")));
  }

  @EnabledIf("isInstalled")
  @Test
  void theImageKernelFindsTheSame() throws Exception {
    ScriptMachine.Result result =
        runImage("device add pc-testdev; insmod $D/pctest/pctest.ko; rmmod pctest");
    assertEquals(ScriptMachine.read(DEVICES.resolve("pctest/expected.txt")), recorded(result));
  }

  @EnabledIf("isInstalled")
  @Test
  void aPciCardIsDrivenAsInQemu() throws Exception {
    Path edu = EXAMPLES.resolve("edu");
    ScriptMachine.Result result = runImage("device add edu; cd " + edu + "; . ./try.sh");
    assertEquals(ScriptMachine.read(edu.resolve("expected.txt")), result.output());
  }

  @EnabledIf("isInstalled")
  @Test
  void aPlatformDriverGetsItsDevicesAsThere() throws Exception {
    ScriptMachine.Result result =
        runImage(
            """
            ADD() {
              device add registers id=one mem=0xfed80000 size=0x100 irq=5 platform=plattest.1
              device add registers id=two mem=0xfed90000 irq=10 platform=plattest
            }
            REMOVE() { device remove one; device remove two; }
            . $D/plattest/plattest.sh
            """);
    assertEquals(ScriptMachine.read(DEVICES.resolve("plattest/expected.txt")), result.output());
  }

  @EnabledIf("isInstalled")
  @Test
  void itsRegistersAndItsInterruptAreThoseOfTheDevice() throws Exception {
    ScriptMachine.Result result =
        runImage(
            """
            insmod $D/plattest/plattest.ko
            device add registers id=sensor mem=0xfed80000 irq=5 platform=plattest.0
            cd /sys/bus/platform/devices/plattest.0
            device set sensor 0=25; cat value
            echo 7 > value; device get sensor 0
            device set sensor irq=pulse; cat interrupts
            device add registers id=a mem=0xfeda0000 platform=a/b
            device add edu platform=edu
            device list
            """);
    assertEquals(
        """
        0x19
        0x7
        1
        device: no name of a platform device: a/b
        device: a PCI function is no platform device
        sensor: mem 0xfed80000-0xfed80fff, irq 5
        """,
        result.output());
  }

  static boolean hasModules() {
    KernelImages.Image image = KernelImages.ofUser().find(KERNEL);
    return image != null && Files.isRegularFile(gpioModule(image));
  }

  private static Path gpioModule(KernelImages.Image image) {
    return image.vmlinux().resolveSibling("modules/kernel/drivers/gpio/gpio-pci-idio-16.ko");
  }

  /** Debian's driver of a card with GPIO lines: outputs, inputs, and their interrupts. */
  @EnabledIf("hasModules")
  @Test
  void gpioLinesAreSetAndSeen() throws Exception {
    Path module = gpioModule(Objects.requireNonNull(KernelImages.ofUser().find(KERNEL)));
    ScriptMachine.Result result =
        runImage(
            "device add pci-idio-16 id=io; insmod "
                + module
                + """

                cd /sys/class/gpio; echo 994 > export; echo 1011 > export
                echo high > OUT2/direction; device get io out2
                echo 0 > OUT2/value; device get io out2
                cat IIN3/direction IIN3/value; device set io in3=1; cat IIN3/value
                echo both > IIN3/edge; device set io in3=0 in3=1
                sed -n 's/.*: *\\([0-9]*\\)  pci-idio-16 .*/\\1/p' /proc/interrupts
                """);
    assertEquals("1\n0\nin\n0\n1\n1\n", result.output());
  }

  @Test
  void devicesAreListedAndTheirKnobsTurned() throws Exception {
    ScriptMachine.Result result =
        run(
            """
            device add registers id=sensor mem=0xfed80000 size=256 irq=5
            device add registers ports=0x300
            device list
            device set sensor 0x10=25 0x14=0xffffffff
            device get sensor 0x10
            device remove sensor
            device list
            """);
    assertEquals(
        """
        sensor: mem 0xfed80000-0xfed800ff, irq 5
        registers: io 0x0300-0x0307
        0x19
        registers: io 0x0300-0x0307
        """,
        result.output());
  }

  @Test
  void whatCannotBeIsSaid() throws Exception {
    ScriptMachine.Result result =
        run(
            """
            device add toaster
            device add registers mem=0x1000
            device add registers mem=0xfed80000 color=red
            device add registers mem=0xfed80000 irq=99
            device add edu
            device remove nothing
            device add registers
            device add registers mem=0xfed80000 id=a
            device add registers mem=0xfed80ffc id=b
            device add registers mem=0xfed90000 platform=x
            device set a 0x1000=1
            """);
    assertEquals(
        """
        device: no type of device toaster: one of edu, pc-testdev, pci-idio-16, registers
        device: 0x1000: the machine has memory up to 0xfffffff
        device: no such property: color
        device: there is no interrupt line 99
        device: the simulated kernel has no PCI; run a real kernel's code, with --kernel
        device: no device nothing
        device: one of mem=ADDRESS and ports=FIRST is needed
        device: the addresses from 0xfed80000 to 0xfed80fff are taken
        device: the simulated kernel has no platform bus; run a real kernel's code, with --kernel
        device: no register at 0x1000
        """,
        result.output());
    assertEquals(1, result.status());
  }

  @Test
  void aSourceFileIsADevice() {
    Path folder = EXAMPLES.resolve("thermometer");
    Outcome outcome =
        kobox(
            "--device",
            folder.resolve("src/test/java/com/example/thermometer/Thermometer.java").toString(),
            "test",
            folder.resolve("thermometer.kbt").toString());
    assertTrue(outcome.out().endsWith("# Totals: pass:4 fail:0 skip:0 total:4\n"), outcome::out);
  }

  @Test
  void whatIsNoDeviceIsWrongUsage() {
    for (String each : List.of("No.java", "no.jar:No", "")) {
      Outcome outcome = kobox("--device", each, "sh", "-c", "true");
      assertEquals(2, outcome.status(), outcome::out);
      assertTrue(outcome.out().startsWith("kobox: --device: "), outcome::out);
    }
  }
}
