package io.kobox.device;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The keys of a PC's keyboard by the names of include/uapi/linux/input-event-codes.h, in small
 * letters without KEY_, and the bytes that the keyboard's controller has for them (scan code set
 * 1).
 */
public final class Keys {
  private static final int EXTENDED = 0xe0;
  private static final int RELEASED = 0x80;

  /** Codes 1 to 83, which are their scan codes. */
  private static final String[] PLAIN =
      """
      esc 1 2 3 4 5 6 7 8 9 0 minus equal backspace tab q w e r t y u i o p leftbrace rightbrace
      enter leftctrl a s d f g h j k l semicolon apostrophe grave leftshift backslash z x c v b n m
      comma dot slash rightshift kpasterisk leftalt space capslock f1 f2 f3 f4 f5 f6 f7 f8 f9 f10
      numlock scrolllock kp7 kp8 kp9 kpminus kp4 kp5 kp6 kpplus kp1 kp2 kp3 kp0 kpdot"""
          .split("\\s+");

  private static final Map<String, Integer> CODES = new HashMap<>();

  static {
    for (int i = 0; i < PLAIN.length; i++) {
      CODES.put(PLAIN[i], i + 1);
    }
    CODES.put("f11", 0x57);
    CODES.put("f12", 0x58);
    Object[] extended = {
      "kpenter",
      0x1c,
      "rightctrl",
      0x1d,
      "kpslash",
      0x35,
      "rightalt",
      0x38,
      "home",
      0x47,
      "up",
      0x48,
      "pageup",
      0x49,
      "left",
      0x4b,
      "right",
      0x4d,
      "end",
      0x4f,
      "down",
      0x50,
      "pagedown",
      0x51,
      "insert",
      0x52,
      "delete",
      0x53
    };
    for (int i = 0; i < extended.length; i += 2) {
      CODES.put((String) extended[i], EXTENDED << Byte.SIZE | (int) extended[i + 1]);
    }
    CODES.put("ctrl", CODES.get("leftctrl"));
    CODES.put("shift", CODES.get("leftshift"));
    CODES.put("alt", CODES.get("leftalt"));
  }

  private Keys() {}

  /**
   * What a keyboard sends for keys that are pressed together and released again.
   *
   * @param chord their names, with hyphens between them: {@code ctrl-alt-f1}
   * @throws IllegalArgumentException if there is no such key
   */
  public static int[] stroke(String chord) {
    List<Integer> keys = new ArrayList<>();
    for (String name : chord.split("-", -1)) {
      Integer code = CODES.get(name);
      if (code == null) {
        throw new IllegalArgumentException("no key " + name);
      }
      keys.add(code);
    }
    List<Integer> bytes = new ArrayList<>();
    keys.forEach(key -> add(bytes, key));
    keys.reversed().forEach(key -> add(bytes, key | RELEASED));
    return bytes.stream().mapToInt(Integer::intValue).toArray();
  }

  private static void add(List<Integer> bytes, int code) {
    if (code >> Byte.SIZE == EXTENDED) {
      bytes.add(EXTENDED);
    }
    bytes.add(code & 0xff);
  }
}
