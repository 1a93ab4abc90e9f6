package io.kobox.shell.survey;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which modules a survey is about. */
final class SubjectList {
  private SubjectList() {}

  /**
   * All modules that {@code modules}/modules.dep knows, by path; or those that {@code list} names.
   */
  static List<Subject> read(Path modules, @Nullable Path list) throws IOException {
    Map<String, Subject> known = new LinkedHashMap<>();
    Files.readAllLines(modules.resolve("modules.dep")).stream()
        .map(line -> line.substring(0, line.indexOf(':')))
        .sorted()
        .map(Subject::ofPath)
        .forEach(subject -> known.put(subject.kernelName(), subject));
    if (list == null) {
      return List.copyOf(known.values());
    }
    List<Subject> subjects = new ArrayList<>();
    for (String line : Files.readAllLines(list)) {
      String text = line.strip();
      if (text.startsWith("{")) {
        subjects.add(Subject.of(text));
      } else if (!text.isEmpty() && !text.startsWith("#")) {
        Subject subject = known.get(text.replace('-', '_'));
        if (subject == null) {
          throw new IllegalArgumentException("--list: no module " + text);
        }
        subjects.add(subject);
      }
    }
    return subjects;
  }
}
