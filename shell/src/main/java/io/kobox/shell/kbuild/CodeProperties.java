package io.kobox.shell.kbuild;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * {@code .vscode/c_cpp_properties.json}: what the editor's C extension must know to read a module's
 * sources as kbuild's compiler does (Linux: LINUXINCLUDE of the top Makefile).
 */
final class CodeProperties {
  private static final List<String> INCLUDES =
      List.of(
          "arch/x86/include",
          "arch/x86/include/generated",
          "include",
          "arch/x86/include/uapi",
          "arch/x86/include/generated/uapi",
          "include/uapi",
          "include/generated/uapi");

  private final KernelHeaders headers;

  CodeProperties(KernelHeaders headers) {
    this.headers = headers;
  }

  /** Writes the file into {@code folder}, unless there is one; the result says what was done. */
  String write(Path folder) throws IOException {
    Path file = folder.resolve(".vscode/c_cpp_properties.json");
    if (Files.exists(file)) {
      return file + " is there already and stays as it is";
    }
    Files.createDirectories(folder.resolve(".vscode"));
    Files.writeString(file, json());
    return "wrote " + file;
  }

  /** The file's text. */
  String json() throws IOException {
    return """
    {
      "configurations": [
        {
          "name": "Linux %s",
          "includePath": [
    %s
          ],
          "forcedInclude": [
    %s
          ],
          "defines": ["__KERNEL__", "MODULE"],
          "compilerPath": "%s",
          "cStandard": "gnu11",
          "intelliSenseMode": "linux-gcc-x64"
        }
      ],
      "version": 4
    }
    """
        .formatted(
            escape(headers.release()),
            list(present(INCLUDES)),
            list(present(List.of("include/linux/kconfig.h", "include/linux/compiler_types.h"))),
            escape(headers.compiler()));
  }

  /** Those of {@code names} that are there: Debian keeps the common ones in a tree of their own. */
  private List<Path> present(List<String> names) throws IOException {
    List<Path> roots = new ArrayList<>(List.of(headers.folder().toRealPath()));
    for (String line : Files.readAllLines(headers.folder().resolve("Makefile"))) {
      if (line.startsWith("include /") && line.endsWith("/Makefile")) {
        roots.add(Path.of(line.substring("include ".length())).resolveSibling("."));
      }
    }
    List<Path> found = new ArrayList<>();
    for (Path root : roots) {
      names.stream()
          .map(name -> root.resolve(name).normalize())
          .filter(Files::exists)
          .forEach(found::add);
    }
    return found;
  }

  private static String list(List<Path> paths) {
    return paths.stream()
        .map(path -> "            \"" + escape(path.toString()) + '"')
        .collect(Collectors.joining(",\n"));
  }

  private static String escape(String text) {
    return text.replace("\\", "\\\\").replace("\"", "\\\"");
  }
}
