package io.kobox.shell.lang.builtin;

import io.kobox.shell.lang.Interpreter;
import io.kobox.syscalls.ErrnoException;
import java.util.List;

/** {@code getopts}. */
final class GetoptsBuiltin implements Builtin {
  @Override
  public int run(Interpreter shell, List<String> argv) throws ErrnoException {
    if (argv.size() < 3) {
      shell.message("getopts: usage: getopts optstring name [arg ...]\n");
      return 2;
    }
    String options = argv.get(1);
    boolean silent = options.startsWith(":");
    List<String> arguments = argv.size() > 3 ? argv.subList(3, argv.size()) : shell.positional();
    Long index = Builtins.number(shell.variables().get("OPTIND", "1"));
    int at = index == null ? 1 : (int) Math.max(1, index);
    String state = shell.variables().get("__optpos", "");
    int position =
        state.startsWith(at + ":") ? Integer.parseInt(state.substring((at + ":").length())) : 1;
    if (at > arguments.size()
        || !arguments.get(at - 1).startsWith("-")
        || arguments.get(at - 1).length() < 2) {
      return end(shell, argv.get(2), at);
    }
    String word = arguments.get(at - 1);
    if (word.equals("--")) {
      return end(shell, argv.get(2), at + 1);
    }
    char option = word.charAt(Math.min(position, word.length() - 1));
    position++;
    boolean wordEnds = position >= word.length();
    int known = option == ':' ? -1 : options.indexOf(option, silent ? 1 : 0);
    boolean takes = known >= 0 && known + 1 < options.length() && options.charAt(known + 1) == ':';
    String result = String.valueOf(option);
    shell.variables().unset("OPTARG");
    if (known < 0) {
      result = "?";
      complain(shell, silent, "illegal option", option);
    } else if (takes && !wordEnds) {
      shell.variables().put("OPTARG", word.substring(position));
      wordEnds = true;
    } else if (takes && at < arguments.size()) {
      shell.variables().put("OPTARG", arguments.get(at));
      at++;
    } else if (takes) {
      result = silent ? ":" : "?";
      complain(shell, silent, "option requires an argument", option);
    }
    shell.variables().put("OPTIND", Integer.toString(wordEnds ? at + 1 : at));
    shell.variables().put("__optpos", wordEnds ? "" : at + ":" + position);
    shell.tryAssign(argv.get(2), null, result);
    return 0;
  }

  private static void complain(Interpreter shell, boolean silent, String what, char option) {
    if (silent) {
      shell.variables().put("OPTARG", String.valueOf(option));
    } else {
      shell.message(shell.name() + ": " + what + " -- " + option + "\n");
    }
  }

  private static int end(Interpreter shell, String name, int next) {
    shell.variables().put("OPTIND", Integer.toString(next));
    shell.tryAssign(name, null, "?");
    return 1;
  }
}
