package io.kobox.shell.survey;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Results, a line of JSON for each module; a file that grows while the survey runs. */
final class ResultFile {
  private final Path file;

  ResultFile(Path file) {
    this.file = file;
  }

  /**
   * The results by module path, in the file's order. A last line that was cut off, which an
   * interrupted survey leaves, does not count.
   */
  Map<String, JsonObject> read() throws IOException {
    Map<String, JsonObject> results = new LinkedHashMap<>();
    List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).isBlank()) {
        continue;
      }
      try {
        JsonObject result = JsonParser.parseString(lines.get(i)).getAsJsonObject();
        results.put(result.get("path").getAsString(), result);
      } catch (JsonParseException | IllegalStateException e) {
        if (i < lines.size() - 1) {
          throw new IOException(file + ": line " + (i + 1) + " is no JSON", e);
        }
      }
    }
    return results;
  }

  /** Writes {@code results}, nothing else. */
  void write(Iterable<JsonObject> results) throws IOException {
    StringBuilder text = new StringBuilder();
    for (JsonObject result : results) {
      text.append(result).append('\n');
    }
    Files.writeString(file, text);
  }

  synchronized void add(String line) throws IOException {
    Files.write(
        file,
        (line + "\n").getBytes(StandardCharsets.UTF_8),
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }
}
