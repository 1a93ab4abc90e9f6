package io.kobox.shell.device;

import io.kobox.device.DeviceModel;
import io.kobox.device.catalog.Properties;
import java.io.IOException;
import java.io.StringWriter;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Device models of the user's own: a source file, {@code Thermometer.java}, which is compiled, or a
 * class of a jar or folder, {@code build/devices.jar:com.example.Thermometer}. The class has a
 * public constructor that takes {@link Properties}, or one that takes nothing.
 */
final class DeviceClasses {
  private static final String SOURCE = ".java";
  private static final String CLASS = ".class";
  private static final Pattern PACKAGE = Pattern.compile("(?m)^\\s*package\\s+([\\w.]+)\\s*;");

  private DeviceClasses() {}

  /** A class's name without package, and how its devices are made. */
  record Found(String name, Function<Properties, DeviceModel> maker) {}

  /** Whether {@code type} names a file rather than a type that there is. */
  static boolean isFile(String type) {
    return type.endsWith(SOURCE) || type.indexOf(':') > 0;
  }

  /**
   * Finds the class.
   *
   * @throws IllegalArgumentException if it cannot be found, or is no device
   */
  static Found find(String type) {
    try {
      if (type.endsWith(SOURCE)) {
        return compiled(Path.of(type));
      }
      int colon = type.lastIndexOf(':');
      Path place = Path.of(type.substring(0, colon));
      if (!Files.exists(place)) {
        throw new IllegalArgumentException(place + ": no such jar or folder of classes");
      }
      URL[] urls = {place.toUri().toURL()};
      // stays open: the device's classes are read from there as they are needed
      @SuppressWarnings("resource")
      URLClassLoader loader = new URLClassLoader(urls, DeviceClasses.class.getClassLoader());
      return load(loader, type.substring(colon + 1));
    } catch (IOException e) {
      throw new IllegalArgumentException(type + ": " + e.getMessage(), e);
    }
  }

  private static Found compiled(Path source) throws IOException {
    if (!Files.isReadable(source)) {
      throw new IllegalArgumentException(source + ": no such file");
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    if (compiler == null) {
      throw new IllegalArgumentException(source + ": this Java has no compiler; give a class file");
    }
    Path classes = Files.createTempDirectory("kobox-device");
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      StringWriter errors = new StringWriter();
      List<String> options =
          List.of("-d", classes.toString(), "-cp", System.getProperty("java.class.path", "."));
      boolean done =
          compiler
              .getTask(errors, files, null, options, null, files.getJavaFileObjects(source))
              .call();
      if (!done) {
        throw new IllegalArgumentException("it does not compile:\n" + errors);
      }
      String file = String.valueOf(source.getFileName());
      String name = file.substring(0, file.length() - SOURCE.length());
      Matcher packaged = PACKAGE.matcher(Files.readString(source));
      return load(new Compiled(classes), packaged.find() ? packaged.group(1) + "." + name : name);
    } finally {
      delete(classes);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }

  /** Compiled classes, in memory. */
  private static final class Compiled extends ClassLoader {
    private final Map<String, byte[]> classes = new HashMap<>();

    private Compiled(Path folder) throws IOException {
      super(DeviceClasses.class.getClassLoader());
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path each : files.filter(Files::isRegularFile).toList()) {
          String file = folder.relativize(each).toString();
          String name = file.substring(0, file.length() - CLASS.length()).replace('/', '.');
          classes.put(name, Files.readAllBytes(each));
        }
      }
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      byte[] bytes = classes.get(name);
      if (bytes == null) {
        throw new ClassNotFoundException(name);
      }
      return defineClass(name, bytes, 0, bytes.length);
    }
  }

  private static Found load(ClassLoader loader, String name) {
    try {
      Class<?> type = Class.forName(name, true, loader);
      if (!DeviceModel.class.isAssignableFrom(type)) {
        throw new IllegalArgumentException(name + " is no " + DeviceModel.class.getName());
      }
      Constructor<?> constructor = constructor(type);
      boolean empty = constructor.getParameterCount() == 0;
      return new Found(
          type.getSimpleName(),
          properties -> empty ? make(constructor) : make(constructor, properties));
    } catch (ClassNotFoundException | NoClassDefFoundError e) {
      throw new IllegalArgumentException("there is no class " + name, e);
    }
  }

  /** The one that takes properties, if there are both. */
  private static Constructor<?> constructor(Class<?> type) {
    return Stream.of(type.getConstructors())
        .filter(each -> each.getParameterCount() == 0 || takesProperties(each))
        .max(Comparator.comparingInt(Constructor::getParameterCount))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    type.getName()
                        + ": it must be public, with a public constructor (Properties) or ()"));
  }

  private static boolean takesProperties(Constructor<?> constructor) {
    return Arrays.equals(constructor.getParameterTypes(), new Class<?>[] {Properties.class});
  }

  private static DeviceModel make(Constructor<?> constructor, Object... arguments) {
    try {
      return (DeviceModel) constructor.newInstance(arguments);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IllegalArgumentException cause) {
        throw cause;
      }
      throw new IllegalArgumentException(
          constructor.getDeclaringClass().getName() + ": " + e.getCause(), e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException(
          constructor.getDeclaringClass().getName() + ": " + e.getMessage(), e);
    }
  }
}
