package io.kobox.export.processor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class KernelExportProcessorTest {
  @TempDir Path output;

  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String className, String text) {
      super(URI.create("string:///" + className.replace('.', '/') + ".java"), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }

  private List<Diagnostic<? extends JavaFileObject>> compile(String className, String text)
      throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
    try (var files = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
      List<String> options =
          List.of(
              "-d",
              output.toString(),
              "-classpath",
              Path.of("target/classes").toAbsolutePath().toString(),
              "-Xlint:all,-processing");
      JavaCompiler.CompilationTask task =
          compiler.getTask(
              null, files, diagnostics, options, null, List.of(new Source(className, text)));
      task.setProcessors(List.of(new KernelExportProcessor()));
      task.call();
    }
    return diagnostics.getDiagnostics();
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = KernelExportProcessorTest.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void generatesTheGoldenTable() throws IOException {
    var diagnostics = compile("golden.SampleExports", resource("SampleExports.txt"));
    assertEquals(List.of(), diagnostics);
    assertEquals(
        resource("SampleExportsTable.txt"),
        Files.readString(output.resolve("golden/SampleExportsTable.java")));
    assertTrue(Files.exists(output.resolve("golden/SampleExportsTable.class")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          @KernelExport void f(Object o) {}                            | not java.lang.Object | o
          @KernelExport void f(char c) {}                              | not char | c
          @KernelExport void f(long a, VarArgs v, int b) {}            | VarArgs must be the last parameter | v
          @KernelExport private void f() {}                            | must not be private | f()
          @KernelExport static void f() {}                             | must not be static | f()
          @KernelExport <T> void f() {}                                | must not be generic | f()
          @KernelExport void f() throws Exception {}                   | must not declare exceptions | f()
          @KernelExport String f() { return ""; }                      | not java.lang.String | f()
          @KernelExport void f() {} @KernelExport(name = "f") void g() {} | export f is declared twice | g()
          @KernelExport(aliases = "f") void f() {}                     | export f is declared twice | f()
          @KernelData(type = "int") void f(long a) {} @KernelExport(name = "f") void g() {} | export f is declared twice | g()
          @KernelExport(level = Level.PARTIAL) void f() {}             | PARTIAL needs a note | f()
          @KernelExport(level = Level.STUB, note = " ") void f() {}    | STUB needs a note | f()
          @KernelData(type = "int", level = Level.STUB) void f(long a) {} | STUB needs a note | f(long)
          @KernelData(type = "int") void f() {}                        | one parameter: long address | f()
          @KernelData(type = "int") void f(int a) {}                   | one parameter: long address | f(int)
          @KernelData(type = "int") long f(long a) { return a; }       | returns void | f(long)
          @KernelData(type = "") void f(long a) {}                     | C type is missing | f(long)
          @KernelData(type = "int", count = 0) void f(long a) {}       | at least one element | f(long)
          @KernelData(type = "int") @KernelExport void f(long a) {}    | not both | f(long)
          """)
  void refuses(String methods, String message, String element) throws IOException {
    assertError("final class X { " + methods + " }", message, element.strip());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          interface X { @KernelExport void f(); }                      | served by a class
          abstract class X { @KernelExport void f() {} }               | neither abstract nor generic
          final class X<T> { @KernelExport void f() {} }               | neither abstract nor generic
          final class X { static final class Y { @KernelExport void f() {} } } | top-level class
          """)
  void refusesTheClass(String type, String message) throws IOException {
    assertError(type, message, "");
  }

  private void assertError(String type, String message, String element) throws IOException {
    String source = "import io.kobox.export.*;\n" + type;
    var errors =
        compile("X", source).stream()
            .filter(diagnostic -> diagnostic.getKind() == Diagnostic.Kind.ERROR)
            .toList();
    assertTrue(
        errors.stream().anyMatch(error -> error.getMessage(null).contains(message.strip())),
        () -> "no error with \"" + message + "\" in " + errors);
    assertTrue(errors.stream().allMatch(error -> error.getLineNumber() == 2), errors::toString);
    String name = element.replaceAll("\\(.*", "");
    var error =
        errors.stream()
            .filter(one -> one.getMessage(null).contains(message.strip()))
            .findFirst()
            .orElseThrow();
    assertTrue(source.startsWith(name, (int) error.getPosition()), errors::toString);
  }
}
