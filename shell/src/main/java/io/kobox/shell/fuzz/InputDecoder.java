package io.kobox.shell.fuzz;

import io.kobox.syscalls.OpenFlags;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes system calls of the bytes that the fuzzing engine gives: any bytes mean some calls. */
final class InputDecoder {
  private static final int MOST_CALLS = 16;
  private static final int MOST_GIVEN = 32;

  /** Bytes from here on mean a size that the code knows, or one more or less. */
  private static final int KNOWN = 96;

  /** Bytes from here on mean a power of two. */
  private static final int POWER = 240;

  private static final int LARGEST_SHIFT = 13;
  private static final int ANY_REQUEST = 240;
  private static final int MOST_REQUESTS = 32;

  private static final int GET = 13;
  private static final int PUT = 29;

  private static final int[] ACCESS = {
    OpenFlags.O_RDWR, OpenFlags.O_RDWR, OpenFlags.O_RDONLY, OpenFlags.O_WRONLY
  };

  private static final int[] SLEEPS = {1, 10, 100, 1000, 5000};

  private final FuzzTarget target;
  private final byte[] input;
  private int next;

  private InputDecoder(FuzzTarget target, byte[] input) {
    this.target = target;
    this.input = input;
  }

  /** The calls that {@code input} means for the target. */
  static List<FuzzCall> decode(FuzzTarget target, byte[] input) {
    return new InputDecoder(target, input).calls();
  }

  /**
   * Inputs to begin with: each kind of call once, each file, and each request with each size that
   * the code compares with.
   */
  static List<byte[]> seeds(FuzzTarget target) {
    List<byte[]> seeds = new ArrayList<>();
    for (int i = 0; i < target.readable().size() && i < ANY_REQUEST; i++) {
      seeds.add(seed(GET, i));
    }
    for (int i = 0; i < target.writable().size() && i < ANY_REQUEST; i++) {
      seeds.add(seed(PUT, i, 2, 2, '1', '\n'));
    }
    if (!target.devices().isEmpty()) {
      seeds.add(seed(2, 0, 8, 0, 4, 0, 64));
      seeds.add(seed(2, 0, 8, 0, 11, 0, 0, 8));
      seeds.add(seed(11, 1, 0, 8));
      seeds.add(seed(9, 0, 1, 8, 0, 10, 0));
      seeds.add(seed(0, 128, 0, 0, 1, 0, 12, 3));
      int sizes = Math.min(POWER, KNOWN + 3 * target.constants().sizes().size());
      for (int size = KNOWN; size < sizes; size++) {
        seeds.add(seed(2, 0, size, 0, 4, 0, size));
      }
      for (int i = 0; i < target.constants().requests().size() && i < MOST_REQUESTS; i++) {
        seeds.add(seed(8, 0, i, 0));
        seeds.add(seed(6, 0, i, POWER, 0));
        for (int size = KNOWN; size < sizes; size++) {
          seeds.add(seed(6, 0, i, size, 0));
        }
      }
    }
    return seeds;
  }

  private static byte[] seed(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  private List<FuzzCall> calls() {
    List<FuzzCall> calls = new ArrayList<>();
    if (!target.devices().isEmpty()) {
      int flags = OpenFlags.O_RDWR | OpenFlags.O_NONBLOCK;
      calls.add(new FuzzCall.Open(0, target.devices().getFirst(), flags));
    }
    while (next < input.length && calls.size() < MOST_CALLS) {
      FuzzCall call = call(take());
      if (call != null) {
        calls.add(call);
      }
    }
    return calls;
  }

  private @Nullable FuzzCall call(int kind) {
    if (target.devices().isEmpty() && kind % 16 < 12) {
      return file(kind);
    }
    return switch (kind % 16) {
      case 0 ->
          new FuzzCall.Open(
              slot(), of(target.devices()), ACCESS[take() % ACCESS.length] | OpenFlags.O_NONBLOCK);
      case 1 -> new FuzzCall.Close(slot());
      case 2, 3 -> new FuzzCall.Write(slot(), data());
      case 4, 5 -> new FuzzCall.Read(slot(), length());
      case 6, 7 -> new FuzzCall.IoctlData(slot(), request(), data());
      case 8 -> new FuzzCall.Ioctl(slot(), request(), number());
      case 9 -> new FuzzCall.Seek(slot(), number(), take() % 3);
      case 10 -> new FuzzCall.Poll(slot());
      case 11 ->
          take() % 2 == 0
              ? new FuzzCall.ReadBad(slot(), length())
              : new FuzzCall.WriteBad(slot(), length());
      case 12 -> new FuzzCall.Sleep(SLEEPS[take() % SLEEPS.length]);
      default -> file(kind);
    };
  }

  private @Nullable FuzzCall file(int kind) {
    if (!target.writable().isEmpty() && (kind & PUT & ~GET) != 0) {
      return new FuzzCall.Put(of(target.writable()), data());
    }
    return target.readable().isEmpty() ? null : new FuzzCall.Get(of(target.readable()));
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

  private String of(List<String> names) {
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
