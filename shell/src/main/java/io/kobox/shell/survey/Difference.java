package io.kobox.shell.survey;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * How a result differs from the recording. Equal is: the exit status of modprobe and modprobe -r,
 * the modules loaded and left and their order, the log's lines, and size, reference count and users
 * in /proc/modules.
 *
 * @param kinds what differs
 * @param cause what differs first, in words that other modules with the same cause share
 */
record Difference(List<String> kinds, String cause) {
  private static final int LONGEST_CAUSE = 160;

  /** Compares; no kinds: the same. */
  static Difference between(Outcome truth, Outcome result) {
    Map<String, String> found = new LinkedHashMap<>();
    String stopped = stopped(result);
    if (!stopped.isEmpty()) {
      found.put("stopped", stopped);
    } else {
      compareStatus(truth, result, "rc", "stderr", "modprobe", found);
      compareOrder(truth, result, "loaded", found);
      compareLog(truth, result, "kmsg", found);
      compareModules(truth, result, found);
      compareStatus(truth, result, "rm_rc", "rm_stderr", "modprobe -r", found);
      compareLog(truth, result, "rm_kmsg", found);
      compareOrder(truth, result, "left", found);
    }
    if (found.isEmpty()) {
      return new Difference(List.of(), "");
    }
    String cause = found.values().iterator().next();
    return new Difference(
        List.copyOf(found.keySet()),
        cause.length() > LONGEST_CAUSE ? cause.substring(0, LONGEST_CAUSE) + "…" : cause);
  }

  boolean same() {
    return kinds.isEmpty();
  }

  /** Why there is no whole result; empty if there is one. */
  private static String stopped(Outcome result) {
    return switch (result.text("status")) {
      case "halt" -> "the machine stopped: " + result.text("halt") + faultPlace(result);
      case "hang" -> "time-out";
      case "error" -> "kobox failed: " + result.text("error");
      case "oops" -> "oops" + faultPlace(result);
      default -> "";
    };
  }

  /** The function that RIP stood in when the kernel complained, or its complaint. */
  private static String faultPlace(Outcome result) {
    List<String> lines = new ArrayList<>(result.list("kmsg"));
    lines.addAll(result.list("rm_kmsg"));
    lines.addAll(result.text("oops").lines().toList());
    for (String line : lines) {
      int rip = line.indexOf("RIP: 0010:");
      if (rip >= 0) {
        String place = line.substring(rip + "RIP: 0010:".length());
        int plus = place.indexOf('+');
        return " in " + (plus < 0 ? place : place.substring(0, plus));
      }
    }
    for (String line : lines) {
      if (line.contains("BUG") || line.contains("Kernel panic")) {
        return ": " + LogTemplate.of(line, result.kernelName());
      }
    }
    return "";
  }

  private static void compareStatus(
      Outcome truth,
      Outcome result,
      String field,
      String errors,
      String command,
      Map<String, String> found) {
    if (!truth.text(field).equals(result.text(field))) {
      found.put(
          field,
          command
              + ": "
              + message(truth, field, errors)
              + " expected, got "
              + message(result, field, errors)
              + (field.equals("rc") ? firstMissing(truth, result) : ""));
    }
  }

  /** The dependency that did not load: it is what failed. */
  private static String firstMissing(Outcome truth, Outcome result) {
    List<String> missing = without(truth.list("loaded"), result.list("loaded"));
    return missing.isEmpty() || missing.getFirst().equals(result.kernelName())
        ? ""
        : " for " + missing.getFirst();
  }

  /** The end of the tool's message, or its success. */
  private static String message(Outcome outcome, String field, String errors) {
    String error = outcome.text(errors).strip();
    return outcome.text(field).equals("0")
        ? "success"
        : "'" + error.substring(error.lastIndexOf(": ") + 1).strip() + "'";
  }

  private static void compareLog(
      Outcome truth, Outcome result, String field, Map<String, String> found) {
    List<String> expected = truth.list(field);
    List<String> got = result.list(field);
    if (expected.equals(got)) {
      return;
    }
    List<String> missing = without(expected, got);
    List<String> extra = without(got, expected);
    String name = result.kernelName();
    String cause;
    if (missing.isEmpty() && extra.isEmpty()) {
      cause = "the order of the lines";
    } else if (!missing.isEmpty()) {
      String template = LogTemplate.of(missing.getFirst(), name);
      boolean changed =
          extra.stream().anyMatch(line -> LogTemplate.of(line, name).equals(template));
      cause = (changed ? "other numbers in '" : "missing '") + template + "'";
    } else {
      cause = "too much: '" + LogTemplate.of(extra.getFirst(), name) + "'";
    }
    found.put(field, (field.equals("kmsg") ? "log: " : "log of the removal: ") + cause);
  }

  /** The lines of {@code lines} that {@code others} has not, as often as they occur. */
  private static List<String> without(List<String> lines, List<String> others) {
    List<String> rest = new ArrayList<>(lines);
    others.forEach(rest::remove);
    return rest;
  }

  private static void compareOrder(
      Outcome truth, Outcome result, String field, Map<String, String> found) {
    List<String> expected = truth.list(field);
    List<String> got = result.list(field);
    if (expected.equals(got)) {
      return;
    }
    List<String> missing = without(expected, got);
    List<String> extra = without(got, expected);
    found.put(
        field,
        field
            + ": "
            + (!missing.isEmpty()
                ? named(missing.getFirst(), result) + " is missing"
                : !extra.isEmpty()
                    ? named(extra.getFirst(), result) + " is too much"
                    : "other order"));
  }

  private static String named(String module, Outcome result) {
    return module.equals(result.kernelName()) ? "the module" : module;
  }

  private static void compareModules(Outcome truth, Outcome result, Map<String, String> found) {
    Map<String, String> expected = truth.modules();
    Map<String, String> got = result.modules();
    TreeSet<String> both = new TreeSet<>(expected.keySet());
    both.retainAll(got.keySet());
    if (expected.equals(got)) {
      return;
    }
    String cause = "/proc/modules: not the same modules";
    for (String name : both) {
      String[] wanted = expected.getOrDefault(name, "").split(" ", -1);
      String[] real = got.getOrDefault(name, "").split(" ", -1);
      for (int i = 0; i < Math.min(wanted.length, real.length); i++) {
        if (!wanted[i].equals(real[i])) {
          String field = List.of("size", "reference count", "users", "taint").get(Math.min(i, 3));
          cause =
              "/proc/modules: "
                  + field
                  + (name.equals(result.kernelName())
                      ? " of the module"
                      : " of " + name + ": " + wanted[i] + " expected, got " + real[i]);
          found.put("proc", cause);
          return;
        }
      }
    }
    found.put("proc", cause);
  }
}
