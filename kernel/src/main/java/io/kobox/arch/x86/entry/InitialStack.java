package io.kobox.arch.x86.entry;

import io.kobox.machine.AddressLayout;
import io.kobox.machine.GuestMemory;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** What a program finds on its stack (fs/binfmt_elf.c: create_elf_tables). There is no vDSO. */
final class InitialStack {
  private static final long AT_PHDR = 3;
  private static final long AT_PHENT = 4;
  private static final long AT_PHNUM = 5;
  private static final long AT_PAGESZ = 6;
  private static final long AT_BASE = 7;
  private static final long AT_FLAGS = 8;
  private static final long AT_ENTRY = 9;
  private static final long AT_UID = 11;
  private static final long AT_EUID = 12;
  private static final long AT_GID = 13;
  private static final long AT_EGID = 14;
  private static final long AT_PLATFORM = 15;
  private static final long AT_HWCAP = 16;
  private static final long AT_CLKTCK = 17;
  private static final long AT_SECURE = 23;
  private static final long AT_RANDOM = 25;
  private static final long AT_EXECFN = 31;
  private static final int PROGRAM_HEADER_SIZE = 56;
  private static final int TICKS_PER_SECOND = 100;
  private static final int RANDOM_BYTES = 16;

  /** CPUID 1's EDX of the emulated CPU, as far as programs look at it: up to SSE2. */
  private static final long FEATURES = 0x178bfbff;

  private static final long LARGEST = 2 << 20;

  private final GuestMemory memory;
  private final long bottom;
  private long at;

  /**
   * @param top the address behind the stack
   */
  InitialStack(GuestMemory memory, long top) {
    this.memory = memory;
    this.at = top - Long.BYTES;
    this.bottom = top - LARGEST;
  }

  /** The auxiliary vector as far as it follows from the program's file. */
  static Map<Long, Long> auxiliary(long headers, int headerCount, long entry, long loaderBase) {
    Map<Long, Long> vector = new LinkedHashMap<>();
    vector.put(AT_HWCAP, FEATURES);
    vector.put(AT_PAGESZ, (long) AddressLayout.PAGE_SIZE);
    vector.put(AT_CLKTCK, (long) TICKS_PER_SECOND);
    vector.put(AT_PHDR, headers);
    vector.put(AT_PHENT, (long) PROGRAM_HEADER_SIZE);
    vector.put(AT_PHNUM, (long) headerCount);
    vector.put(AT_BASE, loaderBase);
    vector.put(AT_FLAGS, 0L);
    vector.put(AT_ENTRY, entry);
    vector.put(AT_UID, 0L);
    vector.put(AT_EUID, 0L);
    vector.put(AT_GID, 0L);
    vector.put(AT_EGID, 0L);
    vector.put(AT_SECURE, 0L);
    return vector;
  }

  /** Fills the stack; the stack pointer to begin with. E2BIG. */
  long build(
      List<String> argv,
      List<String> variables,
      String path,
      Map<Long, Long> auxiliary,
      Consumer<byte[]> random)
      throws ErrnoException {
    Map<Long, Long> vector = new LinkedHashMap<>(auxiliary);
    vector.put(AT_EXECFN, push(path));
    List<Long> variableAddresses = pushAll(variables);
    List<Long> argumentAddresses = pushAll(argv);
    vector.put(AT_PLATFORM, push("x86_64"));
    byte[] randomBytes = new byte[RANDOM_BYTES];
    random.accept(randomBytes);
    vector.put(AT_RANDOM, push(randomBytes));
    List<Long> words = new ArrayList<>();
    words.add((long) argv.size());
    words.addAll(argumentAddresses);
    words.add(0L);
    words.addAll(variableAddresses);
    words.add(0L);
    vector.forEach(
        (type, value) -> {
          words.add(type);
          words.add(value);
        });
    words.add(0L);
    words.add(0L);
    long start = (at - words.size() * (long) Long.BYTES) & -16;
    if (start < bottom) {
      throw new ErrnoException(Errno.E2BIG);
    }
    for (int i = 0; i < words.size(); i++) {
      memory.putLong(start + i * (long) Long.BYTES, words.get(i));
    }
    return start;
  }

  /** The last one first, so that they lie in their order. */
  private List<Long> pushAll(List<String> strings) throws ErrnoException {
    List<Long> addresses = new ArrayList<>();
    for (String string : strings.reversed()) {
      addresses.addFirst(push(string));
    }
    return addresses;
  }

  private long push(String string) throws ErrnoException {
    return push((string + "\0").getBytes(StandardCharsets.ISO_8859_1));
  }

  private long push(byte[] bytes) throws ErrnoException {
    at -= bytes.length;
    if (at < bottom) {
      throw new ErrnoException(Errno.E2BIG);
    }
    memory.write(at, bytes);
    return at;
  }
}
