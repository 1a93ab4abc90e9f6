package io.kobox.shell.test;

import io.kobox.shell.lang.Parser;
import io.kobox.shell.lang.SyntaxException;
import io.kobox.shell.lang.ast.CommandList;
import io.kobox.shell.lang.ast.Node;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Finds tests: of the files that are named, and of all .kbt files in the folders. */
public final class TestFiles {
  private static final String KUNIT_SECTION = ".kunit_test_suites";

  private TestFiles() {}

  /** The tests of files and folders, in order; an IOException says what cannot be read. */
  public static List<TestCase> find(List<String> paths) throws IOException {
    List<TestCase> cases = new ArrayList<>();
    for (String path : paths) {
      Path file = Path.of(path);
      if (Files.isDirectory(file)) {
        try (Stream<Path> files = Files.walk(file)) {
          for (Path each : files.filter(f -> f.toString().endsWith(".kbt")).sorted().toList()) {
            cases.addAll(of(each));
          }
        }
      } else if (Files.isReadable(file)) {
        cases.addAll(of(file));
      } else {
        throw new IOException(path + ": no such file");
      }
    }
    return cases;
  }

  private static List<TestCase> of(Path file) throws IOException {
    String name = String.valueOf(file.getFileName());
    String text = Files.readString(file, StandardCharsets.ISO_8859_1);
    if (name.endsWith(".ko")) {
      boolean kunit = text.contains(KUNIT_SECTION);
      TestCase.Kind kind = kunit ? TestCase.Kind.KUNIT : TestCase.Kind.MODULE;
      return List.of(new TestCase(file, kunit ? "kunit" : "load_and_remove", kind));
    }
    if (!name.endsWith(".kbt")) {
      return List.of(new TestCase(file, name, TestCase.Kind.SCRIPT));
    }
    List<TestCase> cases = new ArrayList<>();
    for (String function : functions(text)) {
      if (function.startsWith("test_")) {
        cases.add(new TestCase(file, function, TestCase.Kind.FUNCTION));
      }
    }
    return cases.isEmpty()
        ? List.of(new TestCase(file, name, TestCase.Kind.FILE))
        : List.copyOf(cases);
  }

  /** The functions that a script defines; of one with a syntax error those before it. */
  private static List<String> functions(String text) {
    List<String> functions = new ArrayList<>();
    Parser parser = new Parser(text);
    try {
      for (CommandList list = parser.next(); list != null; list = parser.next()) {
        list.items().forEach(item -> addFunctions(item.node(), functions));
      }
    } catch (SyntaxException e) {
      functions.clear(); // the whole file is one test, which tells what is wrong
    }
    return functions;
  }

  private static void addFunctions(Node node, List<String> functions) {
    switch (node) {
      case Node.AndOr andOr -> addFunctions(andOr.first(), functions);
      case Node.Pipeline pipeline ->
          pipeline.members().forEach(member -> addFunctions(member, functions));
      case Node.Compound compound when compound.body() instanceof Node.Function function ->
          functions.add(function.name());
      default -> {}
    }
  }
}
