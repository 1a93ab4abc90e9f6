package io.kobox.lib.dynamicdebug;

import io.kobox.lib.MatchWildcard;
import org.jspecify.annotations.Nullable;

/** Which call sites a query is about (struct ddebug_query); null and 0: any. */
record DdebugQuery(
    @Nullable String file,
    @Nullable String module,
    @Nullable String function,
    @Nullable String format,
    @Nullable String className,
    long firstLine,
    long lastLine) {

  /** Whether some of a table's sites may match. */
  boolean matches(DdebugTable table) {
    return (module == null || MatchWildcard.matches(module, table.module()))
        && (className == null || table.classId(className) >= 0);
  }

  boolean matches(DdebugTable table, DdebugSite site) {
    int wanted = className == null ? DdebugSite.NO_CLASS : table.classId(className);
    return site.classId() == wanted
        && (file == null || matchesFile(file, site.filename()))
        && (function == null || MatchWildcard.matches(function, site.function()))
        && (format == null || matchesFormat(format, site.format()))
        && (firstLine == 0 || site.line() >= firstLine)
        && (lastLine == 0 || site.line() <= lastLine);
  }

  /** vpr_info_dq. */
  String describe() {
    String shown = format == null ? "" : format.replaceFirst("\n+$", "");
    return "func=\"%s\" file=\"%s\" module=\"%s\" format=\"%s\" lineno=%d-%d class=%s"
        .formatted(
            text(function),
            text(file),
            text(module),
            shown,
            firstLine,
            lastLine,
            className == null ? "(null)" : className);
  }

  private static String text(@Nullable String value) {
    return value == null ? "" : value;
  }

  private static boolean matchesFile(String pattern, String name) {
    return MatchWildcard.matches(pattern, name)
        || MatchWildcard.matches(pattern, name.substring(name.lastIndexOf('/') + 1));
  }

  private static boolean matchesFormat(String wanted, String format) {
    return wanted.startsWith("^")
        ? format.startsWith(wanted.substring(1))
        : format.contains(wanted);
  }
}
