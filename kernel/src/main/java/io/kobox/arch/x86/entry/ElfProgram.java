package io.kobox.arch.x86.entry;

import io.kobox.machine.AddressLayout;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.MmapFlags;
import io.kobox.syscalls.SystemCalls;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The headers of an ELF program, checked (fs/binfmt_elf.c; include/uapi/linux/elf.h). */
final class ElfProgram {
  private static final int HEADER_SIZE = 64;
  private static final int PROGRAM_HEADER_SIZE = 56;
  private static final int MOST_HEADERS = 65536 / PROGRAM_HEADER_SIZE;
  private static final int LONGEST_NAME = 4096;
  private static final int ET_EXEC = 2;
  private static final int ET_DYN = 3;
  private static final int EM_X86_64 = 62;
  private static final int PT_LOAD = 1;
  private static final int PT_INTERP = 3;
  private static final int PF_X = 1;
  private static final int PF_W = 2;
  private static final int PF_R = 4;

  /** What is to be loaded where; {@code protection} as {@link MmapFlags} has it. */
  record Segment(long address, long offset, long fileSize, long memorySize, int protection) {}

  private final boolean positionIndependent;
  private final long entry;
  private final int headerCount;
  private final long headersAddress;
  private final List<Segment> segments;
  private final String loader;

  private ElfProgram(
      ByteBuffer header,
      int headerCount,
      long headersAddress,
      List<Segment> segments,
      String loader) {
    this.positionIndependent = header.getShort(16) == ET_DYN;
    this.entry = header.getLong(24);
    this.headerCount = headerCount;
    this.headersAddress = headersAddress;
    this.segments = segments;
    this.loader = loader;
  }

  boolean isPositionIndependent() {
    return positionIndependent;
  }

  long entry() {
    return entry;
  }

  int headerCount() {
    return headerCount;
  }

  /** Where the program finds its own program headers (AT_PHDR). */
  long headersAddress() {
    return headersAddress;
  }

  List<Segment> segments() {
    return segments;
  }

  /** The path of the program that loads it (PT_INTERP); "" for a static one. */
  String loader() {
    return loader;
  }

  /** Reads the headers of the file; ENOEXEC, EINVAL, ENOMEM. */
  static ElfProgram read(SystemCalls calls, int fd) throws ErrnoException {
    ByteBuffer header = bytes(calls, fd, 0, HEADER_SIZE);
    int type = header.getShort(16);
    int count = header.getShort(56) & 0xffff;
    if (header.getInt(0) != 0x464c457f
        || header.get(4) != 2
        || (type != ET_EXEC && type != ET_DYN)
        || header.getShort(18) != EM_X86_64
        || header.getShort(54) != PROGRAM_HEADER_SIZE
        || count == 0
        || count > MOST_HEADERS) {
      throw new ErrnoException(Errno.ENOEXEC);
    }
    long offset = header.getLong(32);
    ByteBuffer headers = bytes(calls, fd, offset, count * PROGRAM_HEADER_SIZE);
    List<Segment> segments = new ArrayList<>();
    String loader = "";
    long address = 0;
    for (int i = 0; i < count; i++) {
      ByteBuffer one =
          headers
              .slice(i * PROGRAM_HEADER_SIZE, PROGRAM_HEADER_SIZE)
              .order(ByteOrder.LITTLE_ENDIAN);
      if (one.getInt(0) == PT_INTERP && loader.isEmpty()) {
        loader = loader(calls, fd, one);
      } else if (one.getInt(0) == PT_LOAD && one.getLong(40) != 0) {
        Segment segment = segment(one);
        segments.add(segment);
        if (segment.offset() <= offset && offset < segment.offset() + segment.fileSize()) {
          address = offset - segment.offset() + segment.address();
        }
      }
    }
    return new ElfProgram(header, count, address, List.copyOf(segments), loader);
  }

  private static ByteBuffer bytes(SystemCalls calls, int fd, long offset, int length)
      throws ErrnoException {
    byte[] bytes = new byte[length];
    if (offset < 0 || calls.pread64(fd, bytes, 0, length, offset) != length) {
      throw new ErrnoException(Errno.ENOEXEC);
    }
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static String loader(SystemCalls calls, int fd, ByteBuffer header) throws ErrnoException {
    long length = header.getLong(32);
    if (length < 2 || length > LONGEST_NAME) {
      throw new ErrnoException(Errno.ENOEXEC);
    }
    byte[] name = bytes(calls, fd, header.getLong(8), (int) length).array();
    if (name[name.length - 1] != 0) {
      throw new ErrnoException(Errno.ENOEXEC);
    }
    String text = new String(name, StandardCharsets.ISO_8859_1);
    return text.substring(0, text.indexOf('\0'));
  }

  private static Segment segment(ByteBuffer header) throws ErrnoException {
    int flags = header.getInt(4);
    int protection =
        ((flags & PF_R) != 0 ? MmapFlags.PROT_READ : 0)
            | ((flags & PF_W) != 0 ? MmapFlags.PROT_WRITE : 0)
            | ((flags & PF_X) != 0 ? MmapFlags.PROT_EXEC : 0);
    Segment segment =
        new Segment(
            header.getLong(16),
            header.getLong(8),
            header.getLong(32),
            header.getLong(40),
            protection);
    long pageOffset = AddressLayout.PAGE_SIZE - 1L;
    if (segment.fileSize < 0
        || segment.memorySize < 0
        || segment.fileSize > segment.memorySize
        || segment.offset < 0
        || segment.address < 0
        || segment.address > AddressLayout.USER_END - segment.memorySize) {
      throw new ErrnoException(Errno.EINVAL);
    }
    if ((segment.address & pageOffset) != (segment.offset & pageOffset)) {
      throw new ErrnoException(Errno.EINVAL);
    }
    return segment;
  }
}
