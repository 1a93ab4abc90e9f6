package io.kobox.loader;

/**
 * A section header that the loader works on, as the kernel does on its copy: flags and address
 * change while the module is laid out.
 */
public final class Section {
  private final int index;
  private final String name;
  private final int type;
  private final long offset;
  private final long size;
  private final int link;
  private final int info;
  private final long align;
  private long flags;
  private Place place = Place.NONE;
  private long placeOffset;
  private long address;

  /** Which of the module's two blocks a section went to. */
  public enum Place {
    NONE,
    CORE,
    INIT
  }

  Section(
      int index,
      String name,
      int type,
      long flags,
      long offset,
      long size,
      int link,
      int info,
      long align) {
    this.index = index;
    this.name = name;
    this.type = type;
    this.flags = flags;
    this.offset = offset;
    this.size = size;
    this.link = link;
    this.info = info;
    this.align = align;
  }

  public int index() {
    return index;
  }

  public String name() {
    return name;
  }

  public int type() {
    return type;
  }

  /** Where its contents are in the file. */
  public long offset() {
    return offset;
  }

  public long size() {
    return size;
  }

  int link() {
    return link;
  }

  int info() {
    return info;
  }

  long align() {
    return align;
  }

  public boolean isNote() {
    return type == Elf.SHT_NOTE;
  }

  public boolean isNoBits() {
    return type == Elf.SHT_NOBITS;
  }

  boolean has(long flag) {
    return (flags & flag) == flag;
  }

  public boolean isAllocated() {
    return has(Elf.SHF_ALLOC);
  }

  void set(long flag) {
    flags |= flag;
  }

  void clear(long flag) {
    flags &= ~flag;
  }

  public Place place() {
    return place;
  }

  /** Its offset in the block of its place. */
  public long placeOffset() {
    return placeOffset;
  }

  void putAt(Place newPlace, long newOffset) {
    place = newPlace;
    placeOffset = newOffset;
  }

  /** Where it ends up in the guest; 0 for what is not loaded. */
  public long address() {
    return address;
  }

  void setAddress(long newAddress) {
    address = newAddress;
  }
}
