package io.kobox.pc;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** A part of a machine whose state can be kept and taken up again by a machine of the same kind. */
public interface Stateful {
  void save(DataOutput out) throws IOException;

  /** Takes up what {@link #save} wrote. */
  void restore(DataInput in) throws IOException;
}
