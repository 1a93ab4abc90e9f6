package io.kobox.lib;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.kobox.profile.FlagTables;
import io.kobox.profile.FlagTables.Flag;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Flags have the names and bits of the kernel's own tables; these are out of 7.2's image. */
class FlagNamesTest {
  private static final FlagTables TABLES =
      new FlagTables(
          List.of(
              new Flag(0xcc0, "GFP_KERNEL"),
              new Flag(0x820, "GFP_ATOMIC"),
              new Flag(0x2800, "GFP_NOWAIT"),
              new Flag(0x20, "__GFP_HIGH")),
          List.of(new Flag(1, "locked"), new Flag(2, "writeback"), new Flag(0x80000, "dropbehind")),
          List.of());

  private final FlagNames names = new FlagNames(() -> TABLES);

  @Test
  void areTheKernels() {
    OutputBuffer out = new OutputBuffer(200);
    names.gfp(out, 0x820);
    out.append(' ');
    names.gfp(out, 0x2820);
    out.append(' ');
    names.page(out, 0x80002);
    assertEquals(
        "GFP_ATOMIC GFP_ATOMIC|0x2000"
            + " 0x80002(writeback|dropbehind|node=0|zone=0|lastcpupid=0x0)",
        out.text());
  }
}
