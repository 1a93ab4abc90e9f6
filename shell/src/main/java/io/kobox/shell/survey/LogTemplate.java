package io.kobox.shell.survey;

import java.util.regex.Pattern;

/** A log line without what differs from module to module. */
final class LogTemplate {
  private static final Pattern ADDRESS = Pattern.compile("\\b(0x)?[0-9a-f]{8,16}\\b");
  private static final Pattern NUMBER = Pattern.compile("(?<![A-Za-z])\\d+");

  private LogTemplate() {}

  /** {@code line} with N for numbers, ADDR for addresses, NAME for the module. */
  static String of(String line, String module) {
    int semicolon = line.indexOf(';');
    String priority = line.substring(0, semicolon + 1);
    String text =
        line.substring(semicolon + 1)
            .replace(module, "NAME")
            .replace(module.replace('_', '-'), "NAME");
    text = ADDRESS.matcher(text).replaceAll("ADDR");
    return priority + NUMBER.matcher(text).replaceAll("N");
  }
}
