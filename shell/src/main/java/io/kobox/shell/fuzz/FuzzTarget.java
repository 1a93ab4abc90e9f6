package io.kobox.shell.fuzz;

import java.util.List;

/**
 * What there is to call of a module.
 *
 * @param devices its device files
 * @param readable other files that can be read
 * @param writable other files that can be written
 * @param constants the numbers that its code compares with
 * @param parameters what it can be loaded with
 */
record FuzzTarget(
    List<String> devices,
    List<String> readable,
    List<String> writable,
    CodeConstants constants,
    List<FuzzParameter> parameters) {
  boolean isEmpty() {
    return devices.isEmpty() && readable.isEmpty() && writable.isEmpty() && parameters.isEmpty();
  }
}
