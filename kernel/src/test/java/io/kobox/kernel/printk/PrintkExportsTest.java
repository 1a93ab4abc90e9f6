package io.kobox.kernel.printk;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.kobox.lib.ArrayMemory;
import io.kobox.lib.HexdumpExports;
import io.kobox.lib.RatelimitExports;
import io.kobox.lib.SipHash;
import io.kobox.lib.TestContext;
import io.kobox.lib.Vsprintf;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PrintkExportsTest {
  private final ArrayMemory memory = new ArrayMemory();
  private final TestContext test = new TestContext();
  private final Vsprintf vsprintf = new Vsprintf(memory, test.context);
  private final Printk printk = new Printk(() -> 1000, () -> 1);
  private final List<String> log = new ArrayList<>();
  private long jiffies = 1000;
  private final PrintkExports exports =
      new PrintkExports(printk, vsprintf, memory, test.layouts, () -> jiffies);

  PrintkExportsTest() {
    printk.addListener(record -> log.add(RecordText.kmsg(record).replaceAll(",\\d+,1,-;", ";")));
  }

  @Test
  void printsAndReturnsTheLength() {
    // Recorded: printk(KERN_INFO "12345\n") returned 5.
    assertEquals(5, exports._printk("\0016%d\n", memory.args(12345)));
    assertEquals(List.of("6;12345\n"), log);
  }

  @Test
  void theLevelMayBeAnArgument() {
    exports._printk("%stext\n", memory.args("\0013"));
    assertEquals(List.of("3;text\n"), log);
  }

  @Test
  void limitsTheRate() {
    RatelimitExports ratelimit =
        new RatelimitExports(memory, test.layouts, printk::printk, () -> jiffies);
    long state = memory.space(40);
    memory.putInt(state + 4, 1250);
    memory.putInt(state + 8, 10);
    int allowed = 0;
    for (int i = 0; i < 15; i++) {
      allowed += ratelimit.___ratelimit(state, memory.string("demo_init"));
    }
    assertEquals(10, allowed);
    jiffies += 1251;
    assertEquals(1, ratelimit.___ratelimit(state, memory.string("demo_init")));
    assertEquals(List.of("4;demo_init: 5 callbacks suppressed\n"), log);
  }

  @Test
  void dumpsBytes() {
    HexdumpExports hexdump = new HexdumpExports(memory, printk::printk, new SipHash(1, 2));
    long ip6 = memory.octets(0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1);
    hexdump.print_hex_dump("\0016", "dump: ", 2, 16, 1, ip6, 16, true);
    hexdump.print_hex_dump("\0014", "w4 ", 2, 16, 4, ip6, 16, false);
    assertEquals(
        List.of(
            "6;dump: 00000000: 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 01   ...............\n",
            "4;w4 00000000: b80d0120 00000000 00000000 01000000\n"),
        log);
    long line = memory.space(64);
    long mac = memory.octets(0, 0x11, 0x22, 0xaa, 0xbb, 0xcc);
    hexdump.hex_dump_to_buffer(mac, 6, 16, 1, line, 64, true);
    assertEquals("00 11 22 aa bb cc                                ..\"...", memory.string(line));
    assertEquals(17, hexdump.hex_dump_to_buffer(mac, 6, 16, 1, line, 5, false));
    assertEquals("00 1", memory.string(line));
  }

  @Test
  void namesDevices() {
    long name = memory.string("demo");
    long bus = memory.longs(memory.string("platform"));
    long driver = memory.longs(name);
    long device = memory.longs(driver, bus, 0, 0, memory.string("demo.0"), 0, 0);
    DevPrintkExports dev =
        new DevPrintkExports(printk, vsprintf, memory, new DeviceNames(memory, test.layouts));
    dev._dev_info(device, "probed %d\n", memory.args(7));
    dev._dev_err(0, "no device\n", memory.args());
    memory.putLong(device, 0);
    memory.putInt(device + 48, 240 << 20 | 3);
    dev._dev_warn(device, "gone\n", memory.args());
    assertEquals(
        List.of(
            "6;demo demo.0: probed 7\n SUBSYSTEM=platform\n DEVICE=+platform:demo.0\n",
            "3;(NULL device *): no device\n",
            "4;platform demo.0: gone\n SUBSYSTEM=platform\n DEVICE=c240:3\n"),
        log);
  }
}
