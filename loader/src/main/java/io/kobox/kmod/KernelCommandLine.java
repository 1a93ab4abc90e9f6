package io.kobox.kmod;

import org.jspecify.annotations.Nullable;

/**
 * Module options on the kernel command line: {@code module.parameter=value} and {@code
 * modprobe.blacklist=a,b} (kmod: kmod_config_parse_kcmdline()).
 */
final class KernelCommandLine {
  private static final int LIMIT = 4095;

  private enum State {
    IGNORE,
    MODNAME,
    PARAM,
    VALUE,
    COMPLETE
  }

  private KernelCommandLine() {}

  static void apply(ModuleTree tree, ModprobeConfig config) {
    String line;
    try {
      line = ConfigFiles.read(tree, "/proc/cmdline", LIMIT);
    } catch (KmodException e) {
      return;
    }
    int nul = line.indexOf('\0');
    parse((nul < 0 ? line : line.substring(0, nul)) + '\0', config);
  }

  /** {@code line} ends in NUL. */
  private static void parse(String line, ModprobeConfig config) {
    State state = State.MODNAME;
    boolean quoted = false;
    boolean quoteBefore = false;
    int module = 0;
    int param = 0;
    int value = 0;
    for (int p = 0; p < line.length(); p++) {
      char c = line.charAt(p);
      switch (c) {
        case '"' -> {
          quoted = !quoted;
          if (quoted && state == State.MODNAME && p == module) {
            quoteBefore = true;
            module = p + 1;
          } else if (state != State.VALUE) {
            state = State.IGNORE;
          }
        }
        case '\0', ' ', '\n', '\t', '\013', '\f', '\r' -> {
          if (quoted) {
            state = state == State.VALUE ? State.VALUE : State.IGNORE;
          } else if (state == State.VALUE || state == State.PARAM) {
            state = State.COMPLETE;
          } else {
            module = p + 1;
            state = State.MODNAME;
            quoteBefore = false;
          }
        }
        case '.' -> {
          if (state == State.MODNAME) {
            param = p + 1;
            state = State.PARAM;
            value = -1;
          } else if (state == State.PARAM) {
            state = State.IGNORE;
          }
        }
        case '=' -> {
          if (state == State.PARAM) {
            value = p + 1;
            state = State.VALUE;
          } else if (state == State.MODNAME) {
            state = State.IGNORE;
          }
        }
        default -> {}
      }
      if (state == State.COMPLETE) {
        String parameter = line.substring(param, p);
        if (quoteBefore && value > 0) {
          // a boot loader quoted the whole option: the quote belongs before the value
          parameter = line.substring(param, value) + '"' + line.substring(value, p);
        }
        add(config, line.substring(module, param - 1), parameter);
        module = p + 1;
        state = State.MODNAME;
        quoteBefore = false;
      }
    }
  }

  /** kcmdline_parse_result(). */
  private static void add(ModprobeConfig config, String module, String parameter) {
    if (module.equals("modprobe") && parameter.startsWith("blacklist=")) {
      for (String name : parameter.substring("blacklist=".length()).split(",", -1)) {
        config.blacklist.add(name);
      }
      return;
    }
    @Nullable String name = ModprobeConfig.underscores(module);
    if (name == null) {
      config
          .log()
          .error(
              "../libkmod/libkmod-config.c:489",
              "kcmdline_parse_result",
              "Ignoring bad option on kernel command line while parsing module name: '"
                  + module
                  + "'");
      return;
    }
    config.options.add(new ModprobeConfig.Options(name, parameter.replace('\t', ' ')));
  }
}
