package io.kobox.kernel.check;

import io.kobox.lib.SymbolNames;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.LongPredicate;
import java.util.function.LongUnaryOperator;

/**
 * What a module that goes away has not taken back: each of these would let the kernel call into
 * memory that is no longer there.
 */
public final class LeftBehind {
  /** Something that can be left behind. */
  public interface Kind {
    /**
     * Tells of everything that belongs to the module.
     *
     * @param ofModule whether an address is in the module's memory
     */
    void find(LongPredicate ofModule, Finding finding);
  }

  /** Takes what is found. */
  @FunctionalInterface
  public interface Finding {
    /**
     * @param what the kind of object: {@code timer}
     * @param address of the object, or 0
     * @param function that the kernel would call
     */
    void found(String what, long address, long function);
  }

  private final SymbolNames symbols;
  private final CheckReports reports;
  private final List<Kind> kinds = new ArrayList<>();

  public LeftBehind(SymbolNames symbols, CheckReports reports) {
    this.symbols = symbols;
    this.reports = reports;
  }

  /** Tells of those of the {@code queued} objects that the module holds or that call into it. */
  public static void findQueued(
      String what,
      Collection<Long> queued,
      LongUnaryOperator functionOf,
      LongPredicate ofModule,
      Finding finding) {
    for (long address : queued.stream().sorted().toList()) {
      long function = functionOf.applyAsLong(address);
      if (ofModule.test(address) || ofModule.test(function)) {
        finding.found(what, address, function);
      }
    }
  }

  /** Looks after {@code kind} as well. */
  public void add(Kind kind) {
    kinds.add(kind);
  }

  /** Tells of everything that calls into modules, or is in their memory. */
  public void find(LongPredicate ofModules, Finding finding) {
    kinds.forEach(kind -> kind.find(ofModules, finding));
  }

  /** Reports what the module that is about to be freed has left. */
  public void check(String module, LongPredicate ofModule) {
    for (Kind kind : kinds) {
      kind.find(
          ofModule,
          (what, address, function) ->
              reports.report(
                  String.format(
                      "BUG: module %s left a %s behind: %016x, function %s\n",
                      module,
                      what,
                      address,
                      symbols.sprintSymbol(function, SymbolNames.Form.SYMBOL))));
    }
  }
}
