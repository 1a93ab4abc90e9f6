package io.kobox.shell.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Calls as text, and of any bytes. */
class CallTextTest {
  private static final FuzzTarget TARGET =
      new FuzzTarget(
          List.of("/dev/mailbox"),
          List.of("/sys/idle"),
          List.of("/proc/limit"),
          new CodeConstants(List.of(0x40084d03, -5), List.of(20, 256)),
          List.of(
              new FuzzParameter("capacity", "int"),
              new FuzzParameter("names", "array of charp"),
              new FuzzParameter("on", "bool")));

  @Test
  void anyBytesAreCallsThatAreReadAsTheyAreWritten() {
    Random random = new Random(1);
    for (int i = 0; i < 2000; i++) {
      byte[] input = new byte[random.nextInt(100)];
      random.nextBytes(input);
      FuzzInput decoded = InputDecoder.decode(TARGET, input);
      FuzzInput parsed = CallText.parse(decoded.lines());
      assertEquals(decoded.lines(), parsed.lines());
      assertEquals(decoded.seed(), parsed.seed());
    }
  }

  @Test
  void theSeedsCallEverything() {
    List<String> lines =
        Seeds.of(TARGET).stream()
            .flatMap(seed -> InputDecoder.decode(TARGET, seed).lines().stream())
            .toList();
    assertTrue(lines.contains("get /sys/idle"), lines::toString);
    assertTrue(lines.contains("put /proc/limit \"1\\x0a\" 2"), lines::toString);
    assertTrue(lines.contains("ioctl 0 0x40084d03 \"\" 20"), lines::toString);
    assertTrue(lines.contains("ioctl 0 0xfffffffb \"\" 257"), lines::toString);
    assertTrue(lines.contains("mmap 0 4096 3 0x1 0"), lines::toString);
    assertTrue(lines.contains("load 0 0 8"), lines::toString);
    assertTrue(lines.contains("store 0 0 \"\" 8"), lines::toString);
    assertTrue(lines.contains("1: open 1 /dev/mailbox 02"), lines::toString);
    assertTrue(lines.contains("seed 3"), lines::toString);
    assertTrue(lines.contains("2: ioctl 0 0x40084d03 0x0"), lines::toString);
  }

  @Test
  void theSeedsTryEachParameter() {
    List<String> parameters =
        Seeds.of(TARGET).stream()
            .flatMap(seed -> InputDecoder.decode(TARGET, seed).parameters().stream())
            .toList();
    assertTrue(parameters.contains("capacity=-1"), parameters::toString);
    assertTrue(parameters.contains("capacity=20"), parameters::toString);
    assertTrue(parameters.contains("on=Y"), parameters::toString);
    assertTrue(parameters.stream().anyMatch(each -> each.matches("names=A*,A*,A+")));
  }

  @Test
  void callsOfOtherTasks() {
    FuzzInput input =
        CallText.parse(List.of("seed 7", "# both", "1: poll 0", "2: close 0", "poll 0"));
    assertEquals(7, input.seed());
    assertEquals(List.of(1, 2, 0), input.steps().stream().map(Step::task).toList());
    assertEquals(List.of("seed 7", "1: poll 0", "2: close 0", "poll 0"), input.lines());
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
            "4: close 0",
            "x: close 0",
            "1:",
            "seed",
            "seed 1 2",
            "mmap 0 4096",
            "ioctl 0 0xzz 1")) {
      assertThrows(IllegalArgumentException.class, () -> CallText.parse(List.of(line)), line);
    }
  }

  @Test
  void onlyWhatIsNeededIsLeft() {
    FuzzInput input =
        CallText.parse(
                List.of(
                    "seed 4",
                    "open 0 /dev/x 02",
                    "1: read 0 1",
                    "2: write 0 \"ab\" 5",
                    "poll 0",
                    "close 0"))
            .withParameters(List.of("n=1", "m=2"));
    FuzzInput smallest =
        new Reducer(
                fewer ->
                    fewer.parameters().contains("m=2")
                        && fewer.steps().stream()
                            .anyMatch(step -> step.call() instanceof FuzzCall.Write)
                        && fewer.steps().getFirst().call() instanceof FuzzCall.Open)
            .reduce(input);
    assertEquals(List.of("open 0 /dev/x 02", "write 0 \"\" 5"), smallest.lines());
    assertEquals(List.of("m=2"), smallest.parameters());
  }

  /** What needs two processes and their order keeps them. */
  @Test
  void aRaceStaysOne() {
    List<String> race = List.of("seed 4", "1: read 0 1", "2: write 0 \"\" 5");
    Predicate<FuzzInput> needsAll = input -> input.lines().containsAll(race);
    assertEquals(race, new Reducer(needsAll).reduce(CallText.parse(race)).lines());
  }
}
