package io.kobox.pc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class CodePatchesTest {
  @Test
  void readingTheTimeStampCounterBecomesAnInterrupt() {
    assertEquals("cd81 48c1e220", patched("0f31 48c1e220"));
  }

  @Test
  void pauseBecomesAnInterrupt() {
    assertEquals("cd82 ebfc", patched("f390 ebfc"));
  }

  @Test
  void writingADebugRegisterBecomesNothing() {
    assertEquals("0f1f00 c3", patched("0f23f8 c3"));
  }

  @Test
  void bytesInsideAnInstructionAreLeft() {
    assertEquals("b80f31f390 c3", patched("b80f31f390 c3"));
  }

  private static String patched(String hex) {
    byte[] code = HexFormat.of().parseHex(hex.replace(" ", ""));
    CodePatches.apply(code);
    StringBuilder text = new StringBuilder(HexFormat.of().formatHex(code));
    for (int at = hex.indexOf(' '); at >= 0; at = hex.indexOf(' ', at + 1)) {
      text.insert(at, ' ');
    }
    return text.toString();
  }
}
