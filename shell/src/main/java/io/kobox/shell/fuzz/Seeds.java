package io.kobox.shell.fuzz;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Inputs to begin with: each kind of call once, each file, each parameter, each request with each
 * size that the code compares with, and calls of two kinds at the same time.
 */
final class Seeds {
  private static final int MOST_REQUESTS = 32;
  private static final int MOST_PARAMETERS = 16;
  private static final int VALUES = 16;
  private static final int LENGTH = 8;

  /** What files take. */
  private static final List<String> TEXTS =
      List.of("1\n", "0\n", "-1\n", "2147483647\n", "0x10\n", "1 2\n", "on\n");

  /** With so many seeds of the machine each pair is tried. */
  private static final int ORDERS = 3;

  /** Added to an operation's number: the first and the second task beside the main process. */
  private static final int FIRST = 4 * Operation.COUNT;

  private static final int SECOND = 6 * Operation.COUNT;

  private final FuzzTarget target;
  private final List<byte[]> seeds = new ArrayList<>();

  private Seeds(FuzzTarget target) {
    this.target = target;
  }

  static List<byte[]> of(FuzzTarget target) {
    Seeds seeds = new Seeds(target);
    seeds.addFiles();
    seeds.addParameters();
    if (!target.devices().isEmpty()) {
      seeds.addCalls();
      seeds.addSizes();
      seeds.addPairs();
    }
    return seeds.seeds;
  }

  private void addFiles() {
    for (int i = 0; i < target.readable().size() && i < InputDecoder.ANY_REQUEST; i++) {
      add(Operation.GET.number(), i);
    }
    for (int i = 0; i < target.writable().size() && i < InputDecoder.ANY_REQUEST; i++) {
      for (String text : TEXTS) {
        addText(i, text);
      }
    }
  }

  private void addText(int file, String text) {
    int[] values = new int[text.length() + 4];
    values[0] = Operation.PUT.number();
    values[1] = file;
    values[2] = text.length();
    values[3] = text.length();
    for (int i = 0; i < text.length(); i++) {
      values[4 + i] = text.charAt(i);
    }
    add(values);
  }

  private void addParameters() {
    for (int i = 0; i < target.parameters().size() && i < MOST_PARAMETERS; i++) {
      for (int value = 0; value < VALUES; value++) {
        add(Operation.SETTING.number(), 1, i, 0, value, Operation.READ.number(), 0, LENGTH);
      }
      add(Operation.SETTING.number(), 1, i, 0, 255);
    }
  }

  private void addCalls() {
    int write = Operation.WRITE.number();
    int read = Operation.READ.number();
    add(write, 0, LENGTH, 0, read, 0, 64);
    add(write, 0, LENGTH, 0, Operation.BAD.number(), 0, 0, LENGTH);
    add(Operation.BAD.number(), 1, 0, LENGTH);
    add(Operation.SEEK.number(), 0, 1, LENGTH, 0, Operation.POLL.number(), 0);
    add(
        Operation.OPEN.number(),
        128,
        0,
        0,
        Operation.CLOSE.number(),
        0,
        Operation.SLEEP.number(),
        3);
    int map = Operation.MMAP.number();
    int load = Operation.LOAD.number();
    int store = Operation.STORE.number();
    add(map, 0, 0, 0, store, 0, 0, LENGTH, 0, load, 0, 0, LENGTH, Operation.MUNMAP.number(), 0);
    add(map, 0, 0, 0, Operation.CLOSE.number(), 0, load, 0, 0, LENGTH);
    for (int page = 0; page < InputDecoder.MAPPED.length; page++) {
      add(map, 2, 0, 0, load, 0, page, LENGTH, store, 0, page, LENGTH, 0);
    }
    for (int length = 1; length < 7; length++) {
      add(map, length, 0, 0, load, 0, 0, LENGTH, store, 0, 0, LENGTH, 0);
      add(map, 0, 0, length, load, 0, 0, LENGTH, store, 0, 0, LENGTH, 0);
    }
  }

  private void addSizes() {
    int requests = Math.min(MOST_REQUESTS, target.constants().requests().size());
    int known = InputDecoder.KNOWN;
    int end = Math.min(InputDecoder.POWER, known + 3 * target.constants().sizes().size());
    for (int size = known; size < end; size++) {
      add(Operation.WRITE.number(), 0, size, 0, Operation.READ.number(), 0, size);
    }
    for (int i = 0; i < requests; i++) {
      add(Operation.IOCTL.number(), 0, i, 0);
      add(Operation.IOCTL_DATA.number(), 0, i, InputDecoder.POWER, 0);
      for (int size = known; size < end; size++) {
        add(Operation.IOCTL_DATA.number(), 0, i, size, 0);
      }
    }
  }

  /** Two processes with a call each, after there was something written. */
  private void addPairs() {
    List<int[]> calls = new ArrayList<>();
    calls.add(new int[] {Operation.READ.number(), 0, LENGTH});
    calls.add(new int[] {Operation.WRITE.number(), 0, LENGTH, 0});
    calls.add(new int[] {Operation.CLOSE.number(), 0});
    for (int i = 0; i < Math.min(MOST_REQUESTS, target.constants().requests().size()); i++) {
      calls.add(new int[] {Operation.IOCTL.number(), 0, i, 0});
    }
    for (int one = 0; one < calls.size(); one++) {
      for (int other = one; other < calls.size(); other++) {
        for (int seed = 1; seed <= ORDERS; seed++) {
          addPair(seed, calls.get(one), calls.get(other));
        }
      }
    }
    int open = Operation.OPEN.number();
    int read = Operation.READ.number();
    int write = Operation.WRITE.number();
    add(FIRST + open, 129, 0, 0, FIRST + read, 129, LENGTH, SECOND + write, 0, LENGTH, 0);
    add(FIRST + open, 129, 0, 0, FIRST + Operation.CLOSE.number(), 129, SECOND + read, 0, LENGTH);
  }

  private void addPair(int seed, int[] one, int[] other) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int each : new int[] {Operation.SETTING.number(), 0, seed}) {
      bytes.write(each);
    }
    for (int each : new int[] {Operation.WRITE.number(), 0, LENGTH, 0}) {
      bytes.write(each);
    }
    append(bytes, FIRST, one);
    append(bytes, SECOND, other);
    seeds.add(bytes.toByteArray());
  }

  private static void append(ByteArrayOutputStream bytes, int task, int[] call) {
    bytes.write(task + call[0]);
    for (int i = 1; i < call.length; i++) {
      bytes.write(call[i]);
    }
  }

  private void add(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    seeds.add(bytes);
  }
}
