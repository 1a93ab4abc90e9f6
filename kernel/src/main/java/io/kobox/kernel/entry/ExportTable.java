package io.kobox.kernel.entry;

import io.kobox.btf.Btf;
import io.kobox.export.Level;
import io.kobox.export.ServedExports;
import io.kobox.kernel.check.CheckReports;
import io.kobox.kernel.kallsyms.KernelSymbols;
import io.kobox.kernel.module.KernelExports;
import io.kobox.kernel.printk.KernelLog;
import io.kobox.machine.AddressLayout;
import io.kobox.machine.Machine;
import io.kobox.machine.Protection;
import io.kobox.mm.PerCpu;
import io.kobox.profile.KernelProfile;
import io.kobox.symbols.KernelSymbol;
import io.kobox.symbols.Resolution;
import io.kobox.symbols.SymbolTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The simulated kernel's exports, each at the address that it has in the real kernel: functions as
 * traps, variables in memory, per-CPU variables in the per-CPU area.
 */
public final class ExportTable implements KernelExports {
  private static final byte HLT = (byte) 0xf4;

  private final Machine machine;
  private final KernelProfile profile;
  private final PerCpu perCpu;
  private final ExportTraps traps;
  private final KernelSymbols symbols;
  private final boolean lenient;
  private final KernelLog log;
  private final CheckReports reports;
  private final Map<String, KernelSymbol> placed = new HashMap<>();
  private final TreeMap<String, ServedExport> served = new TreeMap<>();

  public ExportTable(
      Machine machine,
      KernelProfile profile,
      PerCpu perCpu,
      ExportTraps traps,
      KernelSymbols symbols,
      KernelLog log,
      CheckReports reports,
      boolean lenient) {
    this.machine = machine;
    this.profile = profile;
    this.perCpu = perCpu;
    this.traps = traps;
    this.symbols = symbols;
    this.log = log;
    this.reports = reports;
    this.lenient = lenient;
  }

  /** Places what {@code tables} declare: all functions first, since variables may point to them. */
  public void place(List<ServedExports> tables) {
    GuestCodeExports.all().forEach(this::placeCode);
    for (ServedExports exports : tables) {
      exports.functions().forEach(each -> list(each.name(), each.level(), each.note()));
      exports.variables().forEach(each -> list(each.name(), each.level(), each.note()));
    }
    SymbolTable table = SymbolTable.simulated(profile.exports(), tables);
    List<Resolution.ServedVariable> variables = new ArrayList<>();
    for (Resolution served : table.served()) {
      if (served instanceof Resolution.ServedFunction function) {
        placeFunction(function);
      } else if (served instanceof Resolution.ServedVariable variable) {
        variables.add(variable);
        placeVariable(variable);
      }
    }
    for (Resolution.ServedVariable variable : variables) {
      KernelSymbol symbol = placed.get(variable.symbol().name());
      if (symbol != null) {
        long address =
            variable.declaration().perCpu() ? perCpu.address(symbol.address()) : symbol.address();
        variable.exports().initialise(variable.index(), address);
      }
    }
  }

  private void placeCode(String name, byte[] code) {
    KernelSymbol symbol = profile.exports().find(name);
    if (symbol != null && symbol.address() != 0) {
      mapCode(symbol.address());
      mapCode(symbol.address() + code.length - 1);
      machine.memory().writeProtected(symbol.address(), code);
      placed.put(name, symbol);
      symbols.add(symbol.address(), name);
      list(name, Level.FULL, "");
    }
  }

  private void mapCode(long address) {
    long page = AddressLayout.pageOf(address);
    if (!machine.tables().isMapped(page)) {
      long frame = machine.frames().allocate();
      machine.memory().fill(AddressLayout.DIRECT_MAP + frame, AddressLayout.PAGE_SIZE, HLT);
      machine.tables().map(page, frame, AddressLayout.PAGE_SIZE, Protection.READ_EXECUTE);
    }
  }

  private void placeFunction(Resolution.ServedFunction function) {
    KernelSymbol symbol = function.symbol();
    long address = symbol.address();
    if (address != 0) {
      traps.set(address, function.exports(), function.index());
    } else {
      address = traps.add(function.exports(), function.index());
    }
    placed.put(symbol.name(), symbol.at(address));
    symbols.add(address, symbol.name());
  }

  private void placeVariable(Resolution.ServedVariable variable) {
    KernelSymbol symbol = variable.symbol();
    boolean nowhere = symbol.address() == 0 && !variable.declaration().perCpu();
    if (nowhere || profile.exports().find(symbol.name()) == null) {
      return; // not this kernel's: there a module exports it, or it has another name
    }
    if (variable.declaration().perCpu()) {
      placed.put(symbol.name(), symbol);
      return;
    }
    Btf types = profile.types();
    long size = types.sizeOf(variable.declaration().type()) * variable.declaration().count();
    long last = AddressLayout.pageOf(symbol.address() + size - 1);
    for (long page = AddressLayout.pageOf(symbol.address());
        page <= last;
        page += AddressLayout.PAGE_SIZE) {
      if (!machine.tables().isMapped(page)) {
        long frame = machine.frames().allocate();
        machine.tables().map(page, frame, AddressLayout.PAGE_SIZE, Protection.READ_WRITE);
      }
    }
    placed.put(symbol.name(), symbol);
  }

  /** The address of a served function or variable; it must be one. */
  @Override
  public long addressOf(String name) {
    KernelSymbol symbol = placed.get(name);
    if (symbol == null) {
      throw new IllegalArgumentException("nothing serves " + name);
    }
    return symbol.address();
  }

  /** Only what the real kernel exports is found, whatever else is served. */
  @Override
  public @Nullable KernelSymbol find(String name, boolean gplOk) {
    KernelSymbol symbol = placed.get(name);
    if (symbol == null || profile.exports().find(name) == null) {
      return null;
    }
    return gplOk || !symbol.gplOnly() ? symbol : null;
  }

  /** The kernel has it, but not the simulated one: the image kernel would. */
  @Override
  public void reportMissing(String name) {
    if (!placed.containsKey(name) && profile.exports().find(name) != null) {
      reports.report(name + " needs --kernel (see kobox kernel install)");
    }
  }

  /** All exports of the real kernel that are served, by name. */
  public List<ServedExport> served() {
    return List.copyOf(served.values());
  }

  private void list(String name, Level level, String note) {
    if (profile.exports().find(name) != null) {
      served.put(name, new ServedExport(name, level, note));
    }
  }

  @Override
  public boolean isExported(String name) {
    return profile.exports().find(name) != null;
  }

  @Override
  public long lenient(String name, String module) {
    if (!lenient) {
      return 0;
    }
    return machine
        .traps()
        .add(
            (cpu, address) -> {
              log.err("kobox: " + module + " called " + name + ", which nothing serves\n");
              throw new UnservedCallException(name, module);
            });
  }
}
