package io.kobox.shell.survey;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.List;

/**
 * A module to survey.
 *
 * @param module its name as the list has it
 * @param path its file, relative to the modules' directory
 * @param corpus what it belongs to; empty: the kernel's own modules, which modprobe finds
 * @param depends what modprobe loads before, for a module of a corpus
 */
record Subject(String module, String path, String corpus, List<String> depends) {
  /** Whether insmod and rmmod do it, not modprobe. */
  boolean byFile() {
    return !corpus.isEmpty();
  }

  /** The name as the kernel writes it. */
  String kernelName() {
    return module.replace('-', '_');
  }

  /** The first directories, as the shares are counted by: drivers/net, fs/ext4, crypto. */
  String directory() {
    if (byFile()) {
      return corpus;
    }
    String[] parts = path.split("/", -1);
    int from = parts[0].equals("kernel") ? 1 : 0;
    int to = Math.min(from + 2, parts.length - 1);
    return from >= to ? "." : String.join("/", List.of(parts).subList(from, to));
  }

  /** One line of JSON. */
  String json() {
    JsonObject json = new JsonObject();
    json.addProperty("module", module);
    json.addProperty("path", path);
    if (byFile()) {
      json.addProperty("corpus", corpus);
      JsonArray names = new JsonArray();
      depends.forEach(names::add);
      json.add("depends", names);
    }
    return json.toString();
  }

  /** Reads {@link #json}, or a line of a recording, which has more fields. */
  static Subject of(String json) {
    JsonObject object = JsonParser.parseString(json).getAsJsonObject();
    List<String> depends = new ArrayList<>();
    if (object.has("depends")) {
      for (JsonElement name : object.getAsJsonArray("depends")) {
        depends.add(name.getAsString());
      }
    }
    return new Subject(
        object.get("module").getAsString(),
        object.get("path").getAsString(),
        object.has("corpus") ? object.get("corpus").getAsString() : "",
        depends);
  }

  /** The module in the file {@code path} of the kernel's own tree. */
  static Subject ofPath(String path) {
    String file = path.substring(path.lastIndexOf('/') + 1);
    return new Subject(file.substring(0, file.indexOf(".ko")), path, "", List.of());
  }
}
