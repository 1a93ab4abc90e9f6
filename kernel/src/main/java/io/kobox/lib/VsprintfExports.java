package io.kobox.lib;

import io.kobox.export.KernelData;
import io.kobox.export.KernelExport;
import io.kobox.export.VarArgs;
import io.kobox.machine.GuestMemory;
import java.nio.charset.StandardCharsets;

/** lib/vsprintf.c (output) and lib/kasprintf.c. */
public final class VsprintfExports {
  /** kmalloc() gives no more. */
  private static final int KMALLOC_MAX_SIZE = 1 << 22;

  /** More than any guest buffer has: a longer text ends in a page fault here as there. */
  private static final int BUFFER_MAX = 1 << 26;

  private final GuestMemory memory;
  private final Vsprintf vsprintf;
  private final Kmalloc kmalloc;
  private final KernelWarning warning;

  public VsprintfExports(
      GuestMemory memory, Vsprintf vsprintf, Kmalloc kmalloc, KernelWarning warning) {
    this.memory = memory;
    this.vsprintf = vsprintf;
    this.kmalloc = kmalloc;
    this.warning = warning;
  }

  // bool no_hash_pointers
  @KernelData(type = "_Bool")
  public void no_hash_pointers(long address) {
    memory.putByte(address, (byte) 0);
  }

  // int vsnprintf(char *buf, size_t size, const char *fmt, va_list args)
  @KernelExport
  public int vsnprintf(long buf, long size, String fmt, long args) {
    return print(buf, size, fmt, VaList.copyOf(memory, args));
  }

  // int vscnprintf(char *buf, size_t size, const char *fmt, va_list args)
  @KernelExport
  public int vscnprintf(long buf, long size, String fmt, long args) {
    return written(print(buf, size, fmt, VaList.copyOf(memory, args)), size);
  }

  // int snprintf(char *buf, size_t size, const char *fmt, ...)
  @KernelExport
  public int snprintf(long buf, long size, String fmt, VarArgs args) {
    return print(buf, size, fmt, args);
  }

  // int scnprintf(char *buf, size_t size, const char *fmt, ...)
  @KernelExport
  public int scnprintf(long buf, long size, String fmt, VarArgs args) {
    return written(print(buf, size, fmt, args), size);
  }

  // int vsprintf(char *buf, const char *fmt, va_list args)
  @KernelExport
  public int vsprintf(long buf, String fmt, long args) {
    return print(buf, Integer.MAX_VALUE, fmt, VaList.copyOf(memory, args));
  }

  // int sprintf(char *buf, const char *fmt, ...)
  @KernelExport
  public int sprintf(long buf, String fmt, VarArgs args) {
    return print(buf, Integer.MAX_VALUE, fmt, args);
  }

  // char *kvasprintf(gfp_t gfp, const char *fmt, va_list ap)
  @KernelExport
  public long kvasprintf(int gfp, String fmt, long ap) {
    return allocate(gfp, fmt, VaList.copyOf(memory, ap));
  }

  // char *kasprintf(gfp_t gfp, const char *fmt, ...)
  @KernelExport
  public long kasprintf(int gfp, String fmt, VarArgs args) {
    return allocate(gfp, fmt, args);
  }

  private int print(long buf, long size, String fmt, VarArgs args) {
    if (Long.compareUnsigned(size, Integer.MAX_VALUE) > 0) {
      warning.warnOnce("lib/vsprintf.c:2743 vsnprintf+0x4ad/0x550", "");
      return 0;
    }
    OutputBuffer out = new OutputBuffer(Math.clamp((int) size - 1, 0, BUFFER_MAX));
    vsprintf.format(out, fmt, args);
    if (size > 0) {
      memory.putString(buf, out.text());
    }
    return (int) out.length();
  }

  private static int written(int length, long size) {
    if (size == 0) {
      return 0;
    }
    return Long.compareUnsigned(length, size) < 0 ? length : (int) size - 1;
  }

  private long allocate(int gfp, String fmt, VarArgs args) {
    OutputBuffer out = new OutputBuffer(KMALLOC_MAX_SIZE);
    vsprintf.format(out, fmt, args);
    if (out.length() >= KMALLOC_MAX_SIZE) {
      return 0;
    }
    byte[] text = out.text().getBytes(StandardCharsets.ISO_8859_1);
    long address = kmalloc.kmalloc(text.length + 1L, gfp);
    if (address != 0) {
      memory.write(address, text);
      memory.putByte(address + text.length, (byte) 0);
    }
    return address;
  }
}
