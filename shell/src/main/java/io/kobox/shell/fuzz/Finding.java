package io.kobox.shell.fuzz;

import java.util.List;
import java.util.regex.Pattern;

/**
 * What was found wrong with a module.
 *
 * @param key the same for what probably is the same bug
 * @param title its first line that says something
 * @param reports all of it
 */
record Finding(String key, String title, List<String> reports) {
  private static final Pattern NUMBERS = Pattern.compile("0x[0-9a-f]+|\\b[0-9a-f]{8,}\\b|\\d+");

  static Finding of(List<String> reports) {
    String title =
        reports.getFirst().lines().filter(Finding::says).findFirst().orElse("a finding").strip();
    return new Finding(NUMBERS.matcher(title).replaceAll("N"), title, reports);
  }

  private static boolean says(String line) {
    return line.chars().anyMatch(Character::isLetter);
  }
}
