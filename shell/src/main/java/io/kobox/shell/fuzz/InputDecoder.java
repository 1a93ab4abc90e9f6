package io.kobox.shell.fuzz;

import io.kobox.syscalls.MmapFlags;
import io.kobox.syscalls.OpenFlags;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Makes system calls of the bytes that the fuzzing engine gives: any bytes mean some calls. */
final class InputDecoder {
  private static final int MOST_CALLS = 16;
  private static final int MOST_GIVEN = 32;

  /** The upper bits of a call's first byte say who makes it, half of the time the main process. */
  private static final int[] TASKS = {0, 0, 0, 0, 1, 1, 2, 3};

  /** Bytes from here on mean a size that the code knows, or one more or less. */
  static final int KNOWN = 96;

  /** Bytes from here on mean a power of two. */
  static final int POWER = 240;

  /** Bytes below it mean a request that the code knows. */
  static final int ANY_REQUEST = 240;

  private static final int LARGEST_SHIFT = 13;
  private static final int PAGE = 4096;

  private static final int[] ACCESS = {
    OpenFlags.O_RDWR, OpenFlags.O_RDWR, OpenFlags.O_RDONLY, OpenFlags.O_WRONLY
  };

  private static final int READ_WRITE = MmapFlags.PROT_READ | MmapFlags.PROT_WRITE;
  private static final int[] PROTECTIONS = {
    READ_WRITE, READ_WRITE, MmapFlags.PROT_READ, READ_WRITE | MmapFlags.PROT_EXEC
  };
  private static final int[] LENGTHS = {PAGE, 2 * PAGE, 16 * PAGE, 1, 0, PAGE + 1, 1 << 20};

  /** The pages of a mapping that are looked at. */
  static final int[] MAPPED = {0, 1, 2, 3, 4, 8, 15, 16};

  private static final int[] SLEEPS = {1, 10, 100, 1000, 5000};

  private final FuzzTarget target;
  private final byte[] input;
  private int next;
  private long seed;
  private final TreeMap<String, String> parameters = new TreeMap<>();

  private InputDecoder(FuzzTarget target, byte[] input) {
    this.target = target;
    this.input = input;
  }

  /** What {@code input} means for the target. */
  static FuzzInput decode(FuzzTarget target, byte[] input) {
    InputDecoder decoder = new InputDecoder(target, input);
    List<Step> steps = decoder.steps();
    return new FuzzInput(List.copyOf(decoder.parameters.values()), decoder.seed, steps);
  }

  private List<Step> steps() {
    List<Step> steps = new ArrayList<>();
    if (!target.devices().isEmpty()) {
      int flags = OpenFlags.O_RDWR | OpenFlags.O_NONBLOCK;
      steps.add(new Step(0, new FuzzCall.Open(0, target.devices().getFirst(), flags)));
    }
    while (next < input.length && steps.size() < MOST_CALLS) {
      int first = take();
      int task = TASKS[first / Operation.COUNT];
      Operation operation = Operation.of(first);
      FuzzCall call = operation == Operation.SETTING ? setting() : call(operation, task);
      if (call != null) {
        steps.add(new Step(task, call));
      }
    }
    return steps;
  }

  /** Something that is no call but counts for all of them. */
  private @Nullable FuzzCall setting() {
    if (take() % 2 == 0) {
      seed = take();
    } else if (!target.parameters().isEmpty()) {
      FuzzParameter parameter = of(target.parameters());
      int which = take() << Byte.SIZE | take();
      parameters.put(parameter.name(), parameter.with(which, target.constants().sizes()));
    }
    return null;
  }

  private @Nullable FuzzCall call(Operation operation, int task) {
    if (operation.isOnDevice() && target.devices().isEmpty()) {
      return operation.writes() ? put() : get();
    }
    return switch (operation) {
      case OPEN -> new FuzzCall.Open(slot(), of(target.devices()), openFlags(task));
      case CLOSE -> new FuzzCall.Close(slot());
      case WRITE -> new FuzzCall.Write(slot(), data());
      case READ -> new FuzzCall.Read(slot(), length());
      case IOCTL_DATA -> new FuzzCall.IoctlData(slot(), request(), data());
      case IOCTL -> new FuzzCall.Ioctl(slot(), request(), number());
      case SEEK -> new FuzzCall.Seek(slot(), number(), take() % 3);
      case POLL -> new FuzzCall.Poll(slot());
      case BAD ->
          take() % 2 == 0
              ? new FuzzCall.ReadBad(slot(), length())
              : new FuzzCall.WriteBad(slot(), length());
      case MMAP -> mmap();
      case MUNMAP -> new FuzzCall.Munmap(slot());
      case LOAD -> new FuzzCall.Load(slot(), offset(), length());
      case STORE -> new FuzzCall.Store(slot(), offset(), data());
      case SLEEP -> new FuzzCall.Sleep(SLEEPS[take() % SLEEPS.length]);
      case PUT -> target.writable().isEmpty() ? get() : put();
      case GET, SETTING -> get();
    };
  }

  /** The main process must not wait; another one may, for who wakes or kills it. */
  private int openFlags(int task) {
    int choice = take();
    int access = ACCESS[choice % ACCESS.length];
    return task != 0 && choice / ACCESS.length % 2 == 0 ? access : access | OpenFlags.O_NONBLOCK;
  }

  private FuzzCall mmap() {
    int choice = take();
    return new FuzzCall.Mmap(
        slot(),
        LENGTHS[choice % LENGTHS.length],
        PROTECTIONS[choice / LENGTHS.length % PROTECTIONS.length],
        choice < 0xe0 ? MmapFlags.MAP_SHARED : MmapFlags.MAP_PRIVATE,
        (long) (take() % LENGTHS.length) * PAGE);
  }

  /** Of a mapping's memory: near the begin of a page. */
  private int offset() {
    int choice = take();
    return MAPPED[choice % MAPPED.length] * PAGE + choice / MAPPED.length;
  }

  private @Nullable FuzzCall get() {
    return target.readable().isEmpty() ? null : new FuzzCall.Get(of(target.readable()));
  }

  private @Nullable FuzzCall put() {
    return target.writable().isEmpty() ? null : new FuzzCall.Put(of(target.writable()), data());
  }

  /** The next byte; 0 behind the end. */
  private int take() {
    return next < input.length ? input[next++] & 0xff : 0;
  }

  /** The first is the one that is open from the beginning. */
  private int slot() {
    int byte0 = take();
    return byte0 < 128 ? 0 : byte0 % Slots.COUNT;
  }

  private <T> T of(List<T> names) {
    return names.get(take() % names.size());
  }

  private int length() {
    int length = take();
    List<Integer> sizes = target.constants().sizes();
    if (length >= POWER) {
      return 1 << (length % LARGEST_SHIFT + 1);
    }
    if (length < KNOWN || sizes.isEmpty()) {
      return length;
    }
    int which = length - KNOWN;
    return sizes.get(which / 3 % sizes.size()) + which % 3 - 1;
  }

  private FuzzData data() {
    int length = length();
    int given = Math.min(Math.min(take() % MOST_GIVEN, length), input.length - next);
    byte[] bytes = Arrays.copyOfRange(input, next, next + given);
    next += given;
    return new FuzzData(bytes, length);
  }

  /** Mostly a number that the code compares with. */
  private int request() {
    int which = take();
    List<Integer> requests = target.constants().requests();
    return requests.isEmpty() || which >= ANY_REQUEST
        ? (int) number()
        : requests.get(which % requests.size());
  }

  private long number() {
    int bytes = take() % (Integer.BYTES + 1);
    long number = 0;
    for (int i = 0; i < bytes; i++) {
      number |= (long) take() << (i * Byte.SIZE);
    }
    return number;
  }
}
