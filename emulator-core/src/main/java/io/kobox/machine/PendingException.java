package io.kobox.machine;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import io.kobox.unicorn.Register;
import io.kobox.unicorn.Unicorn;
import io.kobox.unicorn.UnicornException;
import java.lang.foreign.MemorySegment;

/**
 * The exception that the CPU was about to deliver when it stopped. libunicorn names neither its
 * vector nor its error code, and keeps it pending, so that the next one would become a double
 * fault. All of this is in the CPU's saved state: this class finds the two words there once, by
 * provoking a known fault, and afterwards reads and clears them.
 */
public final class PendingException {
  private static final int NONE = -1;
  private static final int PAGE_FAULT = 14;
  private static final long UNMAPPED = 0x0000712345670000L;

  private final Unicorn.Context state;
  private final long vectorOffset;
  private final long errorCodeOffset;

  private int vector = NONE;
  private int errorCode;

  /** To be made before the CPU has run, when the lower half of the address space is not mapped. */
  public PendingException(Unicorn unicorn) {
    state = unicorn.newContext();
    state.save();
    byte[] clean = state.bytes().toArray(JAVA_BYTE);
    int result = unicorn.start(UNMAPPED, TrapTable.NEVER);
    if (result != Unicorn.EXCEPTION || unicorn.read(Register.CR2) != UNMAPPED) {
      throw new UnicornException("libunicorn does not page");
    }
    state.save();
    MemorySegment before = MemorySegment.ofArray(clean);
    vectorOffset = changed(before, state.bytes(), NONE, PAGE_FAULT);
    errorCodeOffset = changed(before, state.bytes(), 0, Stop.PageFault.FETCH);
    state.bytes().copyFrom(before);
    state.restore();
  }

  /** Takes the pending exception from the CPU; all its registers stay as they are. */
  public void take() {
    state.save();
    vector = state.bytes().get(JAVA_INT, vectorOffset);
    errorCode = state.bytes().get(JAVA_INT, errorCodeOffset);
    if (vector != NONE) {
      state.bytes().set(JAVA_INT, vectorOffset, NONE);
      state.restore();
    }
  }

  /** Whether one waits that {@link #take} would take. */
  public boolean isWaiting() {
    state.save();
    return state.bytes().get(JAVA_INT, vectorOffset) != NONE;
  }

  /** Whether there was one of a kind that nests: vectors 0, 8 and 10 to 14. */
  public boolean isFault() {
    return vector != NONE;
  }

  /** Its vector. */
  public int vector() {
    return vector;
  }

  /** Its error code, 0 if it has none. */
  public int errorCode() {
    return errorCode;
  }

  /** Gives back the memory for the state. */
  public void close() {
    state.close();
  }

  private static long changed(MemorySegment before, MemorySegment after, int from, int to) {
    long found = -1;
    for (long at = 0; at + Integer.BYTES <= before.byteSize(); at += Integer.BYTES) {
      if (before.get(JAVA_INT_UNALIGNED, at) == from && after.get(JAVA_INT, at) == to) {
        if (found >= 0) {
          throw new UnicornException("libunicorn's saved state is ambiguous");
        }
        found = at;
      }
    }
    if (found < 0) {
      throw new UnicornException("libunicorn's saved state is not as expected");
    }
    return found;
  }
}
