package io.kobox.fs.ramfs;

/** A device node, FIFO or socket: what opens it is not the tree's business. */
public final class RamSpecial extends RamInode {
  RamSpecial(RamSuperBlock superBlock, int mode, long rdev) {
    super(superBlock, mode);
    setRdev(rdev);
  }

  /** A special file of the lower layer, which cannot be opened. */
  public RamSpecial(RamSuperBlock superBlock, long number, Attributes attributes) {
    super(superBlock, number, attributes.mode());
    adopt(attributes);
  }
}
