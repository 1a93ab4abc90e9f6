package io.kobox.shell.survey;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultFileTest {
  @TempDir Path directory;

  @Test
  void aCutOffLastLineIsSurveyedAgain() throws IOException {
    Path file = Files.writeString(directory.resolve("r"), "{\"path\":\"a.ko\"}\n{\"path\":\"b");
    assertEquals(Set.of("a.ko"), new ResultFile(file).read().keySet());
  }

  @Test
  void aBrokenLineInTheMiddleIsAnError() throws IOException {
    Path file = Files.writeString(directory.resolve("r"), "{\"pa\n{\"path\":\"a.ko\"}\n");
    assertThrows(IOException.class, () -> new ResultFile(file).read());
  }

  @Test
  void theLastResultOfAModuleCounts() throws IOException {
    ResultFile file = new ResultFile(directory.resolve("r"));
    file.add("{\"path\":\"a.ko\",\"rc\":1}");
    file.add("{\"path\":\"a.ko\",\"rc\":0}");
    assertEquals(0, Objects.requireNonNull(file.read().get("a.ko")).get("rc").getAsInt());
  }
}
