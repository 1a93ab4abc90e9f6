package io.kobox.lib;

import io.kobox.export.KernelExport;
import io.kobox.export.Leaf;
import io.kobox.export.Level;
import io.kobox.machine.GuestMemory;

/**
 * lib/string.c, and the copies of arch/x86/lib. An access that the page tables do not allow escapes
 * as a page fault, as it would from the kernel's code.
 */
@Leaf
public final class StringExports {
  private static final int E2BIG = 7;
  private static final int PAGE_SIZE = 4096;

  private final GuestMemory memory;

  public StringExports(GuestMemory memory) {
    this.memory = memory;
  }

  // void *memcpy(void *dest, const void *src, size_t n)
  @KernelExport(aliases = {"__memcpy", "memmove", "__memmove"})
  public long memcpy(long dest, long src, long n) {
    memory.copy(src, dest, n);
    return dest;
  }

  // void *memset(void *s, int c, size_t n)
  @KernelExport(aliases = "__memset")
  public long memset(long s, int c, long n) {
    memory.fill(s, n, (byte) c);
    return s;
  }

  // void *memset16(uint16_t *s, uint16_t v, size_t count)
  @KernelExport
  public long memset16(long s, int v, long count) {
    for (long i = 0; i < count; i++) {
      memory.putShort(s + 2 * i, (short) v);
    }
    return s;
  }

  // void *memset32(uint32_t *s, uint32_t v, size_t count)
  @KernelExport
  public long memset32(long s, int v, long count) {
    for (long i = 0; i < count; i++) {
      memory.putInt(s + 4 * i, v);
    }
    return s;
  }

  // void *memset64(uint64_t *s, uint64_t v, size_t count)
  @KernelExport
  public long memset64(long s, long v, long count) {
    for (long i = 0; i < count; i++) {
      memory.putLong(s + 8 * i, v);
    }
    return s;
  }

  // int memcmp(const void *cs, const void *ct, size_t count)
  @KernelExport(aliases = "bcmp")
  public int memcmp(long cs, long ct, long count) {
    for (long i = 0; i < count; i++) {
      int difference = octet(cs + i) - octet(ct + i);
      if (difference != 0) {
        return difference;
      }
    }
    return 0;
  }

  // void *memchr(const void *s, int c, size_t n)
  @KernelExport
  public long memchr(long s, int c, long n) {
    long found = memscan(s, c, n);
    return found == s + n ? 0 : found;
  }

  // void *memscan(void *addr, int c, size_t size)
  @KernelExport
  public long memscan(long addr, int c, long size) {
    for (long i = 0; i < size; i++) {
      if (memory.getByte(addr + i) == (byte) c) {
        return addr + i;
      }
    }
    return addr + size;
  }

  // void *memchr_inv(const void *start, int c, size_t bytes)
  @KernelExport
  public long memchr_inv(long start, int c, long bytes) {
    for (long i = 0; i < bytes; i++) {
      if (memory.getByte(start + i) != (byte) c) {
        return start + i;
      }
    }
    return 0;
  }

  // size_t strlen(const char *s)
  @KernelExport
  public long strlen(long s) {
    return memory.stringLength(s, Long.MAX_VALUE);
  }

  // size_t strnlen(const char *s, size_t count)
  @KernelExport
  public long strnlen(long s, long count) {
    return memory.stringLength(s, count < 0 ? Long.MAX_VALUE : count);
  }

  // int strcmp(const char *cs, const char *ct)
  @KernelExport
  public int strcmp(long cs, long ct) {
    return strncmp(cs, ct, Long.MAX_VALUE);
  }

  // int strncmp(const char *cs, const char *ct, size_t count)
  @KernelExport
  public int strncmp(long cs, long ct, long count) {
    long limit = count < 0 ? Long.MAX_VALUE : count;
    for (long i = 0; i < limit; i++) {
      int a = octet(cs + i);
      int b = octet(ct + i);
      if (a != b) {
        return a < b ? -1 : 1;
      }
      if (a == 0) {
        break;
      }
    }
    return 0;
  }

  // int strcasecmp(const char *s1, const char *s2)
  @KernelExport
  public int strcasecmp(long s1, long s2) {
    return strncasecmp(s1, s2, Long.MAX_VALUE);
  }

  // int strncasecmp(const char *s1, const char *s2, size_t len)
  @KernelExport
  public int strncasecmp(long s1, long s2, long len) {
    long limit = len < 0 ? Long.MAX_VALUE : len;
    for (long i = 0; i < limit; i++) {
      int a = octet(s1 + i);
      int b = octet(s2 + i);
      int difference = Ctype.toLower(a) - Ctype.toLower(b);
      if (difference != 0 || a == 0) {
        return difference;
      }
    }
    return 0;
  }

  // char *strcpy(char *dest, const char *src)
  @KernelExport
  public long strcpy(long dest, long src) {
    stpcpy(dest, src);
    return dest;
  }

  // char *stpcpy(char *dest, const char *src)
  @KernelExport
  public long stpcpy(long dest, long src) {
    long length = strlen(src);
    memory.copy(src, dest, length + 1);
    return dest + length;
  }

  // char *strncpy(char *dest, const char *src, size_t count)
  @KernelExport
  public long strncpy(long dest, long src, long count) {
    long length = strnlen(src, count);
    memory.copy(src, dest, length);
    memory.fill(dest + length, count - length, (byte) 0);
    return dest;
  }

  // size_t strlcpy(char *dest, const char *src, size_t size)
  @KernelExport
  public long strlcpy(long dest, long src, long size) {
    long length = strlen(src);
    if (size != 0) {
      long copied = Long.compareUnsigned(length, size) < 0 ? length : size - 1;
      memory.copy(src, dest, copied);
      memory.putByte(dest + copied, (byte) 0);
    }
    return length;
  }

  // ssize_t strscpy(char *dest, const char *src, size_t count)
  @KernelExport(aliases = "sized_strscpy")
  public long strscpy(long dest, long src, long count) {
    if (count <= 0 || count > Integer.MAX_VALUE) {
      return -E2BIG;
    }
    long length = strnlen(src, count);
    if (length == count) {
      memory.copy(src, dest, count - 1);
      memory.putByte(dest + count - 1, (byte) 0);
      return -E2BIG;
    }
    // Linux copies words while it may; the one with the string's end has zeros behind it.
    long inWords = Math.min(count, PAGE_SIZE - (src & PAGE_SIZE - 1));
    long lastWord = length & -8L;
    long end = lastWord + 8 <= inWords ? lastWord + 8 : length + 1;
    memory.copy(src, dest, length);
    memory.fill(dest + length, end - length, (byte) 0);
    return length;
  }

  // char *strcat(char *dest, const char *src)
  @KernelExport
  public long strcat(long dest, long src) {
    strcpy(dest + strlen(dest), src);
    return dest;
  }

  // char *strncat(char *dest, const char *src, size_t count)
  @KernelExport
  public long strncat(long dest, long src, long count) {
    if (count != 0) {
      long end = dest + strlen(dest);
      long length = strnlen(src, count);
      memory.copy(src, end, length);
      memory.putByte(end + length, (byte) 0);
    }
    return dest;
  }

  // size_t strlcat(char *dest, const char *src, size_t count)
  @KernelExport(
      level = Level.PARTIAL,
      note = "a buffer without a terminating zero gives the count back; Linux stops with BUG()")
  public long strlcat(long dest, long src, long count) {
    long used = strnlen(dest, count);
    long length = strlen(src);
    if (used < count) {
      long copied = Math.min(length, count - used - 1);
      memory.copy(src, dest + used, copied);
      memory.putByte(dest + used + copied, (byte) 0);
    }
    return used + length;
  }

  // char *strchr(const char *s, int c)
  @KernelExport
  public long strchr(long s, int c) {
    long found = strchrnul(s, c);
    return memory.getByte(found) == (byte) c ? found : 0;
  }

  // char *strchrnul(const char *s, int c)
  @KernelExport
  public long strchrnul(long s, int c) {
    long at = s;
    while (memory.getByte(at) != 0 && memory.getByte(at) != (byte) c) {
      at++;
    }
    return at;
  }

  // char *strrchr(const char *s, int c)
  @KernelExport
  public long strrchr(long s, int c) {
    for (long at = s + strlen(s); at >= s; at--) {
      if (memory.getByte(at) == (byte) c) {
        return at;
      }
    }
    return 0;
  }

  // char *strnchr(const char *s, size_t count, int c)
  @KernelExport
  public long strnchr(long s, long count, int c) {
    for (long i = 0; i != count; i++) {
      byte b = memory.getByte(s + i);
      if (b == (byte) c) {
        return s + i;
      }
      if (b == 0) {
        break;
      }
    }
    return 0;
  }

  // char *strstr(const char *s1, const char *s2)
  @KernelExport
  public long strstr(long s1, long s2) {
    return find(s1, strlen(s1), s2);
  }

  // char *strnstr(const char *s1, const char *s2, size_t len)
  @KernelExport
  public long strnstr(long s1, long s2, long len) {
    return find(s1, len, s2);
  }

  private long find(long s, long length, long wanted) {
    long wantedLength = strlen(wanted);
    if (wantedLength == 0) {
      return s;
    }
    for (long i = 0; i + wantedLength <= length; i++) {
      if (memcmp(s + i, wanted, wantedLength) == 0) {
        return s + i;
      }
    }
    return 0;
  }

  // size_t strspn(const char *s, const char *accept)
  @KernelExport
  public long strspn(long s, String accept) {
    return span(s, accept, true);
  }

  // size_t strcspn(const char *s, const char *reject)
  @KernelExport
  public long strcspn(long s, String reject) {
    return span(s, reject, false);
  }

  // char *strpbrk(const char *cs, const char *ct)
  @KernelExport
  public long strpbrk(long cs, String ct) {
    long at = cs + span(cs, ct, false);
    return memory.getByte(at) == 0 ? 0 : at;
  }

  // char *strsep(char **s, const char *ct)
  @KernelExport
  public long strsep(long s, String ct) {
    long start = memory.getLong(s);
    if (start == 0) {
      return 0;
    }
    long end = strpbrk(start, ct);
    if (end != 0) {
      memory.putByte(end, (byte) 0);
      end++;
    }
    memory.putLong(s, end);
    return start;
  }

  /** How many bytes of {@code s} are in the set, or are not. */
  private long span(long s, String set, boolean in) {
    long length = 0;
    int c = octet(s);
    while (c != 0 && set.indexOf(c) >= 0 == in) {
      length++;
      c = octet(s + length);
    }
    return length;
  }

  private int octet(long address) {
    return memory.getByte(address) & 0xff;
  }
}
