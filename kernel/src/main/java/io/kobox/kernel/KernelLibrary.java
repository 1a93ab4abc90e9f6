package io.kobox.kernel;

import io.kobox.drivers.base.SoftwareNodes;
import io.kobox.drivers.base.SwnodeExports;
import io.kobox.drivers.base.SwnodeExportsTable;
import io.kobox.drivers.random.RandomExports;
import io.kobox.drivers.random.RandomExportsTable;
import io.kobox.export.ServedExports;
import io.kobox.fs.NameHashExports;
import io.kobox.fs.NameHashExportsTable;
import io.kobox.fs.nls.NlsExports;
import io.kobox.fs.nls.NlsExportsTable;
import io.kobox.fs.sysfs.SysfsExports;
import io.kobox.fs.sysfs.SysfsExportsTable;
import io.kobox.kernel.cred.CredExports;
import io.kobox.kernel.cred.CredExportsTable;
import io.kobox.kernel.cred.UserNamespaceExports;
import io.kobox.kernel.cred.UserNamespaceExportsTable;
import io.kobox.kernel.cred.UtsNamespaceExports;
import io.kobox.kernel.cred.UtsNamespaceExportsTable;
import io.kobox.kernel.entry.Guest;
import io.kobox.kernel.panic.Panic;
import io.kobox.kernel.panic.PanicExports;
import io.kobox.kernel.panic.PanicExportsTable;
import io.kobox.kernel.panic.Taints;
import io.kobox.kernel.params.ArrayFunctions;
import io.kobox.kernel.params.ArrayFunctionsTable;
import io.kobox.kernel.params.ParamExports;
import io.kobox.kernel.params.ParamExportsTable;
import io.kobox.kernel.printk.DevPrintkExports;
import io.kobox.kernel.printk.DevPrintkExportsTable;
import io.kobox.kernel.printk.DeviceNames;
import io.kobox.kernel.printk.DynamicDebugExports;
import io.kobox.kernel.printk.DynamicDebugExportsTable;
import io.kobox.kernel.printk.Printk;
import io.kobox.kernel.printk.PrintkExports;
import io.kobox.kernel.printk.PrintkExportsTable;
import io.kobox.lib.BitmapExports;
import io.kobox.lib.BitmapExportsTable;
import io.kobox.lib.CmdlineExports;
import io.kobox.lib.CmdlineExportsTable;
import io.kobox.lib.CrcExports;
import io.kobox.lib.CrcExportsTable;
import io.kobox.lib.CtypeExports;
import io.kobox.lib.CtypeExportsTable;
import io.kobox.lib.FindBitExports;
import io.kobox.lib.FindBitExportsTable;
import io.kobox.lib.FormatContext;
import io.kobox.lib.HexdumpExports;
import io.kobox.lib.HexdumpExportsTable;
import io.kobox.lib.KernelWarning;
import io.kobox.lib.Kmalloc;
import io.kobox.lib.KstrtoxExports;
import io.kobox.lib.KstrtoxExportsTable;
import io.kobox.lib.MathExports;
import io.kobox.lib.MathExportsTable;
import io.kobox.lib.MemcatPExports;
import io.kobox.lib.MemcatPExportsTable;
import io.kobox.lib.ParserExports;
import io.kobox.lib.ParserExportsTable;
import io.kobox.lib.Random32Exports;
import io.kobox.lib.Random32ExportsTable;
import io.kobox.lib.RatelimitExports;
import io.kobox.lib.RatelimitExportsTable;
import io.kobox.lib.RationalExports;
import io.kobox.lib.RationalExportsTable;
import io.kobox.lib.SipHash;
import io.kobox.lib.SiphashExports;
import io.kobox.lib.SiphashExportsTable;
import io.kobox.lib.SortExports;
import io.kobox.lib.SortExportsTable;
import io.kobox.lib.SscanfExports;
import io.kobox.lib.SscanfExportsTable;
import io.kobox.lib.StringExports;
import io.kobox.lib.StringExportsTable;
import io.kobox.lib.StringHelpersExports;
import io.kobox.lib.StringHelpersExportsTable;
import io.kobox.lib.StructLayouts;
import io.kobox.lib.SymbolNames;
import io.kobox.lib.UbsanExports;
import io.kobox.lib.UbsanExportsTable;
import io.kobox.lib.UuidExports;
import io.kobox.lib.UuidExportsTable;
import io.kobox.lib.Vsprintf;
import io.kobox.lib.VsprintfExports;
import io.kobox.lib.VsprintfExportsTable;
import io.kobox.machine.GuestMemory;
import io.kobox.profile.FlagTables;
import io.kobox.syscalls.Utsname;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** All that the simulated kernel serves to modules, put together. */
final class KernelLibrary {
  private final KernelFloor floor;
  private final Printk printk;
  private final SymbolNames symbols;
  private final Panic panic;
  private final Taints taints;
  private final SeededRandom random;
  private final Utsname utsname;
  private final Runnable dumpStack;
  private final StructLayouts layouts;
  private final SipHash pointerKey;
  private final KernelWarning warning;
  private final SoftwareNodes softwareNodes;
  private final Vsprintf vsprintf;

  KernelLibrary(
      KernelFloor floor,
      Printk printk,
      SymbolNames symbols,
      Panic panic,
      Taints taints,
      SeededRandom random,
      Utsname utsname,
      Runnable dumpStack,
      SipHash pointerKey,
      Supplier<@Nullable FlagTables> flags) {
    this.floor = floor;
    this.printk = printk;
    this.symbols = symbols;
    this.panic = panic;
    this.taints = taints;
    this.random = random;
    this.utsname = utsname;
    this.dumpStack = dumpStack;
    layouts = new BtfLayouts(floor.structs());
    this.pointerKey = pointerKey;
    warning = new WarnOnce(panic, printk);
    softwareNodes =
        new SoftwareNodes(
            floor.machine().memory(), floor.structs(), floor.slab()::kmalloc, floor.slab()::kfree);
    vsprintf =
        new Vsprintf(
            floor.machine().memory(),
            new FormatContext(
                layouts,
                symbols,
                floor.guestCode(),
                softwareNodes,
                warning,
                pointerKey,
                () -> 0,
                flags));
  }

  /** What subsystems with objects in guest memory work with. */
  Guest guest(ToLongFunction<String> addressOf) {
    return new Guest(
        floor.machine().memory(),
        floor.structs(),
        floor.guestCode(),
        floor.slab(),
        vsprintf,
        printk::printk,
        warning,
        dumpStack,
        addressOf);
  }

  Vsprintf vsprintf() {
    return vsprintf;
  }

  /** WARN_ONCE of the kernel's own code. */
  KernelWarning warning() {
    return warning;
  }

  /**
   * The tables of all classes with exports.
   *
   * @param addressOf where a served function was put
   */
  List<ServedExports> tables(ToLongFunction<String> addressOf) {
    GuestMemory memory = floor.machine().memory();
    LongSupplier jiffies = floor.jiffies()::get;
    Kmalloc kmalloc = floor.slab()::kmalloc;
    DeviceNames deviceNames = new DeviceNames(memory, layouts);
    KstrtoxExports kstrtox = new KstrtoxExports(memory);
    StringExports strings = new StringExports(memory);
    ParamExports params =
        new ParamExports(
            memory, floor.structs(), kstrtox, floor.slab(), floor.guestCode(), printk, addressOf);
    return List.of(
        new CredExportsTable(
            new CredExports(
                memory,
                floor.structs(),
                floor.slab(),
                () -> floor.scheduler().current().struct().address())),
        new UserNamespaceExportsTable(new UserNamespaceExports(memory, floor.structs())),
        new UtsNamespaceExportsTable(new UtsNamespaceExports(floor.structs(), utsname)),
        new PrintkExportsTable(new PrintkExports(printk, vsprintf, memory, layouts, jiffies)),
        new DevPrintkExportsTable(new DevPrintkExports(printk, vsprintf, memory, deviceNames)),
        new DynamicDebugExportsTable(
            new DynamicDebugExports(
                printk,
                vsprintf,
                memory,
                layouts,
                deviceNames,
                () -> floor.scheduler().current().pid())),
        new PanicExportsTable(
            new PanicExports(panic, printk, vsprintf, symbols, dumpStack, taints)),
        new KstrtoxExportsTable(kstrtox),
        new StringExportsTable(strings),
        new StringHelpersExportsTable(new StringHelpersExports(memory, strings)),
        new SortExportsTable(new SortExports(memory, layouts, floor.guestCode())),
        new SscanfExportsTable(new SscanfExports(memory)),
        new VsprintfExportsTable(new VsprintfExports(memory, vsprintf, kmalloc, warning)),
        new HexdumpExportsTable(new HexdumpExports(memory, printk::printk, pointerKey)),
        new RatelimitExportsTable(new RatelimitExports(memory, layouts, printk::printk, jiffies)),
        new BitmapExportsTable(new BitmapExports(memory, kmalloc, floor.slab()::kfree)),
        new FindBitExportsTable(new FindBitExports(memory)),
        new CmdlineExportsTable(new CmdlineExports(memory, new SscanfExports(memory))),
        new CrcExportsTable(new CrcExports(memory)),
        new CtypeExportsTable(new CtypeExports(memory)),
        new ParserExportsTable(new ParserExports(memory, layouts, kmalloc)),
        new MathExportsTable(new MathExports()),
        new RationalExportsTable(new RationalExports(memory)),
        new NameHashExportsTable(new NameHashExports(memory)),
        new SwnodeExportsTable(new SwnodeExports(softwareNodes)),
        new MemcatPExportsTable(new MemcatPExports(memory, kmalloc)),
        new SiphashExportsTable(new SiphashExports(memory)),
        new Random32ExportsTable(new Random32Exports(memory, layouts)),
        new SysfsExportsTable(new SysfsExports(memory, vsprintf)),
        new RandomExportsTable(new RandomExports(random, memory)),
        new UuidExportsTable(new UuidExports(memory, random::nextLong)),
        new NlsExportsTable(new NlsExports(floor.structs(), memory)),
        new UbsanExportsTable(new UbsanExports(memory, floor.structs(), printk::printk, dumpStack)),
        new ParamExportsTable(params),
        new ArrayFunctionsTable(new ArrayFunctions(params)));
  }

  /** BTF behind the interface that the library asks. */
  record BtfLayouts(io.kobox.types.Structs structs) implements StructLayouts {
    @Override
    public long offset(String struct, String field) {
      return structs.type(struct).offset(field);
    }

    @Override
    public boolean has(String struct, String field) {
      return structs.type(struct).has(field);
    }

    @Override
    public long size(String struct) {
      return structs.type(struct).size();
    }
  }

  /** WARN_ONCE of the kernel's own code. */
  private static final class WarnOnce implements KernelWarning {
    private final Panic panic;
    private final Printk printk;
    private final Set<String> sites = new HashSet<>();

    private WarnOnce(Panic panic, Printk printk) {
      this.panic = panic;
      this.printk = printk;
    }

    @Override
    public void warnOnce(String site, String text) {
      int callers = site.indexOf(" <-");
      if (sites.add(callers < 0 ? site : site.substring(0, callers))) {
        warn(site, text);
      }
    }

    @Override
    public void warn(String site, String text) {
      printk.printk(Printk.LOGLEVEL_DEFAULT, Panic.CUT_HERE);
      if (!text.isEmpty()) {
        printk.printk(text);
      }
      panic.warnAt(site);
    }
  }
}
