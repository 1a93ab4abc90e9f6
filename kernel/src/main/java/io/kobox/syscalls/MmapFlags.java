package io.kobox.syscalls;

/** What mmap is told (include/uapi/asm-generic/mman-common.h). */
public final class MmapFlags {
  public static final int PROT_READ = 1;
  public static final int PROT_WRITE = 2;
  public static final int PROT_EXEC = 4;

  /** What mprotect knows; PROT_SEM too. */
  public static final int PROT_MASK = 0xf;

  public static final int MAP_SHARED = 1;
  public static final int MAP_PRIVATE = 2;
  public static final int MAP_SHARED_VALIDATE = 3;
  public static final int MAP_TYPE = 0xf;
  public static final int MAP_FIXED = 0x10;
  public static final int MAP_ANONYMOUS = 0x20;
  public static final int MAP_POPULATE = 0x8000;
  public static final int MAP_FIXED_NOREPLACE = 0x100000;

  private MmapFlags() {}
}
