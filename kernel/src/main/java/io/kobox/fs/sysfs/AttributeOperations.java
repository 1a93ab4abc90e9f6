package io.kobox.fs.sysfs;

import io.kobox.fs.OpenFile;
import io.kobox.fs.Position;
import io.kobox.fs.SeqFile;
import io.kobox.fs.UserBuffer;
import io.kobox.kernel.sched.WaitQueue;
import io.kobox.syscalls.ErrnoException;
import java.util.Arrays;

/** An open attribute (fs/sysfs/file.c: sysfs_file_kfops_rw). */
final class AttributeOperations extends SysfsFileOperations {
  private final Attribute attribute;

  AttributeOperations(WaitQueue.Factory waitQueues, Attribute attribute) {
    super(waitQueues);
    this.attribute = attribute;
  }

  private static final class OpenText extends OpenAttribute {
    private final SeqFile sequence;

    OpenText(SeqFile sequence) {
      this.sequence = sequence;
    }
  }

  @Override
  OpenAttribute newOpenAttribute() {
    return new OpenText(new SeqFile(this::show));
  }

  /** sysfs_kf_seq_show: a text that fills the page is cut. */
  private byte[] show() throws ErrnoException {
    requireActive();
    byte[] text = attribute.show();
    return text.length < PAGE_SIZE ? text : Arrays.copyOf(text, PAGE_SIZE - 1);
  }

  @Override
  public int read(OpenFile file, UserBuffer buffer, Position position) throws ErrnoException {
    requireActive();
    if (!(file.privateData() instanceof OpenText open)) {
      throw new IllegalStateException("open was not called");
    }
    markSeen(file);
    return open.sequence.read(buffer, position);
  }

  /** sysfs_kf_write: each write is a value of its own, wherever the position is. */
  @Override
  public int write(OpenFile file, UserBuffer buffer, Position position) throws ErrnoException {
    byte[] text = page(buffer);
    requireActive();
    if (text.length == 0) {
      return 0;
    }
    int used = attribute.store(text);
    position.advance(used);
    return used;
  }
}
