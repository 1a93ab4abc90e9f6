package io.kobox.shell.survey;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The result of one module, read field by field; a field that is not there is empty. */
record Outcome(JsonObject json) {
  String text(String field) {
    JsonElement value = json.get(field);
    return value == null || value.isJsonNull() ? "" : value.getAsString();
  }

  List<String> list(String field) {
    List<String> values = new ArrayList<>();
    if (json.has(field)) {
      json.getAsJsonArray(field).forEach(value -> values.add(value.getAsString()));
    }
    return values;
  }

  /** The /proc/modules fields of the module and of those that came with it. */
  Map<String, String> modules() {
    Map<String, String> modules = new LinkedHashMap<>();
    if (json.has("procs")) {
      json.getAsJsonObject("procs")
          .asMap()
          .forEach((name, fields) -> modules.put(name, fields.getAsString()));
    }
    if (!text("proc").isEmpty()) {
      modules.put(kernelName(), text("proc"));
    }
    return modules;
  }

  String kernelName() {
    return text("module").replace('-', '_');
  }

  /** Whether it prints, fails, or cannot be removed: what an emulator that guesses gets wrong. */
  boolean loud() {
    return !text("rc").equals("0")
        || !text("rm_rc").equals("0")
        || !list("kmsg").isEmpty()
        || !list("rm_kmsg").isEmpty();
  }
}
