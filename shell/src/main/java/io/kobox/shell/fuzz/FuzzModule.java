package io.kobox.shell.fuzz;

import io.kobox.loader.ElfModule;
import io.kobox.loader.LogLine;
import io.kobox.loader.ModuleFile;
import io.kobox.loader.ModuleLoadException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The module that is looked at.
 *
 * @param file where it is
 * @param image what is in it
 * @param name what it is called in the kernel
 * @param arguments what the user gives to insmod
 * @param parameters those that the user does not give
 */
@SuppressWarnings("ArrayRecordComponent")
record FuzzModule(
    Path file,
    byte[] image,
    String name,
    List<String> arguments,
    CodeConstants constants,
    List<FuzzParameter> parameters) {
  /**
   * Reads a module's file.
   *
   * @throws IllegalArgumentException if it is none
   */
  static FuzzModule read(Path file, List<String> arguments) throws IOException {
    byte[] image = Files.readAllBytes(file);
    try {
      ElfModule elf = ElfModule.elfValidityCheck(new ModuleFile(image).signatureCheck(0).module());
      elf.setupLoadInfo(0);
      List<FuzzParameter> free =
          FuzzParameter.of(elf).stream()
              .filter(each -> arguments.stream().noneMatch(given -> isOf(given, each)))
              .toList();
      return new FuzzModule(
          file, image, elf.moduleName(), arguments, CodeConstants.of(image), free);
    } catch (ModuleLoadException e) {
      List<LogLine> log = e.log();
      throw new IllegalArgumentException(
          file + ": " + (log.isEmpty() ? "not a module" : log.getLast().text()), e);
    }
  }

  private static boolean isOf(String given, FuzzParameter parameter) {
    return given.equals(parameter.name()) || given.startsWith(parameter.name() + "=");
  }

  /** All that insmod gets after the file. */
  List<String> arguments(FuzzInput input) {
    List<String> all = new ArrayList<>(arguments);
    all.addAll(input.parameters());
    return all;
  }
}
