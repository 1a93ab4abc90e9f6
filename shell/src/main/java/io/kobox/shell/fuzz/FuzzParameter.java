package io.kobox.shell.fuzz;

import io.kobox.loader.ElfModule;
import io.kobox.loader.ModInfo;
import io.kobox.loader.ModuleLoadException;
import java.util.ArrayList;
import java.util.List;

/**
 * A parameter that a module takes (include/linux/moduleparam.h), and values for it.
 *
 * @param type as .modinfo has it: {@code int}, {@code charp}, {@code array of int} …
 */
record FuzzParameter(String name, String type) {
  private static final String ARRAY = "array of ";
  private static final int MOST_ELEMENTS = 3;
  private static final int LONGEST_TEXT = 300;

  private static final List<String> NUMBERS =
      List.of(
          "0",
          "1",
          "2",
          "-1",
          "3",
          "16",
          "100",
          "255",
          "4096",
          "65535",
          "65536",
          "2147483647",
          "-2147483648",
          "4294967295");

  private static final List<String> TRUTHS = List.of("0", "1", "Y", "n");

  /** Those of a module, in the file's order. */
  static List<FuzzParameter> of(ElfModule module) throws ModuleLoadException {
    List<FuzzParameter> parameters = new ArrayList<>();
    for (String text : new ModInfo(module).getAll("parmtype")) {
      int colon = text.indexOf(':');
      if (colon > 0) {
        parameters.add(new FuzzParameter(text.substring(0, colon), text.substring(colon + 1)));
      }
    }
    return parameters;
  }

  /**
   * {@code name=value}.
   *
   * @param which chooses the value
   * @param sizes numbers that the module knows
   */
  String with(int which, List<Integer> sizes) {
    if (!type.startsWith(ARRAY)) {
      return name + "=" + value(type, which, sizes);
    }
    List<String> elements = new ArrayList<>();
    for (int i = 0; i <= which % MOST_ELEMENTS; i++) {
      elements.add(value(type.substring(ARRAY.length()), which / MOST_ELEMENTS + i, sizes));
    }
    return name + "=" + String.join(",", elements);
  }

  private static String value(String type, int which, List<Integer> sizes) {
    return switch (type) {
      case "bool", "invbool" -> TRUTHS.get(which % TRUTHS.size());
      case "charp", "string" -> "A".repeat(which % LONGEST_TEXT);
      default -> number(which % (NUMBERS.size() + sizes.size()), sizes);
    };
  }

  private static String number(int which, List<Integer> sizes) {
    return which < NUMBERS.size()
        ? NUMBERS.get(which)
        : String.valueOf(sizes.get(which - NUMBERS.size()));
  }
}
