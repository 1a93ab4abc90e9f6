package io.kobox.junit;

import io.kobox.kernel.gcov.CodeWatcher;
import io.kobox.syscalls.ErrnoException;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;
import org.opentest4j.AssertionFailedError;

/** What {@link KernelTest} does before, for and after each test. */
final class KernelExtension implements BeforeEachCallback, AfterEachCallback, ParameterResolver {
  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(KernelExtension.class);

  private static final Pattern REPETITION = Pattern.compile("#(\\d+)\\]$");

  @Override
  public void beforeEach(ExtensionContext context) throws Exception {
    machine(context);
  }

  private static ExtensionContext.Store store(ExtensionContext context) {
    return context.getStore(NAMESPACE);
  }

  /** The test's machine, booted when it is first asked for. */
  private static Machine machine(ExtensionContext context) throws ErrnoException {
    Machine machine = store(context).get(Machine.class, Machine.class);
    if (machine == null) {
      KernelTest settings = settings(context);
      MachinePool.Settings key = key(settings, context);
      machine = pool(context).take(key);
      if (machine != null) {
        store(context).put(Machine.class, machine);
        return machine;
      }
      machine = Machine.boot(key.seed(), key.faults(), code(context), key.kernel());
      store(context).put(Machine.class, machine);
      String[] files = settings.modules();
      for (int i = 0; i < files.length; i++) {
        boolean last = i == files.length - 1;
        String[] parameters =
            last && !settings.params().isEmpty() ? new String[] {settings.params()} : new String[0];
        try {
          machine.insmod(Path.of(System.getProperty("kobox.modules", ""), files[i]), parameters);
        } catch (ErrnoException e) {
          throw new AssertionFailedError(
              "insmod " + files[i] + ": " + e.getMessage() + "\n" + machine.log().text(), e);
        }
      }
      machine.begin(pool(context).isWantedAgain(key));
    }
    return machine;
  }

  private static MachinePool.Settings key(KernelTest settings, ExtensionContext context) {
    return new MachinePool.Settings(
        List.of(settings.modules()),
        settings.params(),
        seed(settings, context),
        faults(context),
        kernel(settings));
  }

  private static MachinePool pool(ExtensionContext context) {
    return store(context.getRoot())
        .getOrComputeIfAbsent(MachinePool.class, type -> new MachinePool(), MachinePool.class);
  }

  /** One for all classes of the run. */
  private static @Nullable CodeWatcher code(ExtensionContext context) {
    return store(context.getRoot())
        .getOrComputeIfAbsent(CoverageFile.class, type -> new CoverageFile(), CoverageFile.class)
        .newMachine();
  }

  private static @Nullable String kernel(KernelTest settings) {
    String kernel =
        settings.kernel().isEmpty() ? System.getProperty("kobox.kernel", "") : settings.kernel();
    return kernel.isEmpty() ? null : kernel;
  }

  private static KernelTest settings(ExtensionContext context) {
    Optional<KernelTest> ofMethod =
        AnnotationSupport.findAnnotation(context.getTestMethod(), KernelTest.class);
    return ofMethod
        .or(() -> AnnotationSupport.findAnnotation(context.getTestClass(), KernelTest.class))
        .orElseThrow();
  }

  /** The seed of the settings or of -Dkobox.seed; each repetition of a test has another one. */
  private static long seed(KernelTest settings, ExtensionContext context) {
    long seed = Long.getLong("kobox.seed", settings.seed());
    boolean repeated = AnnotationSupport.isAnnotated(context.getTestMethod(), RepeatedTest.class);
    Matcher repetition = REPETITION.matcher(context.getUniqueId());
    if (repeated && System.getProperty("kobox.seed") == null && repetition.find()) {
      seed += Long.parseLong(repetition.group(1));
    }
    return seed;
  }

  private static List<String> faults(ExtensionContext context) {
    List<String> rules = new ArrayList<>();
    List<Optional<? extends AnnotatedElement>> places =
        List.of(context.getTestClass(), context.getTestMethod());
    for (Optional<? extends AnnotatedElement> place : places) {
      AnnotationSupport.findRepeatableAnnotations(place, Fault.class)
          .forEach(fault -> rules.add(fault.value()));
    }
    return rules;
  }

  @Override
  public void afterEach(ExtensionContext context) {
    Machine machine = store(context).remove(Machine.class, Machine.class);
    if (machine == null) {
      return;
    }
    try {
      machine.finish();
      machine.findings().allow(List.of(settings(context).allow()));
      List<String> findings = machine.findings().all();
      if (context.getExecutionException().isPresent() || !findings.isEmpty()) {
        System.err.print(report(context, machine));
      }
      if (!findings.isEmpty()) {
        throw new FindingsError(findings);
      }
    } finally {
      pool(context).giveBack(key(settings(context), context), machine);
    }
  }

  /** What helps to understand a failed test. */
  private static String report(ExtensionContext context, Machine machine) {
    Method method = context.getRequiredTestMethod();
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "--- %s.%s: the kernel's log (seed %d; again with -Dkobox.seed=%d)%n",
            context.getRequiredTestClass().getSimpleName(),
            method.getName(),
            machine.seed(),
            machine.seed()));
    text.append(machine.log().text());
    List<String> trace = machine.trace();
    text.append("--- the last ").append(trace.size()).append(" calls of modules to the kernel\n");
    trace.forEach(line -> text.append(line).append('\n'));
    return text.append("---\n").toString();
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == Machine.class
        || type == Module.class
        || type == Device.class
        || type == Log.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    try {
      Machine machine = machine(context);
      if (type == Machine.class) {
        return machine;
      }
      if (type == Log.class) {
        return machine.log();
      }
      Module module = machine.modules().getLast();
      if (type == Module.class) {
        return module;
      }
      if (module.devices().isEmpty()) {
        throw new IllegalStateException(module + " made no device file");
      }
      return module.devices().getFirst();
    } catch (ErrnoException e) {
      throw new IllegalStateException("the machine did not boot", e);
    }
  }
}
