package io.kobox.lib;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What formatted output needs, for tests: the layouts are this test's own. */
public final class TestContext {
  public final List<String> warnings = new ArrayList<>();

  private static final Map<String, Long> OFFSETS =
      Map.ofEntries(
          Map.entry("resource.start", 0L),
          Map.entry("resource.end", 8L),
          Map.entry("resource.flags", 24L),
          Map.entry("va_format.fmt", 0L),
          Map.entry("va_format.va", 8L),
          Map.entry("dentry.d_parent", 24L),
          Map.entry("dentry.d_name", 32L),
          Map.entry("qstr.name", 8L),
          Map.entry("file.f_path", 16L),
          Map.entry("path.dentry", 8L),
          Map.entry("rtc_time.tm_sec", 0L),
          Map.entry("rtc_time.tm_min", 4L),
          Map.entry("rtc_time.tm_hour", 8L),
          Map.entry("rtc_time.tm_mday", 12L),
          Map.entry("rtc_time.tm_mon", 16L),
          Map.entry("rtc_time.tm_year", 20L),
          Map.entry("ratelimit_state.interval", 4L),
          Map.entry("ratelimit_state.burst", 8L),
          Map.entry("ratelimit_state.printed", 12L),
          Map.entry("ratelimit_state.missed", 16L),
          Map.entry("ratelimit_state.begin", 24L),
          Map.entry("ratelimit_state.flags", 32L),
          Map.entry("block_device.bd_disk", 0L),
          Map.entry("block_device.bd_partno", 8L),
          Map.entry("gendisk.disk_name", 8L),
          Map.entry("clk.core", 0L),
          Map.entry("clk_core.name", 0L),
          Map.entry("fwnode_handle.ops", 8L),
          Map.entry("fwnode_operations.get_name", 0L),
          Map.entry("fwnode_operations.get_name_prefix", 8L),
          Map.entry("fwnode_operations.get_parent", 16L),
          Map.entry("device.driver", 0L),
          Map.entry("device.bus", 8L),
          Map.entry("device.class", 16L),
          Map.entry("device.init_name", 24L),
          Map.entry("device.kobj", 32L),
          Map.entry("device.devt", 48L),
          Map.entry("kobject.name", 0L),
          Map.entry("device_driver.name", 0L),
          Map.entry("bus_type.name", 0L),
          Map.entry("class.name", 0L),
          Map.entry("list_head.next", 0L),
          Map.entry("list_head.prev", 8L),
          Map.entry("match_token.token", 0L),
          Map.entry("match_token.pattern", 8L));

  public final StructLayouts layouts =
      new StructLayouts() {
        @Override
        public long offset(String struct, String field) {
          Long offset = OFFSETS.get(struct + "." + field);
          if (offset == null) {
            throw new IllegalArgumentException(struct + "." + field);
          }
          return offset;
        }

        @Override
        public boolean has(String struct, String field) {
          return OFFSETS.containsKey(struct + "." + field);
        }

        @Override
        public long size(String struct) {
          return 16;
        }
      };

  /** Functions at small addresses, so that tests can name them: 1 is get_name, 2 … */
  public GuestFunctions functions =
      (function, arguments) -> {
        throw new IllegalArgumentException();
      };

  public final FormatContext context =
      new FormatContext(
          layouts,
          (address, form) -> form + "@" + Long.toHexString(address),
          (function, arguments) -> functions.call(function, arguments),
          fwnode -> List.of(),
          (site, text) -> warnings.add(text),
          new SipHash(1, 2),
          () -> 0,
          () -> null);
}
