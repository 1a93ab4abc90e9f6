package io.kobox.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** The words of execve as it reads them: two arrays of pointers, and the strings behind them. */
final class ExecArguments {
  private final List<byte[]> strings = new ArrayList<>();
  private final int argc;
  private int size;

  private ExecArguments(int argc, int envc) {
    this.argc = argc;
    size = (argc + envc + 2) * Long.BYTES;
  }

  static ExecArguments of(List<String> argv, List<String> environment) {
    ExecArguments arguments = new ExecArguments(argv.size(), environment.size());
    argv.forEach(arguments::add);
    environment.forEach(arguments::add);
    return arguments;
  }

  private void add(String text) {
    byte[] bytes = CString.of(text);
    strings.add(bytes);
    size += bytes.length;
  }

  int size() {
    return size;
  }

  /** Where the second array begins. */
  int environmentOffset() {
    return (argc + 1) * Long.BYTES;
  }

  /** The bytes as they are to lie at {@code address}. */
  byte[] at(long address) {
    ByteBuffer bytes = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    int pointer = 0;
    int text = (strings.size() + 2) * Long.BYTES;
    for (int i = 0; i < strings.size(); i++) {
      if (i == argc) {
        pointer += Long.BYTES;
      }
      bytes.putLong(pointer, address + text);
      pointer += Long.BYTES;
      byte[] string = strings.get(i);
      bytes.put(text, string);
      text += string.length;
    }
    return bytes.array();
  }
}
