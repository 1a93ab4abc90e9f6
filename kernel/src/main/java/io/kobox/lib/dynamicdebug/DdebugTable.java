package io.kobox.lib.dynamicdebug;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The call sites of a module and its classes of them (struct ddebug_table). */
record DdebugTable(String module, List<DdebugSite> sites, List<ClassMap> classes) {
  /** struct ddebug_class_map: names for class numbers from {@code base} on. */
  record ClassMap(int base, List<String> names) {}

  /** The number of a class; -1 if there is none of that name. */
  int classId(String name) {
    for (ClassMap map : classes) {
      int index = map.names().indexOf(name);
      if (index >= 0) {
        return map.base() + index;
      }
    }
    return -1;
  }

  @Nullable String className(int id) {
    for (ClassMap map : classes) {
      if (id >= map.base() && id < map.base() + map.names().size()) {
        return map.names().get(id - map.base());
      }
    }
    return null;
  }
}
