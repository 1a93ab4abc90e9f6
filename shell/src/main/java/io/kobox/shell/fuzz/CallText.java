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
  static List<FuzzCall> parse(List<String> lines) {
    List<FuzzCall> calls = new ArrayList<>();
    for (String each : lines) {
      String line = each.strip();
      if (!line.isEmpty() && !line.startsWith("#")) {
        try {
          calls.add(new CallText(line).call());
        } catch (IndexOutOfBoundsException | NumberFormatException e) {
          throw new IllegalArgumentException("not a call: " + line, e);
        }
      }
    }
    return calls;
  }

  private FuzzCall call() {
    FuzzCall call =
        switch (word()) {
          case "open" -> new FuzzCall.Open(slot(), word(), (int) number());
          case "close" -> new FuzzCall.Close(slot());
          case "read" -> new FuzzCall.Read(slot(), size());
          case "readbad" -> new FuzzCall.ReadBad(slot(), size());
          case "write" -> new FuzzCall.Write(slot(), data());
          case "writebad" -> new FuzzCall.WriteBad(slot(), size());
          case "ioctl" -> ioctl();
          case "seek" -> new FuzzCall.Seek(slot(), number(), (int) number());
          case "poll" -> new FuzzCall.Poll(slot());
          case "get" -> new FuzzCall.Get(word());
          case "put" -> new FuzzCall.Put(word(), data());
          case "sleep" -> new FuzzCall.Sleep(size());
          default -> throw new IllegalArgumentException("not a call: " + line);
        };
    if (next != words.size()) {
      throw new IllegalArgumentException("too many words: " + line);
    }
    return call;
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
