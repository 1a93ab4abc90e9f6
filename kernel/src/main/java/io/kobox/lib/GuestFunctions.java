package io.kobox.lib;

/** Calls from Java back into functions of the guest, such as a comparison given to sort(). */
public interface GuestFunctions {
  /** Calls {@code function} with integer arguments and returns RAX. */
  long call(long function, long... arguments);
}
