package io.kobox.fs;

import io.kobox.syscalls.ErrnoException;

/** The operations of a file that shows a text (DEFINE_SHOW_ATTRIBUTE) and perhaps takes one. */
public class TextOperations implements FileOperations {
  private final SeqFile.Show show;

  public TextOperations(SeqFile.Show show) {
    this.show = show;
  }

  @Override
  public void open(OpenFile file) throws ErrnoException {
    file.setPrivateData(new SeqFile(show));
  }

  @Override
  public final int read(OpenFile file, UserBuffer buffer, Position position) throws ErrnoException {
    if (file.privateData() instanceof SeqFile sequence) {
      return sequence.read(buffer, position);
    }
    throw new IllegalStateException("open was not called");
  }

  @Override
  public final long llseek(OpenFile file, long offset, int whence) throws ErrnoException {
    return SeqFile.seek(file, offset, whence);
  }
}
