package io.kobox.kmod.depmod;

import io.kobox.kmod.HashOrder;
import io.kobox.kmod.ModuleInfo;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The text files depmod writes (kmod: tools/depmod.c: output_deps() and others). */
final class OutputFiles {
  private final List<DepmodModule> modules;
  private final SymbolTable symbols;
  private final DepmodLog log;

  OutputFiles(List<DepmodModule> modules, SymbolTable symbols, DepmodLog log) {
    this.modules = modules;
    this.symbols = symbols;
    this.log = log;
  }

  /** modules.dep. */
  byte[] dependencies() {
    StringBuilder out = new StringBuilder(modules.size() * 128);
    for (DepmodModule module : modules) {
      appendDependencies(out, module);
      out.append('\n');
    }
    return bytes(out);
  }

  /** A module's line, without the newline. */
  static void appendDependencies(StringBuilder out, DepmodModule module) {
    out.append(module.outputPath()).append(':');
    for (DepmodModule dependency : DependencyGraph.allDependencies(module)) {
      out.append(' ').append(dependency.outputPath());
    }
  }

  /** modules.alias. */
  byte[] aliases() {
    StringBuilder out = new StringBuilder(1 << 16);
    out.append("# Aliases extracted from modules themselves.\n");
    for (DepmodModule module : modules) {
      for (ModuleInfo.Field field : module.info) {
        if (field.key().equals("alias")) {
          out.append("alias ").append(field.value()).append(' ').append(module.name).append('\n');
        }
      }
    }
    return bytes(out);
  }

  /** modules.softdep. */
  byte[] softdeps() {
    StringBuilder out = new StringBuilder();
    out.append("# Soft dependencies extracted from modules themselves.\n");
    for (DepmodModule module : modules) {
      for (ModuleInfo.Field field : module.info) {
        if (field.key().equals("softdep")) {
          out.append("softdep ").append(module.name).append(' ').append(field.value());
          out.append('\n');
        }
      }
    }
    return bytes(out);
  }

  /** modules.symbols, in the order of kmod's hash table ({@link HashOrder}). */
  byte[] symbols() {
    StringBuilder out = new StringBuilder(1 << 16);
    out.append("# Aliases for symbols, used by symbol_request().\n");
    for (SymbolTable.Symbol symbol : symbols.ordered()) {
      DepmodModule owner = symbol.owner();
      if (owner != null) {
        out.append("alias symbol:").append(symbol.name()).append(' ').append(owner.name);
        out.append('\n');
      }
    }
    return bytes(out);
  }

  /** modules.devname. */
  byte[] devnames() {
    StringBuilder out = new StringBuilder();
    for (DepmodModule module : modules) {
      appendDevname(out, module);
    }
    return bytes(out);
  }

  private void appendDevname(StringBuilder out, DepmodModule module) {
    String name = null;
    String device = null;
    for (ModuleInfo.Field field : module.info) {
      if (!field.key().equals("alias")) {
        continue;
      }
      String value = field.value();
      if (value.startsWith("devname:")) {
        name = value.substring("devname:".length());
      } else {
        String found = DeviceAlias.parse(value);
        device = found == null ? device : found;
      }
      if (name != null && device != null) {
        break;
      }
    }
    if (name == null) {
      return;
    }
    if (device == null) {
      log.error(
          "Module '"
              + module.name
              + "' has devname ("
              + name
              + ") but lacks major and minor information. Ignoring.");
      return;
    }
    if (out.isEmpty()) {
      out.append("# Device nodes to trigger on-demand module loading.\n");
    }
    out.append(module.name).append(' ').append(name).append(' ').append(device).append('\n');
  }

  private static byte[] bytes(StringBuilder out) {
    return out.toString().getBytes(StandardCharsets.ISO_8859_1);
  }
}
