package io.kobox.fs.hostfs;

import java.net.URI;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Between the machine's names (bytes as chars) and the host's paths. A path's URI holds its bytes
 * whatever the locale of the java process is, so names that are no text of that locale work too.
 */
public final class HostNames {
  private static final String UNRESERVED =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/";

  private HostNames() {}

  /** The child of that name; null where the host cannot have one. */
  static @Nullable Path child(Path directory, String name) {
    if (name.isEmpty() || name.indexOf('/') >= 0 || name.indexOf('\0') >= 0) {
      return null;
    }
    if (isAscii(name)) {
      return directory.resolve(name);
    }
    return path(bytes(directory) + "/" + name);
  }

  /** The host's path of an absolute name; null where there can be none. */
  public static @Nullable Path path(String name) {
    if (isAscii(name)) {
      return Path.of(name);
    }
    StringBuilder uri = new StringBuilder("file://");
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c > 0xff) {
        return null;
      }
      if (UNRESERVED.indexOf(c) >= 0) {
        uri.append(c);
      } else {
        uri.append('%').append(hexDigit(c >> 4)).append(hexDigit(c & 15));
      }
    }
    try {
      return Path.of(URI.create(uri.toString()));
    } catch (IllegalArgumentException | FileSystemNotFoundException e) {
      return null;
    }
  }

  /** The bytes of an absolute path. */
  public static String bytes(Path path) {
    String plain = path.toString();
    if (isAscii(plain) && plain.indexOf('?') < 0) {
      return plain;
    }
    return decoded(path.toAbsolutePath().toUri().getRawPath(), plain.endsWith("/"));
  }

  /** The bytes of a path's last component. */
  static String lastName(Path path) {
    String plain = String.valueOf(path.getFileName());
    if (isAscii(plain) && plain.indexOf('?') < 0) {
      return plain;
    }
    String all = bytes(path);
    return all.substring(all.lastIndexOf('/') + 1);
  }

  private static String decoded(String raw, boolean keepSlash) {
    StringBuilder name = new StringBuilder();
    for (int i = 0; i < raw.length(); i++) {
      if (raw.charAt(i) == '%') {
        name.append((char) Integer.parseInt(raw, i + 1, i + 3, 16));
        i += 2;
      } else {
        name.append(raw.charAt(i));
      }
    }
    // the URI of a directory ends with a slash
    if (!keepSlash && name.length() > 1 && name.charAt(name.length() - 1) == '/') {
      name.setLength(name.length() - 1);
    }
    return name.toString();
  }

  private static char hexDigit(int value) {
    return Character.forDigit(value, 16);
  }

  private static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= 0x80) {
        return false;
      }
    }
    return true;
  }
}
