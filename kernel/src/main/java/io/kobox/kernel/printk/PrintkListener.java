package io.kobox.kernel.printk;

/** Is told of each record of the kernel log once it is final, in order; a console is one. */
public interface PrintkListener {
  /** A record became visible to readers. */
  void record(PrintkRecord record);
}
