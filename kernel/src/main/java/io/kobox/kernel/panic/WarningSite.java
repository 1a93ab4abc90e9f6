package io.kobox.kernel.panic;

import java.util.Arrays;
import java.util.List;

/**
 * Where the kernel's own code has a WARN, as Debian's 6.1 prints it.
 *
 * @param line of the source: {@code mm/vmalloc.c:3227}
 * @param place in the code: {@code __vmalloc_node_range+0x806/0x880}
 * @param callers the places in the kernel's own functions that called it, the innermost first
 * @param jumped whether the export that a module called has no frame, as it ends with a jump
 */
public record WarningSite(String line, String place, List<String> callers, boolean jumped) {
  private static final String CALLED_BY = " <-";

  public WarningSite {
    callers = List.copyOf(callers);
  }

  /**
   * {@code line place}, then {@code <- caller} for each caller, and a lone {@code <-} at the end
   * where the export has no frame.
   */
  static WarningSite of(String site) {
    String[] parts = site.split(CALLED_BY, -1);
    boolean jumped = parts.length > 1 && parts[parts.length - 1].isEmpty();
    List<String> callers =
        Arrays.stream(parts, 1, jumped ? parts.length - 1 : parts.length)
            .map(String::strip)
            .toList();
    int space = parts[0].indexOf(' ');
    return new WarningSite(
        parts[0].substring(0, space), parts[0].substring(space + 1), callers, jumped);
  }

  /** The function that warns. */
  public String function() {
    int plus = place.indexOf('+');
    return plus < 0 ? place : place.substring(0, plus);
  }

  /** How far into the function; 0 if that is not known. */
  public long offset() {
    int plus = place.indexOf('+');
    return plus < 0 ? 0 : Long.decode(place.substring(plus + 1, place.indexOf('/')));
  }
}
