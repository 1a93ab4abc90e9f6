package io.kobox.kernel.panic;

import io.kobox.kernel.sched.Task;
import io.kobox.syscalls.Utsname;
import io.kobox.types.Structs;
import java.util.Locale;

/**
 * How the simulated kernel words the lines of its reports that changed between kernels
 * (lib/dump_stack.c, kernel/panic.c, arch/x86/kernel/dumpstack.c).
 *
 * <p>Told by the functions and fields that came with the change, or in the same year: {@code
 * print_tainted_verbose} (6.11) by the line of taints, UID (6.12) and the word Oops before each
 * kind of oops; {@code preempt_model_str} (6.15) by the preemption model, whose boot default is
 * taken to be lazy, and TAINT_FWCTL; {@code bug_entry.format_disp} (7.0) by the task in the line of
 * a WARN. Recorded of 6.1, 6.12 and 7.2; kernels between may differ in one of them.
 */
public final class ReportTexts {
  private final Structs structs;

  /** Of the kernel with these types. */
  public ReportTexts(Structs structs) {
    this.structs = structs;
  }

  private boolean hasVerboseTaints() {
    return structs.btf().prototype("print_tainted_verbose") != null;
  }

  private boolean hasPreemptionModel() {
    return structs.btf().prototype("preempt_model_str") != null;
  }

  /** dump_stack_print_info: who was running on which kernel; lines, each with its newline. */
  public String info(Task task, Taints taints, Utsname utsname) {
    boolean verbose = hasVerboseTaints();
    boolean preemption = hasPreemptionModel();
    String line =
        String.format(
            Locale.ROOT,
            "CPU: 0 %sPID: %d Comm: %s %s%s %s %s\n",
            verbose ? "UID: 0 " : "",
            task.pid(),
            task.comm(),
            taints.print(),
            preemption && taints.mask() != 0 ? " " : "", // TAINT_FWCTL, which nothing here sets
            utsname.release(),
            preemption ? newBuildVersion(utsname.version()) : buildVersion(utsname.version()));
    return verbose && taints.mask() != 0 ? line + taints.printVerbose() + "\n" : line;
  }

  /** The version's first word, and Debian's package version behind it. */
  private static String buildVersion(String version) {
    String debian = debianVersion(version);
    return debian.isEmpty() ? firstWord(version) : firstWord(version) + "  " + debian;
  }

  /** The same with the preemption model; what follows it is a word even if it is empty. */
  private static String newBuildVersion(String version) {
    String debian = debianVersion(version);
    return firstWord(version) + " PREEMPT(lazy) " + (debian.isEmpty() ? "" : " " + debian) + " ";
  }

  private static String firstWord(String version) {
    int space = version.indexOf(' ');
    return space < 0 ? version : version.substring(0, space);
  }

  private static String debianVersion(String version) {
    int debian = version.indexOf("Debian ");
    if (debian < 0) {
      return "";
    }
    int end = version.indexOf(' ', debian + "Debian ".length());
    return version.substring(debian, end < 0 ? version.length() : end);
  }

  /** __die_header's line: the {@code number}th oops, of this kind. */
  public String oops(String kind, long errorCode, int number) {
    return String.format(
        Locale.ROOT,
        "%s%s: %04x [#%d] %sSMP NOPTI\n",
        hasVerboseTaints() ? "Oops: " : "",
        kind,
        errorCode & 0xffff,
        number,
        hasPreemptionModel() ? "" : "PREEMPT ");
  }

  /**
   * The line of a WARN.
   *
   * @param place where it stands in the source: {@code file.c:9}
   * @param symbol where in the code
   */
  public String warning(String place, String symbol, Task task) {
    return structs.type("bug_entry").has("format_disp")
        ? "WARNING: " + place + " at " + symbol + ", CPU#0: " + task.comm() + "/" + task.pid()
        : "WARNING: CPU: 0 PID: " + task.pid() + " at " + place + " " + symbol;
  }
}
