package io.kobox.pc;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** The 256 bits of a local APIC's IRR, ISR or TMR, one for each vector. */
final class VectorSet implements Stateful {
  /** {@link #highest}: there is none. */
  static final int NONE = -1;

  private static final int WORDS = 8;

  private final int[] words = new int[WORDS];

  void set(int vector, boolean on) {
    int bit = 1 << vector;
    int word = vector / Integer.SIZE;
    words[word] = on ? words[word] | bit : words[word] & ~bit;
  }

  /** The highest vector that is set, or {@link #NONE}. */
  int highest() {
    for (int i = WORDS - 1; i >= 0; i--) {
      if (words[i] != 0) {
        return i * Integer.SIZE + Integer.SIZE - 1 - Integer.numberOfLeadingZeros(words[i]);
      }
    }
    return NONE;
  }

  /** The bits of 32 vectors. */
  int word(int number) {
    return words[number];
  }

  @Override
  public void save(DataOutput out) throws IOException {
    for (int word : words) {
      out.writeInt(word);
    }
  }

  @Override
  public void restore(DataInput in) throws IOException {
    for (int i = 0; i < WORDS; i++) {
      words[i] = in.readInt();
    }
  }
}
