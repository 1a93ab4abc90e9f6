package io.kobox.export;

import java.util.List;

/** What the annotation processor generates for one class: its declarations and their dispatch. */
public interface ServedExports {
  /** The functions served, in the order of their dispatch index. */
  List<FunctionDeclaration> functions();

  /** The variables served, in the order of their index. */
  List<DataDeclaration> variables();

  /** Serves {@code functions().get(index)}. */
  void call(int index, ServedCall call);

  /** Initialises {@code variables().get(index)} in zeroed storage at {@code address}. */
  void initialise(int index, long address);

  /** A function: its export name, whether it is a {@link Leaf}, level, note and who serves it. */
  record FunctionDeclaration(
      String name, boolean leaf, Level level, String note, String declaredIn) {}

  /** A variable: its export name, BTF type and count, and whether it is per CPU. */
  record DataDeclaration(
      String name,
      String type,
      int count,
      boolean perCpu,
      Level level,
      String note,
      String declaredIn) {}
}
