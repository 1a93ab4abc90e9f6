package io.kobox.shell.lab;

import io.kobox.shell.test.TestCase;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One step of a lab's check: a function {@code test_…} and the comment above it.
 *
 * <pre>{@code
 * # Step: The module says hello
 * # Expected: a line "hello: Hello, kernel" in the log when it is loaded
 * # Look: hello.c, hello_init()
 * # Seeds: 1-20
 * test_says_hello()
 * }</pre>
 *
 * @param number from 1
 * @param test the function
 * @param title what the step is about
 * @param expected what has to happen
 * @param look where to look if it does not
 * @param firstSeed of the machines that it runs on, one after the other
 * @param lastSeed the last one
 */
public record LabStep(
    int number,
    TestCase test,
    String title,
    String expected,
    String look,
    long firstSeed,
    long lastSeed) {
  private static final Pattern FIELD = Pattern.compile("# (Step|Expected|Look|Seeds): *(.*)");
  private static final Pattern MORE = Pattern.compile("#  +(.*)");
  private static final Pattern SEEDS = Pattern.compile("(\\d{1,6})-(\\d{1,6})");

  /** The step that {@code test} is; {@code text} is the whole file. */
  static LabStep of(int number, TestCase test, String text) throws LabException {
    Map<String, String> fields = fields(test.name(), text);
    String seeds = fields.getOrDefault("Seeds", "0-0");
    Matcher range = SEEDS.matcher(seeds);
    if (!range.matches()) {
      throw new LabException(test.title() + ": Seeds: '" + seeds + "' is not FIRST-LAST");
    }
    return new LabStep(
        number,
        test,
        field(test, fields, "Step"),
        field(test, fields, "Expected"),
        field(test, fields, "Look"),
        Long.parseLong(range.group(1)),
        Long.parseLong(range.group(2)));
  }

  private static String field(TestCase test, Map<String, String> fields, String name)
      throws LabException {
    String value = fields.get(name);
    if (value == null) {
      throw new LabException(test.title() + ": the comment above it has no '" + name + ":'");
    }
    return value;
  }

  private static Map<String, String> fields(String function, String text) {
    List<String> lines = text.lines().toList();
    int end = 0;
    while (end < lines.size() && !lines.get(end).startsWith(function + "()")) {
      end++;
    }
    int begin = end;
    while (begin > 0 && lines.get(begin - 1).startsWith("#")) {
      begin--;
    }
    Map<String, String> fields = new HashMap<>();
    String last = "";
    for (String line : lines.subList(begin, end)) {
      Matcher field = FIELD.matcher(line);
      Matcher more = MORE.matcher(line);
      if (field.matches()) {
        last = field.group(1);
        fields.put(last, field.group(2).strip());
      } else if (more.matches() && fields.containsKey(last)) {
        fields.put(last, fields.get(last) + " " + more.group(1).strip());
      }
    }
    return fields;
  }
}
