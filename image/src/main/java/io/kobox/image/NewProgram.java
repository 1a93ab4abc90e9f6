package io.kobox.image;

import io.kobox.pc.GuestPages;
import io.kobox.pc.Pc;
import io.kobox.unicorn.Register;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the kernel gave a program that it has just started: the words on its stack (fs/binfmt_elf.c,
 * create_elf_tables).
 *
 * @param path the file, as the caller of execve named it
 */
record NewProgram(String path, List<String> argv, Map<String, String> environment) {
  /** Of {@code include/uapi/linux/auxvec.h}: where the file's name is. */
  private static final int AT_EXECFN = 31;

  private static final int MOST_WORDS = 1 << 16;
  private static final int LONGEST = 1 << 17;

  /** Reads the stack of the process that stopped at its first instruction. */
  static NewProgram read(Pc pc) {
    GuestPages pages = pc.pages();
    pages.setRoot(pc.read(Register.CR3));
    long at = pc.read(Register.RSP) + Long.BYTES;
    List<String> argv = new ArrayList<>();
    for (long word = pages.getLong(at); word != 0 && argv.size() < MOST_WORDS; ) {
      argv.add(text(pages, word));
      at += Long.BYTES;
      word = pages.getLong(at);
    }
    at += Long.BYTES;
    Map<String, String> environment = new TreeMap<>();
    for (long word = pages.getLong(at); word != 0 && environment.size() < MOST_WORDS; ) {
      String variable = text(pages, word);
      int sign = variable.indexOf('=');
      if (sign > 0) {
        environment.put(variable.substring(0, sign), variable.substring(sign + 1));
      }
      at += Long.BYTES;
      word = pages.getLong(at);
    }
    at += Long.BYTES;
    String path = argv.isEmpty() ? "" : argv.getFirst();
    for (long type = pages.getLong(at); type != 0; type = pages.getLong(at)) {
      if (type == AT_EXECFN) {
        path = text(pages, pages.getLong(at + Long.BYTES));
      }
      at += 2L * Long.BYTES;
    }
    return new NewProgram(path, argv, environment);
  }

  private static String text(GuestPages pages, long address) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (long at = address; bytes.size() < LONGEST; at++) {
      int next = pages.getByte(at);
      if (next == 0) {
        break;
      }
      bytes.write(next);
    }
    return bytes.toString(StandardCharsets.ISO_8859_1);
  }
}
