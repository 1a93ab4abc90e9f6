package io.kobox.export.processor;

import io.kobox.export.KernelData;
import io.kobox.export.KernelExport;
import io.kobox.export.Leaf;
import io.kobox.export.Level;
import java.util.ArrayList;
import java.util.List;
import javax.annotation.processing.Messager;
import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.tools.Diagnostic;

/** Reads one annotated method into {@link Served} entries, or reports what is wrong with it. */
final class MethodReader {
  private final Messager messager;
  private boolean failed;

  MethodReader(Messager messager) {
    this.messager = messager;
  }

  /** Whether an error was reported since this reader was made. */
  boolean failed() {
    return failed;
  }

  /** Reports an error at {@code element}. */
  void error(Element element, String text) {
    failed = true;
    messager.printMessage(Diagnostic.Kind.ERROR, text, element);
  }

  /** The names that {@code method} serves: none if it is not annotated or wrong. */
  List<Served> read(ExecutableElement method) {
    KernelExport export = method.getAnnotation(KernelExport.class);
    KernelData data = method.getAnnotation(KernelData.class);
    if (export == null && data == null) {
      return List.of();
    }
    if (export != null && data != null) {
      error(method, "a method is a @KernelExport or a @KernelData, not both");
      return List.of();
    }
    if (!checkModifiers(method)) {
      return List.of();
    }
    return export != null ? function(method, export) : data(method, data);
  }

  private boolean checkModifiers(ExecutableElement method) {
    for (Modifier modifier : List.of(Modifier.PRIVATE, Modifier.STATIC, Modifier.ABSTRACT)) {
      if (method.getModifiers().contains(modifier)) {
        error(method, "a method that serves an export must not be " + modifier);
        return false;
      }
    }
    if (!method.getTypeParameters().isEmpty()) {
      error(method, "a method that serves an export must not be generic");
      return false;
    }
    if (!method.getThrownTypes().isEmpty()) {
      error(method, "a method that serves an export must not declare exceptions");
      return false;
    }
    return true;
  }

  private List<Served> function(ExecutableElement method, KernelExport export) {
    String call = call(method);
    checkNote(method, export.level(), export.note());
    List<String> names = new ArrayList<>();
    names.add(export.name().isEmpty() ? method.getSimpleName().toString() : export.name());
    names.addAll(List.of(export.aliases()));
    List<Served> served = new ArrayList<>();
    String dispatch = dispatch(method, call);
    Element owner = method.getEnclosingElement();
    boolean leaf =
        method.getAnnotation(Leaf.class) != null
            || (owner != null && owner.getAnnotation(Leaf.class) != null);
    for (String name : names) {
      served.add(new Served.Function(name, leaf, export.level(), export.note(), dispatch));
    }
    return served;
  }

  private List<Served> data(ExecutableElement method, KernelData data) {
    List<? extends VariableElement> parameters = method.getParameters();
    if (parameters.size() != 1 || parameters.getFirst().asType().getKind() != TypeKind.LONG) {
      error(method, "the initialiser of a variable takes one parameter: long address");
    }
    if (method.getReturnType().getKind() != TypeKind.VOID) {
      error(method, "the initialiser of a variable returns void");
    }
    if (data.type().isBlank()) {
      error(method, "the variable's C type is missing");
    }
    if (data.count() < 1) {
      error(method, "a variable has at least one element");
    }
    checkNote(method, data.level(), data.note());
    String java = method.getSimpleName().toString();
    String name = data.name().isEmpty() ? java : data.name();
    return List.of(
        new Served.Data(
            name, data.type(), data.count(), data.perCpu(), data.level(), data.note(), java));
  }

  private void checkNote(ExecutableElement method, Level level, String note) {
    if (level != Level.FULL && note.isBlank()) {
      error(method, "level " + level + " needs a note that says what is missing");
    }
  }

  /** The Java call of {@code method} with each parameter taken from the guest's arguments. */
  private String call(ExecutableElement method) {
    List<String> arguments = new ArrayList<>();
    List<? extends VariableElement> parameters = method.getParameters();
    int index = 0;
    for (VariableElement parameter : parameters) {
      String conversion = conversion(parameter.asType(), index);
      if (conversion.isEmpty()) {
        error(
            parameter,
            "a parameter is a long, int, short, byte, boolean, String, VarArgs or ServedCall, not "
                + parameter.asType());
      }
      boolean variable = isNamed(parameter.asType(), "io.kobox.export.VarArgs");
      if (variable && !parameter.equals(parameters.getLast())) {
        error(parameter, "VarArgs must be the last parameter");
      }
      if (!isNamed(parameter.asType(), "io.kobox.export.ServedCall")) {
        index++;
      }
      arguments.add(conversion);
    }
    return "exports." + method.getSimpleName() + "(" + String.join(", ", arguments) + ")";
  }

  /**
   * The integer argument {@code index} as the type of a parameter. The calling convention leaves
   * the bits above a narrow argument undefined, so they are cut off.
   */
  private static String conversion(TypeMirror type, int index) {
    String argument = "call.argument(" + index + ")";
    return switch (type.getKind()) {
      case LONG -> argument;
      case INT -> "(int) " + argument;
      case SHORT -> "(short) " + argument;
      case BYTE -> "(byte) " + argument;
      case BOOLEAN -> "(byte) " + argument + " != 0";
      case DECLARED -> {
        if (isNamed(type, "java.lang.String")) {
          yield "call.string(" + argument + ")";
        } else if (isNamed(type, "io.kobox.export.VarArgs")) {
          yield "call.varArgs(" + index + ")";
        } else {
          yield isNamed(type, "io.kobox.export.ServedCall") ? "call" : "";
        }
      }
      default -> "";
    };
  }

  private String dispatch(ExecutableElement method, String call) {
    return switch (method.getReturnType().getKind()) {
      case VOID -> call;
      case LONG, INT, SHORT, BYTE -> "call.result(" + call + ")";
      case BOOLEAN -> "call.result(" + call + " ? 1 : 0)";
      default -> {
        error(
            method,
            "a result is void, long, int, short, byte or boolean, not " + method.getReturnType());
        yield "";
      }
    };
  }

  private static boolean isNamed(TypeMirror type, String name) {
    return type instanceof DeclaredType declared
        && declared.asElement() instanceof TypeElement element
        && element.getQualifiedName().contentEquals(name);
  }
}
