package io.kobox.image.redirect;

import io.kobox.pc.FunctionTrap;
import io.kobox.pc.GuestPages;
import io.kobox.pc.Pc;
import io.kobox.unicorn.Register;
import java.util.List;
import java.util.Map;

/**
 * Answers {@code void sha256_update(struct sha256_state *sctx, const u8 *data, unsigned int len)}
 * (lib/crypto/sha256.c), with which the kernel hashes each signed module. What is short, or not in
 * memory as a whole, is left to the kernel.
 */
final class Sha256Update implements FunctionTrap {
  static final String FUNCTION = "sha256_update";
  static final Map<String, List<String>> MEMBERS =
      Map.of("sha256_state", List.of("state", "count", "buf"));

  private static final int LEAST = 1 << 10;

  private final long state;
  private final long count;
  private final long buffer;

  Sha256Update(Map<String, Long> facts) {
    state = facts.getOrDefault("sha256_state.state", 0L);
    count = facts.getOrDefault("sha256_state.count", 0L);
    buffer = facts.getOrDefault("sha256_state.buf", 0L);
  }

  @Override
  public boolean entered(Pc pc) {
    long length = pc.read(Register.RDX) & 0xffff_ffffL;
    long data = pc.read(Register.RSI);
    long context = pc.read(Register.RDI);
    GuestPages pages = pc.pages();
    if (length >= LEAST && length <= Integer.MAX_VALUE - Sha256.BLOCK) {
      long size =
          Math.max(Math.max(state + Sha256.STATE, count + Long.BYTES), buffer + Sha256.BLOCK);
      if (pages.isMapped(data, length) && pages.isMapped(context, size)) {
        update(pages, context, data, (int) length);
        pc.returnFromFunction(0);
      }
    }
    return false;
  }

  private void update(GuestPages pages, long context, long data, int length) {
    long before = pages.getLong(context + count);
    int partial = (int) before & (Sha256.BLOCK - 1);
    byte[] bytes = new byte[partial + length];
    pages.read(context + buffer, bytes, 0, partial);
    pages.read(data, bytes, partial, length);
    byte[] words = new byte[Sha256.STATE];
    pages.read(context + state, words, 0, words.length);
    int done = Sha256.transform(words, bytes);
    pages.write(context + state, words, 0, words.length);
    byte[] rest = new byte[bytes.length - done];
    System.arraycopy(bytes, done, rest, 0, rest.length);
    pages.write(context + buffer, rest, 0, rest.length);
    pages.putLong(context + count, before + length);
  }
}
