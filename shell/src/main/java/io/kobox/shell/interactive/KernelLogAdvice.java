package io.kobox.shell.interactive;

import io.kobox.shell.command.MachineText;
import io.kobox.syscalls.SystemCalls;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the log lines that a command left in /dev/kmsg, and says what to do about them. */
public final class KernelLogAdvice implements Advice {
  private static final Pattern RECORD = Pattern.compile("\\d+,(\\d+),\\d+,[^;]*;(.*)");
  private static final Pattern UNKNOWN =
      Pattern.compile("(\\S+): Unknown symbol (\\S+) \\(err -2\\)");
  private static final Pattern VERSION =
      Pattern.compile("(\\S+): disagrees about version of symbol (\\S+)");
  private static final Pattern VERMAGIC =
      Pattern.compile("(\\S+): version magic '([^ ']+).*' should be '([^ ']+).*'");
  private static final Pattern PARAMETER =
      Pattern.compile("(\\S+): unknown parameter '([^']+)' ignored");
  private static final Pattern LICENSE =
      Pattern.compile("(\\S+): module license '([^']*)' taints kernel.*");
  private static final Pattern NOT_FOUND = Pattern.compile(".*\\bmodprobe\\b.*");
  private static final Pattern REMOVE =
      Pattern.compile("\\s*(?:rmmod|modprobe -r)\\s+([A-Za-z0-9_-]+)\\s*");

  private long last = -1;

  @Override
  public List<String> take(SystemCalls calls, String line, boolean failed) {
    Set<String> advice = new LinkedHashSet<>();
    List<String> log = newLines(calls);
    String license = null;
    for (String text : log) {
      Matcher matcher = LICENSE.matcher(text);
      if (matcher.matches()) {
        license = matcher.group(2);
      }
      String found = of(calls, text, license);
      if (found != null) {
        advice.add(found);
      }
    }
    if (failed && advice.isEmpty()) {
      addOfCommand(calls, line, advice);
    }
    return List.copyOf(advice);
  }

  private List<String> newLines(SystemCalls calls) {
    List<String> lines = new ArrayList<>();
    long highest = -1; // lower than it was when the machine has gone back to a checkpoint
    for (String record : MachineText.lines(calls, "/dev/kmsg")) {
      Matcher matcher = RECORD.matcher(record);
      if (matcher.matches()) {
        highest = Long.parseLong(matcher.group(1));
        if (highest > last) {
          lines.add(matcher.group(2));
        }
      }
    }
    last = highest;
    return lines;
  }

  private static @Nullable String of(SystemCalls calls, String text, @Nullable String license) {
    Matcher matcher = UNKNOWN.matcher(text);
    if (matcher.matches()) {
      return unknownSymbol(calls, matcher.group(2), license);
    }
    matcher = VERSION.matcher(text);
    if (matcher.matches()) {
      return matcher.group(1)
          + " was built against another "
          + matcher.group(2)
          + ": build it again against this kernel's headers and its modules' Module.symvers";
    }
    matcher = VERMAGIC.matcher(text);
    if (matcher.matches()) {
      return matcher.group(1)
          + " was built for "
          + matcher.group(2)
          + ", this kernel is "
          + matcher.group(3)
          + ": try 'kobox build' with its headers, or insmod -f";
    }
    matcher = PARAMETER.matcher(text);
    if (matcher.matches()) {
      return parameter(calls, matcher.group(1), matcher.group(2));
    }
    return text.startsWith("Loading of ") && text.endsWith("is rejected")
        ? "this kernel takes only modules that a key it knows has signed"
        : null;
  }

  private static String unknownSymbol(SystemCalls calls, String name, @Nullable String license) {
    String folder = "/lib/modules/" + calls.uname().release();
    String alias = "alias symbol:" + name + " ";
    for (String line : MachineText.lines(calls, folder + "/modules.symbols")) {
      if (line.startsWith(alias)) {
        String owner = line.substring(alias.length());
        return loaded(calls, owner) && license != null
            ? name + " is for GPL modules only; this one's license is '" + license + "'"
            : name + " is exported by " + owner + ".ko, not loaded: try modprobe " + owner;
      }
    }
    String symbol = " " + name;
    for (String line : MachineText.lines(calls, "/proc/kallsyms")) {
      if (line.endsWith(symbol)) {
        return license == null
            ? name + " is the kernel's own and not served by the simulated one: try --kernel"
            : name
                + " is there, but perhaps for GPL modules only; this one's license is '"
                + license
                + "'";
      }
    }
    return "nothing here exports " + name + ": insmod the module that does first, if there is one";
  }

  private static boolean loaded(SystemCalls calls, String module) {
    return MachineText.lines(calls, "/proc/modules").stream()
        .anyMatch(line -> line.startsWith(module + " "));
  }

  private static String parameter(SystemCalls calls, String module, String name) {
    String nearest = null;
    int distance = Integer.MAX_VALUE;
    for (String known : MachineDirectory.names(calls, "/sys/module/" + module + "/parameters")) {
      int other = Spelling.distance(name, known);
      if (other < distance) {
        distance = other;
        nearest = known;
      }
    }
    return module
        + " has no parameter "
        + name
        + (nearest != null && distance <= Math.max(2, name.length() / 2)
            ? ": did you mean " + nearest + "?"
            : ": 'modinfo -p' lists them");
  }

  private static void addOfCommand(SystemCalls calls, String line, Set<String> advice) {
    Matcher matcher = REMOVE.matcher(line);
    if (matcher.matches()) {
      String module = matcher.group(1).replace('-', '_');
      List<String> holders = MachineDirectory.names(calls, "/sys/module/" + module + "/holders");
      List<String> count = MachineText.lines(calls, "/sys/module/" + module + "/refcnt");
      if (!holders.isEmpty()) {
        advice.add("others use " + module + ": try modprobe -r " + String.join(" ", holders));
      } else if (!count.isEmpty() && !count.getFirst().equals("0")) {
        advice.add("something holds " + module + ": 'lsof' shows which files are open");
      }
    } else if (NOT_FOUND.matcher(line).matches()) {
      String folder = "/lib/modules/" + calls.uname().release();
      if (MachineText.lines(calls, folder + "/modules.dep").isEmpty()) {
        advice.add("there is no " + folder + "/modules.dep: try --modules TREE, then depmod");
      }
    }
  }
}
