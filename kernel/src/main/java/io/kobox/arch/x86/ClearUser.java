package io.kobox.arch.x86;

import io.kobox.machine.AddressLayout;
import io.kobox.machine.GuestMemory;
import io.kobox.machine.PageFaultException;

/**
 * Clears a program's memory; the result is how many bytes were not cleared
 * (arch/x86/lib/clear_page_64.S).
 */
public final class ClearUser {
  private static final int PAGE_SIZE = AddressLayout.PAGE_SIZE;

  private ClearUser() {}

  /**
   * {@code clear_user_original()} and {@code clear_user_rep_good()}, of CPUs without fast short
   * {@code rep stosb}: words of eight bytes first. One that could be cleared only in part is not,
   * and it and all behind it are what is left.
   */
  public static long byWords(GuestMemory memory, long user, long count) {
    long words = count & -Long.BYTES;
    for (long done = 0; done < words; ) {
      long room = PAGE_SIZE - ((user + done) & (PAGE_SIZE - 1));
      long part = Math.min(words - done, room & -Long.BYTES);
      try {
        if (part == 0) {
          part = Long.BYTES;
          memory.putByte(user + done + part - 1, (byte) 0);
        }
        memory.fill(user + done, part, (byte) 0);
      } catch (PageFaultException e) {
        return count - done;
      }
      done += part;
    }
    return byBytes(memory, user + words, count - words);
  }

  /** {@code rep stosb}, and {@code rep_stos_alternative()} of 6.4 and later: all that can be. */
  public static long byBytes(GuestMemory memory, long user, long count) {
    for (long done = 0; done < count; ) {
      long part = Math.min(count - done, PAGE_SIZE - ((user + done) & (PAGE_SIZE - 1)));
      try {
        memory.fill(user + done, part, (byte) 0);
      } catch (PageFaultException e) {
        return count - done;
      }
      done += part;
    }
    return 0;
  }
}
