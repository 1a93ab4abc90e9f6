package io.kobox.fs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.OpenFlags;
import java.util.List;
import org.junit.jupiter.api.Test;

/** fork, exec and exit of open files (fork(2), execve(2), close(2)). */
final class FileDescriptorTableTest {
  private static final class Counting implements FileOperations {
    private int releases;
    private int flushes;

    @Override
    public void flush(OpenFile file) throws ErrnoException {
      flushes++;
      throw new ErrnoException(Errno.EIO);
    }

    @Override
    public void release(OpenFile file) {
      releases++;
    }
  }

  private final Counting operations = new Counting();
  private final FileDescriptorTable table = new FileDescriptorTable();

  private OpenFile open() throws ErrnoException {
    TestMachine machine = new TestMachine();
    Path root = machine.files().vfs().namespace().root().rootPath();
    OpenFile file = new OpenFile(root, operations, OpenFlags.O_RDWR);
    file.open();
    return file;
  }

  @Test
  void forkSharesTheOpenFile() throws ErrnoException {
    int fd = table.add(open(), false);
    FileDescriptorTable child = table.fork();
    assertSame(table.get(fd), child.get(fd));
    table.get(fd).setPosition(42);
    assertEquals(42, child.get(fd).position());
    child.closeAll();
    assertEquals(0, operations.releases);
    assertTrue(table.isOpen(fd));
    table.closeAll();
    assertEquals(1, operations.releases);
    assertEquals(2, operations.flushes);
  }

  @Test
  void closeFreesTheNumberEvenWhenFlushFails() throws ErrnoException {
    int fd = table.add(open(), false);
    ErrnoException error = assertThrows(ErrnoException.class, () -> table.close(fd));
    assertEquals(Errno.EIO, error.errno());
    assertFalse(table.isOpen(fd));
    assertEquals(1, operations.releases);
  }

  @Test
  void execClosesWhatIsMarked() throws ErrnoException {
    table.add(open(), true);
    table.add(open(), false);
    table.duplicateTo(0, 5);
    table.closeOnExec();
    assertEquals(List.of(1, 5), table.numbers());
  }

  @Test
  void theLowestFreeNumberIsTakenUpToTheLimit() throws ErrnoException {
    OpenFile file = open();
    for (int fd = 0; fd < FileDescriptorTable.LIMIT; fd++) {
      assertEquals(fd, table.add(file, false));
    }
    ErrnoException error = assertThrows(ErrnoException.class, () -> table.add(file, false));
    assertEquals(Errno.EMFILE, error.errno());
    table.setCloseOnExec(7, true);
    table.closeOnExec();
    assertEquals(7, table.add(file, false));
    table.closeAll();
    assertEquals(1, operations.releases);
  }
}
