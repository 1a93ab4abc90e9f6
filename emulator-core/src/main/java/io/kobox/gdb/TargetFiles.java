package io.kobox.gdb;

import io.kobox.gdb.Hex.BadPacketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The files that gdb may read of the machine: the modules that are loaded, as they were when the
 * kernel got them, and the kernel's symbols. No file of the host is reached by this.
 */
final class TargetFiles {
  static final String KERNEL = "/kobox/vmlinux";
  private static final String MODULES = "/kobox/modules/";

  private static final String NO_SUCH_FILE = "F-1,2";
  private static final String BAD_DESCRIPTOR = "F-1,9";
  private static final int REGULAR_FILE = 0100444;
  private static final int STAT_SIZE = 64;
  private static final int STAT_MODE = 8;
  private static final int STAT_LENGTH = 28;

  private final Supplier<DebugTarget> target;
  private final Map<Integer, byte[]> open = new HashMap<>();
  private byte @Nullable [] kernel;
  private int next = 3;

  TargetFiles(Supplier<DebugTarget> target) {
    this.target = target;
  }

  static String pathOf(LoadedModule module) {
    return MODULES + module.name() + ".ko";
  }

  /** {@code OPERATION:PARAMETERS}. */
  String answer(String request) throws BadPacketException {
    int colon = request.indexOf(':');
    String[] parameters = request.substring(colon + 1).split(",", -1);
    return switch (request.substring(0, colon)) {
      case "setfs" -> "F0";
      case "open" -> open(Hex.text(parameters[0]));
      case "pread" -> parameters.length == 3 ? read(parameters) : BAD_DESCRIPTOR;
      case "fstat" -> stat(Hex.count(parameters[0]));
      case "close" -> open.remove(Hex.count(parameters[0])) == null ? BAD_DESCRIPTOR : "F0";
      default -> "";
    };
  }

  /** Made once: gdb asks for it at once, and does not wait for long. */
  byte[] kernel() {
    byte[] file = kernel;
    if (file == null) {
      file = target.get().kernel();
      kernel = file;
    }
    return file;
  }

  private String open(String path) {
    byte[] file = find(path);
    if (file == null) {
      return NO_SUCH_FILE;
    }
    open.put(next, file);
    return "F" + Integer.toHexString(next++);
  }

  private byte @Nullable [] find(String path) {
    if (path.equals(KERNEL)) {
      return kernel();
    }
    for (LoadedModule module : target.get().modules()) {
      if (pathOf(module).equals(path)) {
        return module.file();
      }
    }
    return null;
  }

  private String read(String[] parameters) throws BadPacketException {
    byte[] file = open.get(Hex.count(parameters[0]));
    if (file == null) {
      return BAD_DESCRIPTOR;
    }
    int from = Math.min(Hex.count(parameters[2]), file.length);
    int length =
        Math.min(Hex.count(parameters[1]), Math.min(Packets.LARGEST / 2, file.length - from));
    return "F"
        + Integer.toHexString(length)
        + ";"
        + new String(file, from, length, StandardCharsets.ISO_8859_1);
  }

  /** struct stat of the protocol: big-endian, whatever the machine's order is. */
  private String stat(int descriptor) {
    byte[] file = open.get(descriptor);
    if (file == null) {
      return BAD_DESCRIPTOR;
    }
    ByteBuffer stat = ByteBuffer.allocate(STAT_SIZE);
    stat.putInt(STAT_MODE, REGULAR_FILE);
    stat.putLong(STAT_LENGTH, file.length);
    return "F"
        + Integer.toHexString(STAT_SIZE)
        + ";"
        + new String(stat.array(), StandardCharsets.ISO_8859_1);
  }
}
