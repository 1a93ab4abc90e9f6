package io.kobox.shell.survey;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Results that differ from a recording in one way each. */
class DifferenceTest {
  private static final String RECORDED =
      """
      {"module":"3w-9xxx","path":"kernel/drivers/scsi/3w-9xxx.ko","rc":0,"stderr":"",
       "loaded":["scsi_common","scsi_mod","3w_9xxx"],
       "kmsg":["5;SCSI subsystem initialized","4;3w-9xxx: 12 of 0xffffffffc0000000"],
       "proc":"49152 0 -","late":0,"us":181370,
       "procs":{"scsi_common":"16384 1 scsi_mod,","scsi_mod":"286720 1 3w_9xxx,"},
       "rm_rc":0,"rm_stderr":"","rm_kmsg":[],"left":["scsi_common"],"status":"ok"}
      """;

  private static Outcome outcome(String json) {
    return new Outcome(JsonParser.parseString(json).getAsJsonObject());
  }

  /** The recording with {@code from} replaced, against the recording. */
  private static Difference changed(String from, String to) {
    assertTrue(RECORDED.contains(from), from);
    return Difference.between(outcome(RECORDED), outcome(RECORDED.replace(from, to)));
  }

  @Test
  void timesDoNotCount() {
    assertTrue(changed("181370", "4").same());
  }

  @Test
  void anExitStatusIsNamedByItsMessage() {
    Difference difference =
        changed(
            "\"rc\":0,\"stderr\":\"\"",
            "\"rc\":1,\"stderr\":\"modprobe: ERROR: could not insert '3w_9xxx': No such device\\n\"");
    assertEquals(List.of("rc"), difference.kinds());
    assertEquals("modprobe: success expected, got 'No such device'", difference.cause());
  }

  @Test
  void aMissingLineIsNamedWithoutNumbersAndNames() {
    Difference difference = changed(",\"4;3w-9xxx: 12 of 0xffffffffc0000000\"", "");
    assertEquals(List.of("kmsg"), difference.kinds());
    assertEquals("log: missing '4;NAME: N of ADDR'", difference.cause());
  }

  @Test
  void otherNumbersInALineAreToldApart() {
    assertEquals("log: other numbers in '4;NAME: N of ADDR'", changed("12 of", "13 of").cause());
  }

  @Test
  void theOrderOfModulesCounts() {
    Difference difference =
        changed("[\"scsi_common\",\"scsi_mod\",", "[\"scsi_mod\",\"scsi_common\",");
    assertEquals("loaded: other order", difference.cause());
  }

  @Test
  void theFieldsOfProcModulesCount() {
    assertEquals(
        "/proc/modules: reference count of scsi_mod: 1 expected, got 2",
        changed("286720 1", "286720 2").cause());
    assertEquals("/proc/modules: size of the module", changed("49152", "53248").cause());
  }

  @Test
  void whatIsLeftCounts() {
    assertEquals(
        "left: scsi_common is missing",
        changed("[\"scsi_common\"],\"status", "[],\"status").cause());
  }

  @Test
  void aMachineThatStoppedIsNamedByThePlace() {
    Difference difference =
        Difference.between(
            outcome(RECORDED),
            outcome(
                """
                {"module":"3w-9xxx","path":"x","status":"halt","halt":"RESET",
                 "oops":"Kernel panic - not syncing: x\\nRIP: 0010:twa_init+0x1/0x2 [3w_9xxx]"}
                """));
    assertEquals("the machine stopped: RESET in twa_init", difference.cause());
  }

  @Test
  void loudIsWhatPrintsFailsOrStays() {
    String quiet = "{\"rc\":0,\"rm_rc\":0,\"kmsg\":[],\"rm_kmsg\":[]}";
    assertEquals(false, outcome(quiet).loud());
    assertTrue(outcome(quiet.replace("\"rc\":0,\"rm", "\"rc\":1,\"rm")).loud());
    assertTrue(outcome(quiet.replace("\"rm_rc\":0", "\"rm_rc\":1")).loud());
    assertTrue(outcome(quiet.replace("\"rm_kmsg\":[]", "\"rm_kmsg\":[\"6;bye\"]")).loud());
  }
}
