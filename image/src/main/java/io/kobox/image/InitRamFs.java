package io.kobox.image;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** A cpio archive in the "newc" format that the kernel unpacks as its first file system. */
final class InitRamFs {
  private static final int DIRECTORY = 0040755;
  private static final int PROGRAM = 0100755;
  private static final int CONSOLE = 0020600;
  private static final int LINK = 0120777;

  private final ByteArrayOutputStream archive = new ByteArrayOutputStream();
  private int inode = 1;

  private InitRamFs() {}

  /**
   * A file system that holds {@code init}, which is every other program too, and the directories
   * and links every machine has.
   *
   * @param links from their names to their targets
   */
  static byte[] of(
      byte[] init, List<String> programs, List<String> directories, Map<String, String> links) {
    InitRamFs files = new InitRamFs();
    for (String directory : directories) {
      files.add(directory, DIRECTORY, 0, 0, new byte[0]);
    }
    links.forEach((name, target) -> files.add(name, LINK, 0, 0, bytes(target)));
    for (String program : programs) {
      files.add(program.substring(1), PROGRAM, 0, 0, init);
    }
    files.add("dev/console", CONSOLE, 5, 1, new byte[0]);
    files.add("init", PROGRAM, 0, 0, init);
    files.add("TRAILER!!!", 0, 0, 0, new byte[0]);
    return files.archive.toByteArray();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private void add(String name, int mode, int major, int minor, byte[] content) {
    StringBuilder header = new StringBuilder("070701");
    int[] fields = {
      inode++, mode, 0, 0, 1, 0, content.length, 0, 0, major, minor, name.length() + 1, 0
    };
    for (int field : fields) {
      header.append(String.format("%08x", field));
    }
    archive.writeBytes(bytes(header + name + "\0"));
    pad();
    archive.writeBytes(content);
    pad();
  }

  private void pad() {
    while (archive.size() % 4 != 0) {
      archive.write(0);
    }
  }
}
