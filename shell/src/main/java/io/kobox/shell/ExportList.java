package io.kobox.shell;

import io.kobox.export.Level;
import io.kobox.kernel.entry.ServedExport;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** {@code kobox exports}: what the simulated kernel serves to modules, and how much of it. */
final class ExportList {
  private static final String HEAD =
      """
      # What the simulated kernel serves

      Made by `./kobox exports --markdown > docs/COMPATIBILITY.md`; a test keeps it current. Exports of Debian 12's
      6.1.0-56-amd64 that are not listed here are the image kernel's: `kobox --kernel`, see `kobox kernel install`.

      """;

  private final List<ServedExport> exports;

  /** {@code exports} by name. */
  ExportList(List<ServedExport> exports) {
    this.exports = exports;
  }

  /** Those of a level only. */
  ExportList of(Level level) {
    return new ExportList(exports.stream().filter(each -> each.level() == level).toList());
  }

  /** A line each: name, level and note with tabs between. */
  String text() {
    StringBuilder text = new StringBuilder();
    for (ServedExport export : exports) {
      text.append(export.name()).append('\t').append(level(export));
      text.append(export.note().isEmpty() ? "" : "\t" + export.note()).append('\n');
    }
    return text.toString();
  }

  /** docs/COMPATIBILITY.md. */
  String markdown() {
    StringBuilder text = new StringBuilder(HEAD);
    Map<Level, Integer> counts = new EnumMap<>(Level.class);
    exports.forEach(export -> counts.merge(export.level(), 1, Integer::sum));
    counts.forEach(
        (level, count) ->
            text.append("- ")
                .append(level.name().toLowerCase(Locale.ROOT))
                .append(": ")
                .append(count)
                .append('\n'));
    text.append("\n| export | level | what is missing or differs |\n|---|---|---|\n");
    for (ServedExport export : exports) {
      text.append("| `").append(export.name()).append("` | ").append(level(export));
      text.append(" | ").append(export.note().replace("|", "\\|")).append(" |\n");
    }
    return text.toString();
  }

  private static String level(ServedExport export) {
    return export.level().name().toLowerCase(Locale.ROOT);
  }
}
