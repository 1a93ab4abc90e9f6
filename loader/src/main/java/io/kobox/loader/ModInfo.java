package io.kobox.loader;

<<<<<<< HEAD
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
=======
>>>>>>> kmod
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

<<<<<<< HEAD
/** The {@code tag=value} strings of a module's .modinfo section, in order. */
public final class ModInfo {
  static final ModInfo EMPTY = new ModInfo(List.of());

  /** One string: what stands before the first '=' and after it. */
  public record Entry(String tag, String value) {}

  private final List<Entry> entries;

  private ModInfo(List<Entry> entries) {
    this.entries = entries;
  }

  /** Reads a section's contents; strings without '=' are passed over. */
  public static ModInfo parse(ByteBuffer section) {
    byte[] bytes = new byte[section.remaining()];
    section.duplicate().get(bytes);
    List<Entry> entries = new ArrayList<>();
    int start = 0;
    for (int i = 0; i <= bytes.length; i++) {
      if (i == bytes.length || bytes[i] == 0) {
        String text = new String(bytes, start, i - start, StandardCharsets.ISO_8859_1);
        int equals = text.indexOf('=');
        if (equals > 0) {
          entries.add(new Entry(text.substring(0, equals), text.substring(equals + 1)));
        }
        start = i + 1;
      }
    }
    return new ModInfo(entries);
  }

  /** All strings. */
  public List<Entry> entries() {
    return entries;
  }

  /** get_modinfo: the first value of {@code tag}. */
  public @Nullable String get(String tag) {
    for (Entry entry : entries) {
      if (entry.tag().equals(tag)) {
        return entry.value();
=======
/**
 * The .modinfo section: {@code tag=value} strings with NULs between (get_modinfo(),
 * get_next_modinfo(), next_string()).
 */
public final class ModInfo {
  private final List<String> strings = new ArrayList<>();

  /** Reads the section out of the file; empty if the module has none. */
  public ModInfo(ElfModule module) throws ModuleLoadException {
    SectionHeader section = module.infoSection();
    ElfView file = module.file();
    long at = section.offset();
    long end = at + Math.min(section.size(), file.length() - at);
    while (at < end) {
      int stop = file.endOfString(at, end);
      if (stop > at) {
        strings.add(file.string(at, end));
      }
      at = stop + 1L;
    }
  }

  /** The first value of a tag. */
  public @Nullable String get(String tag) {
    for (String string : strings) {
      if (isTagged(string, tag)) {
        return string.substring(tag.length() + 1);
>>>>>>> kmod
      }
    }
    return null;
  }

<<<<<<< HEAD
  /** Every value of {@code tag}. */
  public List<String> all(String tag) {
    return entries.stream().filter(e -> e.tag().equals(tag)).map(Entry::value).toList();
=======
  /** All values of a tag, in the file's order. */
  public List<String> getAll(String tag) {
    List<String> values = new ArrayList<>();
    for (String string : strings) {
      if (isTagged(string, tag)) {
        values.add(string.substring(tag.length() + 1));
      }
    }
    return values;
  }

  /** All {@code tag=value} strings, in the file's order. */
  public List<String> strings() {
    return List.copyOf(strings);
  }

  private static boolean isTagged(String string, String tag) {
    return string.startsWith(tag)
        && string.length() > tag.length()
        && string.charAt(tag.length()) == '=';
>>>>>>> kmod
  }
}
