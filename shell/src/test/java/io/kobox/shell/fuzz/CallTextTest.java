package io.kobox.shell.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Calls as text, and of any bytes. */
class CallTextTest {
  private static final FuzzTarget TARGET =
      new FuzzTarget(
          List.of("/dev/mailbox"),
          List.of("/sys/idle"),
          List.of("/proc/limit"),
          new CodeConstants(List.of(0x40084d03, -5), List.of(20, 256)));

  private static List<String> text(List<FuzzCall> calls) {
    return calls.stream().map(FuzzCall::toString).toList();
  }

  @Test
  void anyBytesAreCallsThatAreReadAsTheyAreWritten() {
    Random random = new Random(1);
    for (int i = 0; i < 2000; i++) {
      byte[] input = new byte[random.nextInt(100)];
      random.nextBytes(input);
      List<String> lines = text(InputDecoder.decode(TARGET, input));
      assertEquals(lines, text(CallText.parse(lines)));
    }
  }

  @Test
  void theSeedsCallEverything() {
    List<String> lines =
        InputDecoder.seeds(TARGET).stream()
            .flatMap(seed -> text(InputDecoder.decode(TARGET, seed)).stream())
            .toList();
    assertTrue(lines.contains("get /sys/idle"), lines::toString);
    assertTrue(lines.contains("put /proc/limit \"1\\x0a\" 2"), lines::toString);
    assertTrue(lines.contains("ioctl 0 0x40084d03 \"\" 20"), lines::toString);
    assertTrue(lines.contains("ioctl 0 0xfffffffb \"\" 257"), lines::toString);
  }

  @Test
  void whatIsNoCallIsRefused() {
    for (String line :
        List.of(
            "jump 3",
            "open 9 /dev/x 0",
            "read 0",
            "read 0 -1",
            "write 0 \"\\x\" 3",
            "write 0 \"abc",
            "close 0 0",
            "ioctl 0 0xzz 1")) {
      assertThrows(IllegalArgumentException.class, () -> CallText.parse(List.of(line)), line);
    }
  }

  @Test
  void onlyWhatIsNeededIsLeft() {
    List<FuzzCall> calls =
        CallText.parse(
            List.of("open 0 /dev/x 02", "read 0 1", "write 0 \"ab\" 5", "poll 0", "close 0"));
    List<FuzzCall> smallest =
        new Reducer(
                fewer ->
                    fewer.stream().anyMatch(call -> call instanceof FuzzCall.Write)
                        && fewer.getFirst() instanceof FuzzCall.Open)
            .reduce(calls);
    assertEquals(List.of("open 0 /dev/x 02", "write 0 \"\" 5"), text(smallest));
  }
}
