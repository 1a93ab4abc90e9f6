package io.kobox.shell.explain;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The same as an object of JSON. */
final class ExplainJson {
  private ExplainJson() {}

  static String of(Explanation module) {
    List<String> members = new ArrayList<>();
    members.add(member("name", quote(module.name())));
    members.add(member("kernel", quote(module.release())));
    List<String> info = new ArrayList<>();
    module.info().forEach((tag, values) -> info.add(member(tag, strings(values))));
    members.add(member("info", "{" + String.join(",", info) + "}"));
    members.add(member("vermagicMatches", String.valueOf(module.vermagicMatches())));
    members.add(member("versions", String.valueOf(module.versions())));
    members.add(member("mismatches", strings(module.mismatches())));
    members.add(member("imports", imports(module.imports())));
    members.add(member("exports", strings(module.exports())));
    members.add(member("sections", sizes(module.sections())));
    members.add(member("coreSize", String.valueOf(module.coreSize())));
    members.add(member("initSize", String.valueOf(module.initSize())));
    members.add(member("signed", String.valueOf(module.signed())));
    members.add(member("loads", String.valueOf(module.loads())));
    members.add(member("insmod", strings(module.insmod())));
    return "{" + String.join(",", members) + "}\n";
  }

  private static String imports(List<Import> imports) {
    List<String> objects = new ArrayList<>();
    for (Import each : imports) {
      objects.add(
          "{"
              + member("name", quote(each.name()))
              + ","
              + member("from", quote(each.from()))
              + ","
              + member("state", quote(each.state().text()))
              + ","
              + member("note", quote(each.note()))
              + "}");
    }
    return "[" + String.join(",", objects) + "]";
  }

  private static String sizes(Map<String, Long> sizes) {
    List<String> members = new ArrayList<>();
    sizes.forEach((name, size) -> members.add(member(name, size.toString())));
    return "{" + String.join(",", members) + "}";
  }

  private static String strings(List<String> values) {
    return "[" + String.join(",", values.stream().map(ExplainJson::quote).toList()) + "]";
  }

  private static String member(String name, String value) {
    return quote(name) + ":" + value;
  }

  private static String quote(String value) {
    StringBuilder text = new StringBuilder("\"");
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        text.append('\\').append(c);
      } else if (c < ' ' || c >= 0x7f) {
        text.append(String.format("\\u%04x", (int) c));
      } else {
        text.append(c);
      }
    }
    return text.append('"').toString();
  }
}
