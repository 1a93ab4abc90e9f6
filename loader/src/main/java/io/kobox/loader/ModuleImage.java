package io.kobox.loader;

import static io.kobox.loader.ModuleLoadException.ENOEXEC;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * A module's contents at their final guest addresses, in two buffers: core, and init, which is
 * freed after init. Made by {@link #moveModule}. Every access by guest address is checked against
 * the two buffers; outside them it fails with ENOEXEC, where the kernel would write into whatever
 * is there.
 */
public final class ModuleImage {
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final ModuleLayout layout;
  private final MemorySegment core;
  private final MemorySegment init;
  private final long coreBase;
  private final long initBase;

  private ModuleImage(
      ModuleLayout layout, MemorySegment core, MemorySegment init, long coreBase, long initBase) {
    this.layout = layout;
    this.core = core;
    this.init = init;
    this.coreBase = coreBase;
    this.initBase = initBase;
  }

  /**
   * move_module(): copies the sections into the buffers, which must have the layout's sizes and be
   * zero, and gives each section its guest address.
   *
   * @param coreBase the core part's guest address, page aligned
   * @param initBase the init part's
   */
  public static ModuleImage moveModule(
      ModuleLayout layout, MemorySegment core, MemorySegment init, long coreBase, long initBase)
      throws ModuleLoadException {
    if (core.byteSize() != layout.coreSize() || init.byteSize() != layout.initSize()) {
      throw new IllegalArgumentException("the buffers have not the layout's sizes");
    }
    ModuleImage image = new ModuleImage(layout, core, init, coreBase, initBase);
    ElfView file = layout.module().file();
    for (SectionHeader section : layout.module().sections()) {
      if (!section.isAllocated()) {
        continue;
      }
      long address = (section.isInInit() ? initBase : coreBase) + section.placement();
      if (section.type() != SectionHeader.SHT_NOBITS) {
        int from = file.check(section.offset(), section.size());
        MemorySegment.copy(
            file.array(),
            from,
            image.segment(address, section.size()),
            JAVA_BYTE,
            image.offset(address, section.size()),
            (int) section.size());
      }
      section.setAddress(address);
    }
    return image;
  }

  /** The layout it was made by. */
  public ModuleLayout layout() {
    return layout;
  }

  /** The module it was made of. */
  public ElfModule module() {
    return layout.module();
  }

  /** The core part's guest address. */
  public long coreBase() {
    return coreBase;
  }

  /** The init part's guest address. */
  public long initBase() {
    return initBase;
  }

  /** Are all these bytes of the guest inside one of the buffers? */
  public boolean contains(long address, long size) {
    return isIn(core, coreBase, address, size) || isIn(init, initBase, address, size);
  }

  private static boolean isIn(MemorySegment segment, long base, long address, long size) {
    long at = address - base;
    return at >= 0 && size >= 0 && at <= segment.byteSize() - size;
  }

  private MemorySegment segment(long address, long size) {
    return isIn(core, coreBase, address, size) ? core : init;
  }

  private long offset(long address, long size) throws ModuleLoadException {
    if (isIn(core, coreBase, address, size)) {
      return address - coreBase;
    }
    if (isIn(init, initBase, address, size)) {
      return address - initBase;
    }
    throw new ModuleLoadException(ENOEXEC);
  }

  /** The byte at a guest address, unsigned. */
  public int u8(long address) throws ModuleLoadException {
    long at = offset(address, 1);
    return segment(address, 1).get(JAVA_BYTE, at) & 0xff;
  }

  /** The unsigned 16 bits at a guest address. */
  public int u16(long address) throws ModuleLoadException {
    long at = offset(address, 2);
    return segment(address, 2).get(SHORT, at) & 0xffff;
  }

  /** The signed 32 bits at a guest address. */
  public int s32(long address) throws ModuleLoadException {
    long at = offset(address, 4);
    return segment(address, 4).get(INT, at);
  }

  /** The 64 bits at a guest address. */
  public long u64(long address) throws ModuleLoadException {
    long at = offset(address, 8);
    return segment(address, 8).get(LONG, at);
  }

  /** Writes a byte. */
  public void put8(long address, int value) throws ModuleLoadException {
    long at = offset(address, 1);
    segment(address, 1).set(JAVA_BYTE, at, (byte) value);
  }

  /** Writes 32 bits. */
  public void put32(long address, int value) throws ModuleLoadException {
    long at = offset(address, 4);
    segment(address, 4).set(INT, at, value);
  }

  /** Writes 64 bits. */
  public void put64(long address, long value) throws ModuleLoadException {
    long at = offset(address, 8);
    segment(address, 8).set(LONG, at, value);
  }

  /** Copies bytes out. */
  public byte[] read(long address, int size) throws ModuleLoadException {
    long at = offset(address, size);
    byte[] bytes = new byte[size];
    MemorySegment.copy(segment(address, size), JAVA_BYTE, at, bytes, 0, size);
    return bytes;
  }

  /** Copies bytes in. */
  public void write(long address, byte[] bytes) throws ModuleLoadException {
    long at = offset(address, bytes.length);
    MemorySegment.copy(bytes, 0, segment(address, bytes.length), JAVA_BYTE, at, bytes.length);
  }
}
