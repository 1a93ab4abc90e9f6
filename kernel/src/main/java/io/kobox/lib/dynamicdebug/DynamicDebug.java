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
  private final KernelLog log;
  private final List<DdebugTable> tables = new ArrayList<>();

  public DynamicDebug(Structs structs, GuestMemory memory, StaticKeys keys, KernelLog log) {
    this.structs = structs;
    this.memory = memory;
    this.keys = keys;
    this.log = log;
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
    StructType type = structs.type("_ddebug");
    List<DdebugSite> list = new ArrayList<>();
    for (int i = 0; i < sites.count(); i++) {
      list.add(new DdebugSite(type.at(sites.address() + (long) i * type.size()), memory));
    }
    DdebugTable table = new DdebugTable(name, list, classes(classMaps));
    tables.add(table);
    return () -> tables.remove(table);
  }

  private List<DdebugTable.ClassMap> classes(Section section) {
    List<DdebugTable.ClassMap> classes = new ArrayList<>();
    for (int i = 0; i < section.count(); i++) {
      Struct map = structs.at("ddebug_class_map", section.address() + (long) i * classMapSize());
      List<String> names = new ArrayList<>();
      for (int j = 0; j < map.getInt("length"); j++) {
        names.add(memory.string(memory.getLong(map.get("class_names") + (long) j * Long.BYTES)));
      }
      classes.addFirst(new DdebugTable.ClassMap(map.getInt("base"), names));
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
   * The parameter {@code dyndbg} of a module that is being loaded; a query that fails does not stop
   * it.
   */
  public void parameter(@Nullable String value, String module) {
    int _ = execute(value == null ? "+p" : value, module);
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
    for (String line : queries.split("[;\n]", -1)) {
      String query = line.replaceFirst("^[ \t-\r\u00a0]+", "");
      if (!query.isEmpty() && query.charAt(0) != '#') {
        int result = executeOne(query, module);
        if (result < 0) {
          error = result;
        } else {
          found += result;
        }
      }
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
    return query == null ? failed("query parse failed") : change(query, flags);
  }

  private int failed(String text) {
    log.err("dyndbg: " + text + "\n");
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
            int flags = modifiers.apply(site.flags());
            if (site.key() != 0) {
              keys.set(site.key(), (flags & DdebugFlags.PRINT) != 0);
            }
            site.setFlags(flags);
          }
        }
      }
    }
    return found;
  }
}
