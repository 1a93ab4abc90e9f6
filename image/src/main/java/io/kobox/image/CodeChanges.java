package io.kobox.image;

import io.kobox.pc.FunctionTrap;
import io.kobox.pc.GuestPages;
import io.kobox.pc.Pc;
import io.kobox.unicorn.Register;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;

/**
 * Tells the PC when the kernel changes code, as the emulator does not see it: patches of its own
 * text (arch/x86/kernel/alternative.c) and memory of modules that is given back
 * (kernel/module/main.c, mm/execmem.c).
 */
final class CodeChanges {
  private static final int PAGE = 4096;

  /** {@code void *__text_poke(text_poke_f func, void *addr, const void *src, size_t len)}. */
  private static final String TEXT_POKE = "__text_poke";

  /** {@code void text_poke_early(void *addr, const void *opcode, size_t len)}. */
  private static final String TEXT_POKE_EARLY = "text_poke_early";

  /** {@code void module_memfree(void *module_region)}, and what it became in 6.10. */
  private static final Set<String> FREE = Set.of("module_memfree", "execmem_free");

  /** The functions that are watched. */
  static final List<String> FUNCTIONS =
      List.of(TEXT_POKE, TEXT_POKE_EARLY, "module_memfree", "execmem_free");

  private CodeChanges() {}

  /** Watches the functions; {@code addressOf} gives 0 for those that this kernel lacks. */
  static void watch(Pc pc, ToLongFunction<String> addressOf) {
    for (String function : FUNCTIONS) {
      long address = addressOf.applyAsLong(function);
      if (address != 0) {
        pc.trap(address, trap(function));
      }
    }
  }

  /**
   * The same while the kernel boots, when functions cannot be trapped yet. It patches with {@code
   * text_poke_early}, also the memcpy that does it: the return of that must be the new one.
   */
  static void watchBoot(Pc pc, ToLongFunction<String> addressOf) {
    long poke = addressOf.applyAsLong(TEXT_POKE_EARLY);
    if (poke != 0) {
      pc.watchBlocks((address, size) -> pokeEarly(pc), poke, poke);
    }
  }

  /** What the function is about to do, done at its beginning. */
  private static void pokeEarly(Pc pc) {
    GuestPages pages = pc.pages();
    pages.setRoot(pc.read(Register.CR3));
    long address = pc.read(Register.RDI);
    int length = (int) Math.min(pc.read(Register.RDX), PAGE);
    byte[] bytes = new byte[length];
    if (pages.read(pc.read(Register.RSI), bytes, 0, length) == length
        && pages.write(address, bytes, 0, length) == length) {
      pc.codeChanged(address, length);
    }
  }

  private static FunctionTrap trap(String function) {
    if (FREE.contains(function)) {
      return new Freed();
    }
    return function.equals(TEXT_POKE)
        ? new Poked(Register.RSI, Register.RCX)
        : new Poked(Register.RDI, Register.RDX);
  }

  /** A change of {@code length} bytes at {@code address}, done when the function returns. */
  private static final class Poked implements FunctionTrap {
    private final Register address;
    private final Register length;
    private final Map<Long, long[]> calls = new HashMap<>();

    private Poked(Register address, Register length) {
      this.address = address;
      this.length = length;
    }

    @Override
    public boolean entered(Pc pc) {
      calls.put(pc.read(Register.RSP), new long[] {pc.read(address), pc.read(length)});
      return true;
    }

    @Override
    public void returned(Pc pc, long rsp) {
      long[] change = calls.remove(rsp);
      if (change != null) {
        pc.codeChanged(change[0], change[1]);
      }
    }
  }

  /** Memory that may have held code is still mapped when the function is entered. */
  private static final class Freed implements FunctionTrap {
    @Override
    public boolean entered(Pc pc) {
      long begin = pc.read(Register.RDI);
      long end = begin;
      while (begin != 0 && pc.pages().translate(end) != GuestPages.UNMAPPED) {
        end += PAGE;
      }
      pc.codeChanged(begin, end - begin);
      return false;
    }
  }
}
