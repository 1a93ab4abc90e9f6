package io.kobox.export.processor;

import io.kobox.export.Level;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.util.Elements;

/** Writes the source of the table class for one class of exports. */
final class TableWriter {
  private final Elements elements;
  private final TypeElement type;
  private final List<Served.Function> functions = new ArrayList<>();
  private final List<Served.Data> variables = new ArrayList<>();
  private final StringBuilder out = new StringBuilder();

  TableWriter(Elements elements, TypeElement type, List<Served> served) {
    this.elements = elements;
    this.type = type;
    for (Served one : served) {
      switch (one) {
        case Served.Function function -> functions.add(function);
        case Served.Data data -> variables.add(data);
      }
    }
  }

  /** The qualified name of the generated class. */
  String className() {
    return type.getQualifiedName() + "Table";
  }

  /** The whole source file. */
  String write() {
    String exports = type.getSimpleName().toString();
    String access = type.getModifiers().contains(Modifier.PUBLIC) ? "public " : "";
    String packageName = elements.getPackageOf(type).getQualifiedName().toString();
    if (!packageName.isEmpty()) {
      line("package " + packageName + ";");
      line("");
    }
    line("import io.kobox.export.Level;");
    line("import io.kobox.export.ServedCall;");
    line("import io.kobox.export.ServedExports;");
    line("import java.util.List;");
    line("import javax.annotation.processing.Generated;");
    line("");
    line("/** The exports that {@link " + exports + "} serves. */");
    line("@Generated(" + literal(KernelExportProcessor.class.getName()) + ")");
    line(access + "final class " + exports + "Table implements ServedExports {");
    line("  private static final String CLASS = " + literal(type.getQualifiedName()) + ";");
    line("");
    line("  private final " + exports + " exports;");
    line("  private List<FunctionDeclaration> functions = List.of();");
    line("  private List<DataDeclaration> variables = List.of();");
    line("");
    line("  " + access + exports + "Table(" + exports + " exports) {");
    line("    this.exports = exports;");
    line("  }");
    writeFunctions();
    writeVariables();
    writeCall();
    writeInitialise();
    line("}");
    return out.toString();
  }

  private void writeFunctions() {
    List<String> entries = new ArrayList<>();
    for (Served.Function function : functions) {
      entries.add(
          "new FunctionDeclaration("
              + literal(function.name())
              + ", "
              + function.leaf()
              + tail(function.level(), function.note()));
    }
    writeList("FunctionDeclaration", "functions", entries);
  }

  private void writeVariables() {
    List<String> entries = new ArrayList<>();
    for (Served.Data data : variables) {
      entries.add(
          "new DataDeclaration("
              + String.join(
                  ", ",
                  literal(data.name()),
                  literal(data.type()),
                  Integer.toString(data.count()),
                  Boolean.toString(data.perCpu()))
              + tail(data.level(), data.note()));
    }
    writeList("DataDeclaration", "variables", entries);
  }

  private String tail(Level level, String note) {
    return ", Level." + level + ", " + literal(note) + ", CLASS)";
  }

  private void writeList(String element, String name, List<String> entries) {
    line("");
    line("  @Override");
    line("  public List<" + element + "> " + name + "() {");
    if (!entries.isEmpty()) {
      line("    if (" + name + ".isEmpty()) {");
      line("      " + name + " = List.of(");
      line("          " + String.join(",\n          ", entries) + ");");
      line("    }");
    }
    line("    return " + name + ";");
    line("  }");
  }

  private void writeCall() {
    Map<String, List<String>> indexes = new LinkedHashMap<>();
    for (int i = 0; i < functions.size(); i++) {
      indexes
          .computeIfAbsent(functions.get(i).dispatch(), dispatch -> new ArrayList<>())
          .add(Integer.toString(i));
    }
    writeSwitch("call(int index, ServedCall call)", indexes);
  }

  private void writeInitialise() {
    Map<String, List<String>> indexes = new LinkedHashMap<>();
    for (int i = 0; i < variables.size(); i++) {
      indexes
          .computeIfAbsent(
              "exports." + variables.get(i).method() + "(address)", method -> new ArrayList<>())
          .add(Integer.toString(i));
    }
    writeSwitch("initialise(int index, long address)", indexes);
  }

  private void writeSwitch(String signature, Map<String, List<String>> indexes) {
    line("");
    line("  @Override");
    line("  public void " + signature + " {");
    if (indexes.isEmpty()) {
      line("    throw new IndexOutOfBoundsException(index);");
    } else {
      line("    switch (index) {");
      indexes.forEach(
          (statement, cases) ->
              line("      case " + String.join(", ", cases) + " -> " + statement + ";"));
      line("      default -> throw new IndexOutOfBoundsException(index);");
      line("    }");
    }
    line("  }");
  }

  private String literal(Object text) {
    return elements.getConstantExpression(text.toString());
  }

  private void line(String text) {
    out.append(text).append('\n');
  }
}
