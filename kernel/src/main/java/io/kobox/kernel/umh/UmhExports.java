package io.kobox.kernel.umh;

import io.kobox.export.KernelExport;
import io.kobox.machine.GuestMemory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** kernel/umh.c. */
public final class UmhExports {
  private static final int EINVAL = 22;

  private final UsermodeHelper helper;
  private final GuestMemory memory;

  public UmhExports(UsermodeHelper helper, GuestMemory memory) {
    this.helper = helper;
    this.memory = memory;
  }

  // int call_usermodehelper(const char *path, char **argv, char **envp, int wait)
  @KernelExport
  int call_usermodehelper(long path, long argv, long envp, int wait) {
    if (path == 0) {
      return -EINVAL;
    }
    List<String> words = strings(argv);
    String program = memory.string(path);
    return helper.exec(program, words, environment(strings(envp)), wait);
  }

  /** The strings of an array of pointers that a null pointer ends. */
  private List<String> strings(long array) {
    List<String> strings = new ArrayList<>();
    if (array != 0) {
      for (long at = array; memory.getLong(at) != 0; at += Long.BYTES) {
        strings.add(memory.string(memory.getLong(at)));
      }
    }
    return strings;
  }

  private static Map<String, String> environment(List<String> strings) {
    Map<String, String> environment = new LinkedHashMap<>();
    for (String string : strings) {
      int equals = string.indexOf('=');
      if (equals >= 0) {
        environment.put(string.substring(0, equals), string.substring(equals + 1));
      }
    }
    return environment;
  }
}
