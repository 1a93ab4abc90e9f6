package io.kobox.shell.device;

import io.kobox.device.Board;
import io.kobox.device.catalog.DeviceTypes;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.Hotplug;
import io.kobox.syscalls.SystemCalls;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which device is to be plugged in, as QEMU's {@code -device} has it.
 *
 * @param id the name that it gets; null: that of its type, with a number if there is one already
 * @param platform the platform device that it is to be; null: none
 * @param properties what it is to be like
 */
record DeviceSpec(
    String type, @Nullable String id, @Nullable String platform, Map<String, String> properties) {
  private static final String ID = "id";
  private static final String PLATFORM = "platform";

  /**
   * A type and its properties, {@code key=value} each.
   *
   * @throws IllegalArgumentException if there is no type, or a property without a value
   */
  static DeviceSpec of(List<String> words) {
    if (words.isEmpty() || words.getFirst().isEmpty()) {
      throw new IllegalArgumentException("which type of device?");
    }
    Map<String, String> properties = new TreeMap<>();
    for (String word : words.subList(1, words.size())) {
      int equals = word.indexOf('=');
      if (equals <= 0) {
        throw new IllegalArgumentException("'" + word + "' is not key=value");
      }
      properties.put(word.substring(0, equals), word.substring(equals + 1));
    }
    String id = properties.remove(ID);
    String platform = properties.remove(PLATFORM);
    return new DeviceSpec(words.getFirst(), id, platform, properties);
  }

  /**
   * Plugs such a device in.
   *
   * @return the name that it got
   * @throws IllegalArgumentException if there is no such type, or the machine cannot take it
   */
  String plug(SystemCalls calls, DeviceTypes types) throws ErrnoException {
    Board board = calls.board();
    String name = id == null ? type : id;
    for (int number = 2; id == null && board.names().contains(name); number++) {
      name = type + number;
    }
    Hotplug.plug(calls, name, types.make(type, properties), platform);
    return name;
  }
}
