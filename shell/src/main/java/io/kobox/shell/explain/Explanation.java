package io.kobox.shell.explain;

import java.util.List;
import java.util.Map;

/**
 * What there is to say about a module's file.
 *
 * @param info .modinfo, tag by tag, each with all its values
 * @param sections the allocated sections and their sizes
 * @param mismatches the imports whose CRC is not the kernel's
 * @param insmod what insmod will do, a sentence each
 */
record Explanation(
    String name,
    String release,
    Map<String, List<String>> info,
    boolean vermagicMatches,
    int versions,
    List<String> mismatches,
    List<Import> imports,
    List<String> exports,
    Map<String, Long> sections,
    long coreSize,
    long initSize,
    boolean signed,
    boolean loads,
    List<String> insmod) {
  List<String> all(String tag) {
    return info.getOrDefault(tag, List.of());
  }

  String first(String tag) {
    List<String> values = all(tag);
    return values.isEmpty() ? "" : values.getFirst();
  }

  long count(Import.State state) {
    return imports.stream().filter(each -> each.state() == state).count();
  }
}
