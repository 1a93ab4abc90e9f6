package io.kobox.image;

import io.kobox.pc.FunctionTrap;
import io.kobox.pc.GuestPages;
import io.kobox.pc.Pc;
import io.kobox.unicorn.Register;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
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
  private static final List<String> WATCHED =
      List.of(TEXT_POKE, TEXT_POKE_EARLY, "module_memfree", "execmem_free");

  /** What {@code __text_poke} copies with: {@code text_poke_f}. */
  private static final String COPY = "text_poke_memcpy";

  /** The functions whose addresses must be known. */
  static final List<String> FUNCTIONS =
      List.of(TEXT_POKE, TEXT_POKE_EARLY, "module_memfree", "execmem_free", COPY);

  private CodeChanges() {}

  /**
   * Watches the functions.
   *
   * @param addressOf gives 0 for those that this kernel lacks
   * @param freed runs when memory of a module is given back
   */
  static void watch(Pc pc, ToLongFunction<String> addressOf, Runnable freed) {
    for (String function : WATCHED) {
      long address = addressOf.applyAsLong(function);
      if (address != 0) {
        pc.trap(address, trap(function, addressOf, freed));
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
    pc.pages().setRoot(pc.read(Register.CR3));
    copy(pc, pc.read(Register.RDI), pc.read(Register.RSI), pc.read(Register.RDX));
  }

  /** Writes code to where the guest could not; false if not all of it is mapped. */
  private static boolean copy(Pc pc, long address, long source, long length) {
    if (length < 0 || length > PAGE) {
      return false;
    }
    GuestPages pages = pc.pages();
    byte[] bytes = new byte[(int) length];
    if (pages.read(source, bytes, 0, bytes.length) != bytes.length
        || pages.write(address, bytes, 0, bytes.length) != bytes.length) {
      return false;
    }
    pc.codeChanged(address, length);
    return true;
  }

  private static FunctionTrap trap(
      String function, ToLongFunction<String> addressOf, Runnable freed) {
    if (FREE.contains(function)) {
      return new Freed(freed);
    }
    return function.equals(TEXT_POKE)
        ? new Poked(
            pc -> pc.read(Register.RDI) == addressOf.applyAsLong(COPY),
            Register.RSI,
            Register.RDX,
            Register.RCX)
        : new Poked(pc -> true, Register.RDI, Register.RSI, Register.RDX);
  }

  /**
   * A change of code. A copy is made here: the kernel maps the page elsewhere, in a memory of its
   * own, for each few bytes, and a module with tracepoints brings thousands. Anything else has been
   * done when the function returns.
   */
  private static final class Poked implements FunctionTrap {
    private final Predicate<Pc> copies;
    private final Register address;
    private final Register source;
    private final Register length;
    private final Map<Long, long[]> calls = new HashMap<>();

    /**
     * @param copies whether this call is one that copies
     */
    private Poked(Predicate<Pc> copies, Register address, Register source, Register length) {
      this.copies = copies;
      this.address = address;
      this.source = source;
      this.length = length;
    }

    @Override
    public boolean entered(Pc pc) {
      long to = pc.read(address);
      long count = pc.read(length);
      if (copies.test(pc) && copy(pc, to, pc.read(source), count)) {
        pc.returnFromFunction(to);
        return false;
      }
      calls.put(pc.read(Register.RSP), new long[] {to, count});
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
    private final Runnable told;

    private Freed(Runnable told) {
      this.told = told;
    }

    @Override
    public boolean entered(Pc pc) {
      told.run();
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
