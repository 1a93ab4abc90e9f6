package io.kobox.shell.lang;

/** What {@code set -o} switches. */
public final class Options {
  public boolean allexport;
  public boolean errexit;
  public boolean noexec;
  public boolean noglob;
  public boolean noclobber;
  public boolean nounset;
  public boolean pipefail;
  public boolean verbose;
  public boolean xtrace;

  Options copy() {
    Options copy = new Options();
    copy.copyFrom(this);
    return copy;
  }

  void copyFrom(Options other) {
    allexport = other.allexport;
    errexit = other.errexit;
    noexec = other.noexec;
    noglob = other.noglob;
    noclobber = other.noclobber;
    nounset = other.nounset;
    pipefail = other.pipefail;
    verbose = other.verbose;
    xtrace = other.xtrace;
  }

  /** Sets the option with that letter; false: there is none. */
  public boolean set(char letter, boolean on) {
    switch (letter) {
      case 'a' -> allexport = on;
      case 'e' -> errexit = on;
      case 'n' -> noexec = on;
      case 'f' -> noglob = on;
      case 'C' -> noclobber = on;
      case 'u' -> nounset = on;
      case 'v' -> verbose = on;
      case 'x' -> xtrace = on;
      case 'b', 'h', 'm', 'p', 't', 'B', 'E', 'H', 'P', 'T', 'k' -> {}
      default -> {
        return false;
      }
    }
    return true;
  }

  /** Sets the option with that long name; false: there is none. */
  public boolean set(String name, boolean on) {
    switch (name) {
      case "allexport" -> allexport = on;
      case "errexit" -> errexit = on;
      case "noexec" -> noexec = on;
      case "noglob" -> noglob = on;
      case "noclobber" -> noclobber = on;
      case "nounset" -> nounset = on;
      case "pipefail" -> pipefail = on;
      case "verbose" -> verbose = on;
      case "xtrace" -> xtrace = on;
      case "posix", "monitor", "notify", "hashall", "braceexpand", "emacs", "vi" -> {}
      default -> {
        return false;
      }
    }
    return true;
  }

  /** {@code $-}; {@code h} and {@code B} are always on. */
  String letters() {
    StringBuilder letters = new StringBuilder();
    letters.append(allexport ? "a" : "").append(errexit ? "e" : "").append(noglob ? "f" : "");
    letters.append("h").append(noexec ? "n" : "").append(nounset ? "u" : "");
    letters.append(verbose ? "v" : "").append(xtrace ? "x" : "");
    return letters.append("B").append(noclobber ? "C" : "").toString();
  }
}
