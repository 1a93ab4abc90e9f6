package io.kobox.kmod.depmod;

import org.jspecify.annotations.Nullable;

/** {@code char-major-10-237}: an alias that names a device, read as sscanf("%u-%u") does. */
final class DeviceAlias {
  private final String text;
  private int at;

  private DeviceAlias(String text, int at) {
    this.text = text;
    this.at = at;
  }

  /** {@code c10:237} or {@code b7:0}; null if the alias is of another kind. */
  static @Nullable String parse(String alias) {
    String character = "char-major-";
    String block = "block-major-";
    if (alias.startsWith(character)) {
      return new DeviceAlias(alias, character.length()).numbers('c');
    }
    return alias.startsWith(block) ? new DeviceAlias(alias, block.length()).numbers('b') : null;
  }

  private @Nullable String numbers(char type) {
    long major = number();
    if (major < 0 || at == text.length() || text.charAt(at) != '-') {
      return null;
    }
    at++;
    long minor = number();
    return minor < 0 ? null : type + Long.toString(major) + ":" + minor;
  }

  /** An unsigned int; -1 if no digit is there. */
  private long number() {
    int start = at;
    long value = 0;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      value = Math.min(value * 10 + text.charAt(at) - '0', Long.MAX_VALUE / 16);
      at++;
    }
    return at == start ? -1 : value & 0xffffffffL;
  }
}
