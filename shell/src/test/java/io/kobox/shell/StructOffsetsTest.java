package io.kobox.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * No offset of a kernel struct is typed by hand: outside io.kobox.types no guest memory is read or
 * written at an address plus a number (elements of arrays, {@code + 8 * i}, and bytes of texts are
 * no structs).
 */
final class StructOffsetsTest {
  private static final Path SOURCES =
      ScriptMachine.TESTDATA.resolveSibling("kernel").resolve("src/main/java");

  private static final Pattern LITERAL_OFFSET =
      Pattern.compile(
          "\\b(?:get|put)(?:Short|Int|Long)\\(\\s*[^(),;]*(?:\\([^()]*\\))?[^(),;]*"
              + "\\+ (?:0x[0-9a-fA-F]+|[0-9]+|(?:Byte|Short|Integer|Long)\\.BYTES)L?\\s*[,)]");

  /** Formats that user programs and the network share: they are the same in every kernel. */
  private static final Set<String> WIRE_FORMATS =
      Set.of(
          "lib/AddressFormat.java", // struct sockaddr_in6
          "lib/SiphashExports.java", // a key of 16 bytes
          "lib/UuidExports.java", // a UUID of 16 bytes
          "lib/VaList.java", // va_list of the System V ABI
          "lib/SipHash.java");

  @Test
  void noLiteralOffsets() throws Exception {
    List<String> found = new ArrayList<>();
    try (Stream<Path> files = Files.walk(SOURCES)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".java")).sorted().toList()) {
        String name = SOURCES.resolve("io/kobox").relativize(file).toString();
        if (name.startsWith("types/") || WIRE_FORMATS.contains(name)) {
          continue;
        }
        Matcher matcher = LITERAL_OFFSET.matcher(ScriptMachine.read(file));
        while (matcher.find()) {
          found.add(name + ": " + matcher.group());
        }
      }
    }
    assertEquals(List.of(), found);
  }
}
