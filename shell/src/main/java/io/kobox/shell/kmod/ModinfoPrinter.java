package io.kobox.shell.kmod;

import io.kobox.kmod.KmodContext;
import io.kobox.kmod.KmodElf;
import io.kobox.kmod.KmodException;
import io.kobox.kmod.KmodFile;
import io.kobox.kmod.KmodModule;
import io.kobox.kmod.ModuleInfo;
import io.kobox.kmod.ModuleSignature;
import io.kobox.syscalls.ErrnoException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** Prints a module's fields (kmod: tools/modinfo.c: modinfo_do()). */
final class ModinfoPrinter {
  private static final int KEY_WIDTH = 16;

  /** A parameter's description (parm) and type (parmtype), either may be missing. */
  private record Parameter(@Nullable String description, @Nullable String type) {}

  private final Tool tool;
  private final KmodContext context;
  private final @Nullable String only;
  private final char separator;

  /** {@code only}: the one field to print, null for all. */
  ModinfoPrinter(Tool tool, KmodContext context, @Nullable String only, char separator) {
    this.tool = tool;
    this.context = context;
    this.only = only;
    this.separator = separator;
  }

  /** False after a message. */
  boolean print(KmodModule module) throws ErrnoException {
    String path = module.path();
    if (path == null && (only == null || only.equals("name"))) {
      line(only == null ? pad("name:") + module.name() : module.name());
    }
    String file = path == null ? "(builtin)" : path;
    if (only == null) {
      line(pad("filename:") + file);
    } else if (only.equals("filename")) {
      line(file);
      return true;
    }
    List<ModuleInfo.Field> fields;
    try {
      fields = fields(module, path);
    } catch (KmodException e) {
      if (path == null && e.errno() == KmodException.ENOENT) {
        return true;
      }
      tool.error("could not get modinfo from '" + module.name() + "': " + e.text());
      return false;
    }
    if (only == null) {
      printAll(fields);
    } else if (only.equals("parm")) {
      printParameters(fields);
    } else {
      for (ModuleInfo.Field field : fields) {
        if (field.key().equals(only)) {
          line(field.value());
        }
      }
    }
    return true;
  }

  /** kmod_module_get_info(). */
  private List<ModuleInfo.Field> fields(KmodModule module, @Nullable String path)
      throws KmodException {
    if (module.isBuiltin()) {
      return module.builtinInfo();
    }
    if (path == null) {
      throw KmodException.noEntry();
    }
    try (KmodFile file = KmodFile.open(context.tree(), path, context.log())) {
      List<ModuleInfo.Field> fields =
          new ArrayList<>(ModuleInfo.read(KmodElf.open(file.content())));
      fields.addAll(ModuleSignature.fields(file.content()));
      return fields;
    }
  }

  private void printAll(List<ModuleInfo.Field> fields) throws ErrnoException {
    SequencedMap<String, Parameter> parameters = new LinkedHashMap<>();
    for (ModuleInfo.Field field : fields) {
      if (isParameter(field)) {
        addParameter(parameters, field);
      } else if (separator == '\0') {
        line(field.key() + "=" + field.value());
      } else {
        line(pad(field.key() + ":") + field.value());
      }
    }
    // add_param() puts each new one before the others
    for (var entry : parameters.reversed().entrySet()) {
      Parameter parameter = entry.getValue();
      String type = parameter.type == null ? "" : parameter.type;
      String text =
          parameter.description == null
              ? type
              : parameter.description + (parameter.type == null ? "" : " (" + type + ")");
      line(pad("parm:") + entry.getKey() + ":" + text);
    }
  }

  /** modinfo_params_do(): -p. */
  private void printParameters(List<ModuleInfo.Field> fields) throws ErrnoException {
    SequencedMap<String, Parameter> parameters = new LinkedHashMap<>();
    for (ModuleInfo.Field field : fields) {
      if (isParameter(field)) {
        addParameter(parameters, field);
      }
    }
    for (var entry : parameters.reversed().entrySet()) {
      Parameter parameter = entry.getValue();
      String type = parameter.type == null ? "" : parameter.type;
      if (parameter.description == null) {
        line(entry.getKey() + ": (" + type + ")");
      } else {
        String suffix = parameter.type == null ? "" : " (" + type + ")";
        line(entry.getKey() + ":" + parameter.description + suffix);
      }
    }
  }

  private static boolean isParameter(ModuleInfo.Field field) {
    return field.key().equals("parm") || field.key().equals("parmtype");
  }

  /** process_parm(). */
  private void addParameter(SequencedMap<String, Parameter> parameters, ModuleInfo.Field field)
      throws ErrnoException {
    int colon = field.value().indexOf(':');
    if (colon < 0) {
      tool.error("Found invalid \"" + field.key() + "=" + field.value() + "\": missing ':'");
      return;
    }
    String name = field.value().substring(0, colon);
    String text = field.value().substring(colon + 1);
    Parameter old = parameters.getOrDefault(name, new Parameter(null, null));
    parameters.put(
        name,
        field.key().equals("parm")
            ? new Parameter(text, old.type)
            : new Parameter(old.description, text));
  }

  /** printf("%s:%-*s", key, 15 - length, ""): a key too long pads by what it is too long. */
  private static String pad(String key) {
    return key + " ".repeat(Math.abs(KEY_WIDTH - key.length()));
  }

  private void line(String text) throws ErrnoException {
    tool.print(text + separator);
  }
}
