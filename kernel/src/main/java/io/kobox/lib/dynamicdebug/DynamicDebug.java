package io.kobox.lib.dynamicdebug;

import io.kobox.kernel.jumplabel.StaticKeys;
import io.kobox.kernel.printk.KernelLog;
import io.kobox.lib.StringEscape;
import io.kobox.machine.GuestMemory;
import io.kobox.syscalls.Errno;
import io.kobox.types.Struct;
import io.kobox.types.StructType;
import io.kobox.types.Structs;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The call sites of pr_debug and its kin in modules, and the queries that switch them. The kernel's
 * own sites are not there: none of its code runs.
 */
public final class DynamicDebug {
  private static final String HEAD = "# filename:lineno [module]function flags format\n";

  private final Structs structs;
  private final GuestMemory memory;
  private final StaticKeys keys;
  private final DdebugLog log;
  private final List<DdebugTable> tables = new ArrayList<>();

  /**
   * @param verbose the parameter dynamic_debug.verbose
   */
  public DynamicDebug(
      Structs structs, GuestMemory memory, StaticKeys keys, KernelLog log, IntSupplier verbose) {
    this.structs = structs;
    this.memory = memory;
    this.keys = keys;
    this.log = new DdebugLog(log, verbose);
  }

  DdebugLog log() {
    return log;
  }

  /** An array of structs in a module. */
  public record Section(long address, int count) {}

  /** sizeof(struct _ddebug). */
  public int siteSize() {
    return structs.type("_ddebug").size();
  }

  /** sizeof(struct ddebug_class_map); 0 in a kernel without. */
  public int classMapSize() {
    return structs.type("_ddebug").has("class_id") ? structs.type("ddebug_class_map").size() : 0;
  }

  /**
   * ddebug_add_module.
   *
   * @return takes the module's sites away again
   */
  public Runnable addModule(String name, Section sites, Section classMaps) {
    log.info(3, "add-module: " + name + "." + sites.count() + " sites");
    StructType type = structs.type("_ddebug");
    List<DdebugSite> list = new ArrayList<>();
    for (int i = 0; i < sites.count(); i++) {
      list.add(new DdebugSite(type.at(sites.address() + (long) i * type.size()), memory));
    }
    DdebugTable table = new DdebugTable(name, list, classes(name, classMaps));
    tables.add(table);
    log.info(1, "%3d debug prints in module %s".formatted(sites.count(), name));
    return () -> {
      tables.remove(table);
      log.info(2, "removed module \"" + name + "\"");
    };
  }

  /** ddebug_attach_module_classes. */
  private List<DdebugTable.ClassMap> classes(String module, Section section) {
    List<DdebugTable.ClassMap> classes = new ArrayList<>();
    for (int i = 0; i < section.count(); i++) {
      Struct map = structs.at("ddebug_class_map", section.address() + (long) i * classMapSize());
      log.info(
          2,
          "class[%d]: module:%s base:%d len:%d ty:%d"
              .formatted(
                  i, module, map.getInt("base"), map.getInt("length"), map.getInt("map_type")));
      List<String> names = new ArrayList<>();
      for (int j = 0; j < map.getInt("length"); j++) {
        names.add(memory.string(memory.getLong(map.get("class_names") + (long) j * Long.BYTES)));
        log.info(3, " %d: %d %s".formatted(j + map.getInt("base"), j, names.getLast()));
      }
      classes.addFirst(new DdebugTable.ClassMap(map.getInt("base"), names));
    }
    if (!classes.isEmpty()) {
      log.info(1, "module:" + module + " attached " + classes.size() + " classes");
    }
    return classes;
  }

  /** The text of the control file: of each module the last site first. */
  public String text() {
    StringBuilder text = new StringBuilder(HEAD);
    for (DdebugTable table : tables) {
      for (DdebugSite site : table.sites().reversed()) {
        text.append(site.filename()).append(':').append(site.line());
        text.append(" [").append(table.module()).append(']').append(site.function());
        text.append(" =").append(DdebugFlags.describe(site.flags())).append(" \"");
        byte[] format = site.format().getBytes(StandardCharsets.ISO_8859_1);
        text.append(StringEscape.escape(format, StringEscape.SPACE, "\t\r\n\"")).append('"');
        if (site.classId() != DdebugSite.NO_CLASS) {
          String name = table.className(site.classId());
          text.append(name == null ? " class unknown, _id:" + site.classId() : " class:" + name);
        }
        text.append('\n');
      }
    }
    return text.toString();
  }

  /**
   * ddebug_dyndbg_module_param_cb: a parameter that the module being loaded does not have. What
   * stands before a dot is taken for the name of a module.
   *
   * @return whether it is {@code dyndbg}; a query that fails does not stop the module
   */
  public boolean parameter(String name, @Nullable String value, String module) {
    log.info(
        1, "module: " + module + " " + name + "=\"" + (value == null ? "(null)" : value) + '"');
    int dot = name.indexOf('.');
    if (!name.substring(dot + 1).equals("dyndbg")) {
      return false;
    }
    int _ = execute(value == null ? "+p" : value, dot < 0 ? module : name.substring(0, dot));
    return true;
  }

  /**
   * ddebug_exec_queries: queries between semicolons and newlines.
   *
   * @param module of those that name none; null: any
   * @return how many sites matched, or the last error as a negative number
   */
  public int execute(String queries, @Nullable String module) {
    int found = 0;
    int error = 0;
    int errors = 0;
    int count = 0;
    for (String line : queries.split("[;\n]", -1)) {
      String query = line.replaceFirst("^[ \t-\r\u00a0]+", "");
      if (!query.isEmpty() && query.charAt(0) != '#') {
        log.info(
            1, "query " + count + ": \"" + query + "\" mod:" + (module == null ? "*" : module));
        count++;
        int result = executeOne(query, module);
        if (result < 0) {
          error = result;
          errors++;
        } else {
          found += result;
        }
      }
    }
    if (count > 0) {
      log.info(2, "processed %d queries, with %d matches, %d errs".formatted(count, found, errors));
    }
    return error != 0 ? error : found;
  }

  private int executeOne(String text, @Nullable String module) {
    List<String> words = DdebugQueryParser.words(text, log);
    if (words == null || words.isEmpty()) {
      return failed("tokenize failed");
    }
    DdebugFlags flags = DdebugFlags.parse(words.getLast(), log);
    if (flags == null) {
      return failed("flags parse failed");
    }
    DdebugQuery query =
        new DdebugQueryParser(log).parse(words.subList(0, words.size() - 1), module);
    if (query == null) {
      return failed("query parse failed");
    }
    int found = change(query, flags);
    log.info(3, (found == 0 ? "no-match: " : "applied: ") + query.describe());
    return found;
  }

  private int failed(String text) {
    log.err(text);
    return -Errno.EINVAL.number();
  }

  /** ddebug_change. */
  private int change(DdebugQuery query, DdebugFlags modifiers) {
    int found = 0;
    for (DdebugTable table : tables) {
      if (query.matches(table)) {
        for (DdebugSite site : table.sites()) {
          if (query.matches(table, site)) {
            found++;
            change(table, site, modifiers.apply(site.flags()));
          }
        }
      }
    }
    if (found == 0) {
      log.infoIfVerbose("no matches for query");
    }
    return found;
  }

  private void change(DdebugTable table, DdebugSite site, int flags) {
    int old = site.flags();
    if (flags == old) {
      return;
    }
    if (site.key() != 0 && ((flags ^ old) & DdebugFlags.PRINT) != 0) {
      keys.set(site.key(), (flags & DdebugFlags.PRINT) != 0);
    }
    log.info(
        4,
        "changed %s:%d [%s]%s %s => %s"
            .formatted(
                site.filename(),
                site.line(),
                table.module(),
                site.function(),
                DdebugFlags.describe(old),
                DdebugFlags.describe(flags)));
    site.setFlags(flags);
  }
}
