package io.kobox.gdb;

import java.util.Map;

/** A relocatable file that is in the machine's memory. */
public final class LoadedModule {
  private final String name;
  private final byte[] file;
  private final Map<String, Long> sections;

  /**
   * @param file its contents, ELF
   * @param sections where its sections are, by name; those that are nowhere are missing
   */
  public LoadedModule(String name, byte[] file, Map<String, Long> sections) {
    this.name = name;
    this.file = file;
    this.sections = Map.copyOf(sections);
  }

  /** The module's name. */
  public String name() {
    return name;
  }

  byte[] file() {
    return file;
  }

  Map<String, Long> sections() {
    return sections;
  }
}
