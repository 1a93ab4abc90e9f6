package io.kobox.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kobox.machine.PageTableWalk.Range;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What was mapped is found, with its rights. */
class PageTableWalkTest {
  private static final int PAGE = AddressLayout.PAGE_SIZE;

  @Test
  void findsWhatIsMapped() {
    try (TestMachine test = new TestMachine()) {
      long data = TestMachine.DATA;
      test.machine.tables().protect(data + PAGE, PAGE, Protection.READ_EXECUTE);
      List<Range> ranges =
          PageTableWalk.kernelHalf(
              test.machine.physicalMemory().ram(), test.machine.tables().root());
      Range direct = ranges.getFirst();
      assertEquals(AddressLayout.DIRECT_MAP, direct.begin());
      assertEquals(test.machine.physicalMemory().size(), direct.end() - direct.begin());
      assertTrue(ranges.contains(new Range(data, data + PAGE, true, false, false)));
      assertTrue(ranges.contains(new Range(data + PAGE, data + 2 * PAGE, false, true, false)));
      long code = TestMachine.CODE;
      assertTrue(ranges.contains(new Range(code, code + 4 * PAGE, false, true, false)));
    }
  }
}
