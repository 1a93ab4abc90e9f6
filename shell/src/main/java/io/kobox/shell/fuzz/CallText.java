package io.kobox.shell.fuzz;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** Reads the lines that {@link FuzzCall}s are written as. */
final class CallText {
  private static final int MOST_BYTES = 1 << 20;

  private final String line;
  private final List<String> words = new ArrayList<>();
  private int next;

  private CallText(String line) {
    this.line = line;
    int at = 0;
    while (at < line.length()) {
      boolean quoted = line.charAt(at) == '"';
      int end = line.indexOf(quoted ? '"' : ' ', at + 1);
      end = end < 0 ? line.length() : quoted ? end + 1 : end;
      words.add(line.substring(at, end));
      at = end;
      while (at < line.length() && line.charAt(at) == ' ') {
        at++;
      }
    }
  }

  /**
   * The calls of some lines; empty ones and those that begin with # are left out.
   *
   * @throws IllegalArgumentException says which line is none
   */
  static FuzzInput parse(List<String> lines) {
    List<Step> steps = new ArrayList<>();
    long seed = 0;
    for (String each : lines) {
      String line = each.strip();
      if (!line.isEmpty() && !line.startsWith("#")) {
        try {
          CallText text = new CallText(line);
          if (line.startsWith("seed ")) {
            seed = text.seed();
          } else {
            steps.add(text.step());
          }
        } catch (IndexOutOfBoundsException | NumberFormatException e) {
          throw new IllegalArgumentException("not a call: " + line, e);
        }
      }
    }
    return new FuzzInput(List.of(), seed, steps);
  }

  private long seed() {
    next++;
    long seed = number();
    checkEnd();
    return seed;
  }

  private Step step() {
    int task = 0;
    String first = words.get(next);
    if (first.endsWith(":")) {
      next++;
      task = Integer.parseInt(first.substring(0, first.length() - 1));
      if (task <= 0 || task >= Step.TASKS) {
        throw new IllegalArgumentException("tasks are 1 to " + (Step.TASKS - 1) + ": " + line);
      }
    }
    FuzzCall call = call();
    checkEnd();
    return new Step(task, call);
  }

  private void checkEnd() {
    if (next != words.size()) {
      throw new IllegalArgumentException("too many words: " + line);
    }
  }

  private FuzzCall call() {
    return switch (word()) {
      case "open" -> new FuzzCall.Open(slot(), word(), (int) number());
      case "close" -> new FuzzCall.Close(slot());
      case "read" -> new FuzzCall.Read(slot(), size());
      case "readbad" -> new FuzzCall.ReadBad(slot(), size());
      case "write" -> new FuzzCall.Write(slot(), data());
      case "writebad" -> new FuzzCall.WriteBad(slot(), size());
      case "ioctl" -> ioctl();
      case "seek" -> new FuzzCall.Seek(slot(), number(), (int) number());
      case "poll" -> new FuzzCall.Poll(slot());
      case "mmap" -> new FuzzCall.Mmap(slot(), number(), (int) number(), (int) number(), number());
      case "munmap" -> new FuzzCall.Munmap(slot());
      case "load" -> new FuzzCall.Load(slot(), (int) number(), size());
      case "store" -> new FuzzCall.Store(slot(), (int) number(), data());
      case "get" -> new FuzzCall.Get(word());
      case "put" -> new FuzzCall.Put(word(), data());
      case "sleep" -> new FuzzCall.Sleep(size());
      default -> throw new IllegalArgumentException("not a call: " + line);
    };
  }

  private FuzzCall ioctl() {
    int slot = slot();
    int request = (int) number();
    return words.get(next).startsWith("\"")
        ? new FuzzCall.IoctlData(slot, request, data())
        : new FuzzCall.Ioctl(slot, request, number());
  }

  private String word() {
    return words.get(next++);
  }

  private long number() {
    String word = word();
    return word.startsWith("0x")
        ? Long.parseUnsignedLong(word.substring(2), 16)
        : Long.decode(word);
  }

  private int slot() {
    long slot = number();
    if (slot < 0 || slot >= Slots.COUNT) {
      throw new IllegalArgumentException("slots are 0 to " + (Slots.COUNT - 1) + ": " + line);
    }
    return (int) slot;
  }

  private int size() {
    long size = number();
    if (size < 0 || size > MOST_BYTES) {
      throw new IllegalArgumentException("at most " + MOST_BYTES + ": " + line);
    }
    return (int) size;
  }

  private FuzzData data() {
    String quoted = word();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 1; i < quoted.length() - 1; i++) {
      char c = quoted.charAt(i);
      if (c == '\\') {
        bytes.write(Integer.parseInt(quoted.substring(i + 2, i + 4), 16));
        i += 3;
      } else {
        bytes.write(c);
      }
    }
    return new FuzzData(bytes.toByteArray(), size());
  }
}
