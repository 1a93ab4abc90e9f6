package io.kobox.kernel.check;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What kobox looks for besides what the kernel itself finds; all of it unless switched off. */
public enum Check {
  /** Memory used after it was freed or past its end, and wrong frees. */
  KASAN,
  /** Memory still allocated when its module is gone. */
  KMEMLEAK,
  /** Other things that a module leaves behind: timers, threads, entries of /proc. */
  LEFTBEHIND,
  /** Locks that are held too long, taken twice, or in a wrong order. */
  LOCKDEP,
  /** Calls that may sleep where nothing must. */
  ATOMICSLEEP,
  /** {@link #KASAN}, and a look at each access of a module to memory, which makes it slow. */
  KASANFULL;

  /** All checks that cost a run without a finding next to nothing. */
  public static Set<Check> all() {
    return EnumSet.complementOf(EnumSet.of(KASANFULL));
  }

  /** The name on the command line. */
  public String option() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The check with this name on the command line, or null. */
  public static @Nullable Check of(String option) {
    for (Check check : values()) {
      if (check.option().equals(option)) {
        return check;
      }
    }
    return null;
  }
}
