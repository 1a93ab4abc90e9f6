package io.kobox.lib;

import io.kobox.export.KernelExport;
import io.kobox.machine.GuestMemory;

/** lib/string_helpers.c. */
public final class StringHelpersExports {
  private static final int EINVAL = 22;

  private final GuestMemory memory;
  private final StringExports strings;

  public StringHelpersExports(GuestMemory memory, StringExports strings) {
    this.memory = memory;
    this.strings = strings;
  }

  // char *skip_spaces(const char *str)
  @KernelExport
  public long skip_spaces(long str) {
    long at = str;
    while (Ctype.isSpace(memory.getByte(at) & 0xff)) {
      at++;
    }
    return at;
  }

  // char *strim(char *s)
  @KernelExport
  public long strim(long s) {
    long end = s + strings.strlen(s);
    if (end == s) {
      return s;
    }
    while (end > s && Ctype.isSpace(memory.getByte(end - 1) & 0xff)) {
      end--;
    }
    memory.putByte(end, (byte) 0);
    return skip_spaces(s);
  }

  // char *strreplace(char *s, char old, char new)
  @KernelExport
  public long strreplace(long s, int old, int replacement) {
    long at = s;
    for (byte c = memory.getByte(at); c != 0; c = memory.getByte(at)) {
      if (c == (byte) old) {
        memory.putByte(at, (byte) replacement);
      }
      at++;
    }
    return at;
  }

  // bool sysfs_streq(const char *s1, const char *s2)
  @KernelExport
  public boolean sysfs_streq(String s1, String s2) {
    return withoutNewline(s1, s2).equals(withoutNewline(s2, s1));
  }

  /** One newline at the end of one of the two strings does not count. */
  private static String withoutNewline(String s, String other) {
    return s.length() == other.length() + 1 && s.endsWith("\n")
        ? s.substring(0, s.length() - 1)
        : s;
  }

  // int match_string(const char * const *array, size_t n, const char *string)
  @KernelExport
  public int match_string(long array, long n, String string) {
    for (int i = 0; i != n; i++) {
      long item = memory.getLong(array + 8L * i);
      if (item == 0) {
        break;
      }
      if (memory.string(item).equals(string)) {
        return i;
      }
    }
    return -EINVAL;
  }

  // int __sysfs_match_string(const char * const *array, size_t n, const char *str)
  @KernelExport
  public int __sysfs_match_string(long array, long n, String str) {
    for (int i = 0; i != n; i++) {
      long item = memory.getLong(array + 8L * i);
      if (item == 0) {
        break;
      }
      if (sysfs_streq(memory.string(item), str)) {
        return i;
      }
    }
    return -EINVAL;
  }

  // ssize_t strscpy_pad(char *dest, const char *src, size_t count)
  @KernelExport
  public long strscpy_pad(long dest, long src, long count) {
    long written = strings.strscpy(dest, src, count);
    if (written >= 0 && written != count - 1) {
      memory.fill(dest + written + 1, count - written - 1, (byte) 0);
    }
    return written;
  }

  // void memcpy_and_pad(void *dest, size_t dest_len, const void *src, size_t count, int pad)
  @KernelExport
  public void memcpy_and_pad(long dest, long destLen, long src, long count, int pad) {
    long copied = Math.min(destLen, count);
    memory.copy(src, dest, copied);
    memory.fill(dest + copied, destLen - copied, (byte) pad);
  }

  // int string_escape_mem(const char *src, size_t isz, char *dst, size_t osz,
  //                       unsigned int flags, const char *only)
  @KernelExport
  public int string_escape_mem(long src, long isz, long dst, long osz, int flags, long only) {
    String listed = only == 0 ? "" : memory.string(only);
    String escaped = StringEscape.escape(GuestBytes.read(memory, src, isz), flags, listed);
    long room = Math.clamp(osz, 0, escaped.length());
    for (int i = 0; i < room; i++) {
      memory.putByte(dst + i, (byte) escaped.charAt(i));
    }
    return escaped.length();
  }

  // int string_unescape(char *src, char *dst, size_t size, unsigned int flags)
  @KernelExport
  public int string_unescape(long src, long dst, long size, int flags) {
    long in = src;
    long out = dst;
    // As in Linux the bytes of the escapes but the first do not count for the size.
    long left = size;
    while (memory.getByte(in) != 0 && --left != 0) {
      if (memory.getByte(in) == '\\' && memory.getByte(in + 1) != 0 && left != 1) {
        in++;
        left--;
        StringUnescape.Unescaped unescaped = StringUnescape.at(memory::getByte, in, flags);
        if (unescaped.length() > 0) {
          memory.putByte(out++, (byte) unescaped.value());
          in += unescaped.length();
          continue;
        }
        memory.putByte(out++, (byte) '\\');
      }
      memory.putByte(out++, memory.getByte(in++));
    }
    memory.putByte(out, (byte) 0);
    return (int) (out - dst);
  }

  // void string_get_size(u64 size, u64 blk_size, const enum string_size_units units,
  //                      char *buf, int len)
  @KernelExport
  public void string_get_size(long size, long blkSize, int units, long buf, int len) {
    String text = SizeText.of(size, blkSize, units == 1);
    if (len > 0) {
      memory.putString(buf, text.substring(0, Math.min(text.length(), len - 1)));
    }
  }
}
