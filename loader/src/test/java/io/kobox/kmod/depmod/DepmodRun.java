package io.kobox.kmod.depmod;

import io.kobox.kmod.HostTree;
import io.kobox.kmod.ModuleTree;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs our depmod on the host's files and keeps what it says, as depmod's stderr words it. */
public final class DepmodRun implements DepmodLog {
  private final List<String> messages = new ArrayList<>();

  public List<String> messages() {
    return messages;
  }

  public static Depmod.Options options(String basedir, String version) {
    return options(basedir, version, null, false);
  }

  public static Depmod.Options options(
      String basedir, String version, @Nullable String symvers, boolean printUnknown) {
    return new Depmod.Options(
        basedir + "/lib/modules/" + version,
        version,
        List.of("/nonexistent"),
        symvers,
        null,
        printUnknown,
        '\0',
        false,
        "1.2.3");
  }

  public void writeAll(Depmod.Options options) {
    writeAll(new HostTree(), options);
  }

  public void writeAll(ModuleTree tree, Depmod.Options options) {
    Depmod depmod =
        new Depmod(
            tree,
            options,
            this,
            (place, function, text) ->
                messages.add("depmod: ERROR: " + place + " " + function + "() " + text));
    try {
      depmod.runAll();
      depmod.write();
    } catch (DepmodFailure e) {
      messages.add("failed");
    }
  }

  @Override
  public void error(String text) {
    messages.add("depmod: ERROR: " + text);
  }

  @Override
  public void warning(String text) {
    messages.add("depmod: WARNING: " + text);
  }

  @Override
  public void info(String text) {}

  @Override
  public void show(String text) {}

  @Override
  public DepmodFailure fatal(String text) {
    messages.add("depmod: FATAL: " + text);
    return new DepmodFailure(text);
  }

  /** For measuring: {@code BASEDIR VERSION [RUNS]}. */
  public static void main(String[] arguments) {
    int runs = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 1;
    for (int i = 0; i < runs; i++) {
      long start = System.nanoTime();
      DepmodRun run = new DepmodRun();
      run.writeAll(options(arguments[0], arguments[1]));
      run.messages().forEach(System.out::println);
      System.out.println((System.nanoTime() - start) / 1_000_000 + " ms");
    }
  }
}
