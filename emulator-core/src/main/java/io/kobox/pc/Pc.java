package io.kobox.pc;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.kobox.debug.DebuggedCpu;
import io.kobox.debug.Debugger;
import io.kobox.device.Board;
import io.kobox.machine.AddressLayout;
import io.kobox.machine.BusyLoop;
import io.kobox.machine.GuestMemory;
import io.kobox.unicorn.BlockWatcher;
import io.kobox.unicorn.MachineInstructions;
import io.kobox.unicorn.Register;
import io.kobox.unicorn.Registers;
import io.kobox.unicorn.Unicorn;
import io.kobox.unicorn.UnicornException;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A plain PC with one CPU. Its program runs by {@link #run} until something happens that the owner
 * has to deal with, a {@link Halt}; exceptions, system calls, interrupts and time are the PC's own
 * matter.
 */
public final class Pc implements AutoCloseable, Stateful, Registers {
  /** The emulator's CPU that can do all that {@link Cpuid} promises: AMD's EPYC. */
  private static final int EPYC = 35;

  private static final int MSR_EFER = 0xc0000080;
  private static final int MSR_GS_BASE = 0xc0000101;
  private static final int MSR_KERNEL_GS_BASE = 0xc0000102;
  private static final int MSR_TSC_AUX = 0xc0000103;
  private static final long EFER_LONG_MODE_NO_EXECUTE = 0x900;
  private static final long CR0_PROTECTED_PAGING = 0x80010033L;
  private static final long CR4_PAE_SSE = 0x620;
  private static final int HLT = 0xf4;

  /** The privilege level of programs, in the code segment's selector. */
  private static final int USER = 3;

  /** How far the clock moves at least at each look at it, in ns. */
  private static final long LOOK = 20;

  /** Up to 63 ns more at a look: the highest bits of a product that mixes all bits of the time. */
  private static final int JITTER_SHIFT = 58;

  private static final long JITTER_FACTOR = 0x9e3779b97f4a7c15L;

  /** How far it moves at each turn of a loop that waits. */
  private static final long PAUSE = 1_000;

  /** How far at each system call, so that a loop of them takes time. */
  private static final long SYSTEM_CALL = 1_000;

  private static final long PAGE_SIZE = 4096;

  /** The physical addresses that the CPU can have on its bus, 40 bits. */
  private static final long BUS = 1L << 40;

  private static final long MILLISECOND = 1_000_000;
  private static final int MOST_SPURIOUS_STOPS = 1000;

  /** Why the program stopped. */
  public enum Halt {
    /** A HLT in user mode, which is how a program there asks for its owner. */
    USER_TRAP("a program stopped"),
    /** The CPU waits for an interrupt, and no device will ever raise one. */
    IDLE("nothing is left that could wake it"),
    /** The CPU waits with interrupts off: it will not go on. */
    DEAD("the CPU halted"),
    /** It asked for a reset. */
    RESET("it was reset"),
    /** The program ran on without giving the PC any chance; it cannot be continued. */
    HUNG("the kernel is in an endless loop"),
    /** An exception could not be delivered. */
    TRIPLE_FAULT("triple fault");

    private final String text;

    Halt(String text) {
      this.text = text;
    }

    /** For users. */
    public String text() {
      return text;
    }
  }

  private final MemorySegment ram;
  private final Unicorn unicorn;
  private final IdentityMap identityMap;
  private final GuestPages pages;
  private final GuestMemory memory;
  private final Processor processor;
  private final PortGuard portGuard;
  private final VirtualClock clock = new VirtualClock();
  private final IoPorts ports = new IoPorts();
  private final InterruptController interrupts = new InterruptController();
  private final LocalApic apic = new LocalApic(interrupts);
  private final long tscKilohertz;
  private final BusyWatch watch;
  private final List<Stateful> parts;
  private final PcBoard devices;
  private final FunctionTraps traps = new FunctionTraps(this);
  private final CallSites callSites = new CallSites(this);
  private @Nullable Debugger debugger;
  private final BusyLoop loop = new BusyLoop(TRANSLATING);
  private boolean busy;
  private boolean reset;

  /** So often may code that is translated for the first time be interrupted at no cost. */
  private static final int TRANSLATING = 2;

  /** What a busy loop may last: two reports of a soft lockup, after 22 seconds each, and more. */
  private static final long HANGING = 50_000_000_000L;

  /** Takes the bytes sent to the two serial ports. */
  public record Wiring(
      long tscKilohertz, long bootSeconds, IntConsumer serial0, IntConsumer serial1) {}

  /**
   * A PC just switched on, the CPU in 64-bit mode with {@code pageTable}.
   *
   * @param ram its memory, as zeros or as it was when the PC's state was saved
   */
  public Pc(Wiring wiring, MemorySegment ram, long pageTable) {
    this.ram = ram;
    tscKilohertz = wiring.tscKilohertz();
    unicorn = Unicorn.open(EPYC);
    unicorn.ignoreUntil();
    unicorn.hookInstructions(new Instructions());
    unicorn.stopAtSystemCalls();
    unicorn.answerCpuid();
    unicorn.countTranslations();
    unicorn.addSafepoints(AddressLayout.MODULES, AddressLayout.MODULES_END - 1);
    unicorn.addSafepoints(0, AddressLayout.USER_END - 1);
    unicorn.mapMemory(0, ram);
    identityMap = new IdentityMap(ram.byteSize(), BUS - IdentityMap.SIZE);
    unicorn.mapMemory(BUS - IdentityMap.SIZE, identityMap.memory());
    pages = new GuestPages(ram);
    memory = new PagedMemory(pages);
    pages.setRoot(pageTable);
    unicorn.writeMsr(MSR_EFER, unicorn.readMsr(MSR_EFER) | EFER_LONG_MODE_NO_EXECUTE);
    unicorn.write(Register.CR3, pageTable);
    unicorn.write(Register.CR4, CR4_PAE_SSE);
    unicorn.write(Register.CR0, CR0_PROTECTED_PAGING);
    processor = new Processor(unicorn, pages);
    portGuard = new PortGuard(unicorn, processor, pages, identityMap.emptyTables());
    watch = new BusyWatch(unicorn);
    IntervalTimer timer = new IntervalTimer(clock, interrupts);
    RealTimeClock realTimeClock = new RealTimeClock(clock, wiring.bootSeconds());
    SerialPort serial0 = new SerialPort(interrupts, 4, wiring.serial0());
    SerialPort serial1 = new SerialPort(interrupts, 3, wiring.serial1());
    PowerManagement power = new PowerManagement(clock);
    PciBus pci = new PciBus(apic);
    KeyboardController keyboard = new KeyboardController(interrupts, () -> reset = true);
    devices =
        new PcBoard(ram, clock, interrupts, apic, ports, pci, keyboard, unicorn::stopAtSafepoint);
    pci.connect(devices::line);
    unicorn.mapBus(ram.byteSize(), BUS - IdentityMap.SIZE - ram.byteSize(), devices);
    parts =
        List.of(
            clock,
            interrupts,
            apic,
            timer,
            realTimeClock,
            serial0,
            serial1,
            power,
            pci,
            keyboard,
            processor);
    ports.connect(InterruptController.MASTER, InterruptController.MASTER + 1, interrupts);
    ports.connect(InterruptController.SLAVE, InterruptController.SLAVE + 1, interrupts);
    ports.connect(InterruptController.EDGE_LEVEL, InterruptController.EDGE_LEVEL + 1, interrupts);
    ports.connect(IntervalTimer.FIRST, IntervalTimer.LAST, timer);
    ports.connect(IntervalTimer.GATE, IntervalTimer.GATE, timer);
    ports.connect(RealTimeClock.FIRST, RealTimeClock.LAST, realTimeClock);
    ports.connect(KeyboardController.DATA, KeyboardController.DATA, keyboard);
    ports.connect(KeyboardController.COMMAND, KeyboardController.COMMAND, keyboard);
    ports.connect(PowerManagement.EVENTS, PowerManagement.LAST, power);
    ports.connect(0x3f8, 0x3ff, serial0);
    ports.connect(0x2f8, 0x2ff, serial1);
    ports.connect(PciBus.FIRST, PciBus.LAST, pci);
    EmptyIdeChannel ide = new EmptyIdeChannel();
    ports.connect(0x1f0, 0x1f7, ide);
    ports.connect(0x3f6, 0x3f6, ide);
    ports.connect(0x170, 0x177, ide);
    ports.connect(0x376, 0x376, ide);
  }

  public MemorySegment ram() {
    return ram;
  }

  public GuestPages pages() {
    return pages;
  }

  public VirtualClock clock() {
    return clock;
  }

  public IoPorts ports() {
    return ports;
  }

  /** What is plugged into the PC. */
  public Board board() {
    return devices.board();
  }

  public InterruptController interrupts() {
    return interrupts;
  }

  @Override
  public long read(Register register) {
    return unicorn.read(register);
  }

  @Override
  public void write(Register register, long value) {
    unicorn.write(register, value);
  }

  /** Where the kernel's per-CPU data is, in user mode and in the kernel's C code. */
  public long perCpuBase() {
    return unicorn.readMsr(inUserMode() ? MSR_KERNEL_GS_BASE : MSR_GS_BASE);
  }

  private boolean inUserMode() {
    return (unicorn.read(Register.CS) & USER) == USER;
  }

  /** The memory by its virtual addresses. */
  public GuestMemory memory() {
    return memory;
  }

  /** Prepares code that is to run on this PC; whether some instructions had to be changed. */
  public static boolean prepareCode(byte[] code) {
    return CodePatches.apply(code) > 0;
  }

  /** Runs from RIP on. */
  public Halt run() {
    int spurious = 0;
    while (true) {
      if (clock.due() <= clock.now()) {
        clock.expire();
      }
      if (apic.pending() && processor.interruptible()) {
        int vector = apic.acknowledge();
        if (vector != LocalApic.NONE && !processor.interrupt(vector)) {
          return Halt.TRIPLE_FAULT;
        }
      }
      unicorn.trimCache();
      long rip = unicorn.read(Register.RIP);
      int error = debugger == null ? start(rip) : debugger.start(rip);
      clock.advance(watch.takeTicked());
      if (portGuard.take()) {
        if (!processor.deliverException(Processor.GENERAL_PROTECTION)) {
          return Halt.TRIPLE_FAULT;
        }
        continue;
      }
      switch (error) {
        case Unicorn.OK -> {
          if (unicorn.takeSystemCall()) {
            clock.advance(SYSTEM_CALL);
            processor.systemCall();
            devices.accessed(); // in the kernel interrupts are off; the program can take them
            spurious = 0;
            continue;
          }
          if (busy) {
            return Halt.HUNG;
          }
          boolean forDevice = devices.takeStop();
          long stopped = unicorn.read(Register.RIP);
          if (unicorn.takeSafepoint(stopped)) {
            if (!forDevice) {
              clock.advance(loop.pass(Register.GENERAL.stream().map(unicorn::read).toList()));
            }
            if (loop.passed() > HANGING) {
              return Halt.HUNG;
            }
            spurious = 0;
            continue;
          }
          pages.setRoot(unicorn.read(Register.CR3));
          if (stopped != rip && pages.getByte(stopped - 1) == HLT) {
            Halt halt = idle();
            if (halt != null) {
              return halt;
            }
            spurious = 0;
          } else if (stopped != rip) {
            spurious = 0;
          } else if (++spurious > MOST_SPURIOUS_STOPS) {
            throw new UnicornException("the CPU does not go on at " + Long.toHexString(stopped));
          }
        }
        case Unicorn.INVALID_INSTRUCTION -> {
          if (!processor.invalidOpcode()) {
            return Halt.TRIPLE_FAULT;
          }
        }
        case Unicorn.EXCEPTION -> {
          int vector = processor.takeException();
          if (reset) {
            return Halt.RESET;
          }
          if (vector == FunctionTraps.ENTRY_VECTOR) {
            traps.enter();
            continue;
          }
          if (vector == FunctionTraps.RETURN_VECTOR) {
            traps.leave();
            continue;
          }
          if ((vector == CallSites.CALL_VECTOR && callSites.call())
              || (vector == CallSites.RETURN_VECTOR && callSites.returned())) {
            continue;
          }
          if (vector == CodePatches.RDTSC_VECTOR) {
            readTimeStamp();
            continue;
          }
          if (vector == CodePatches.PAUSE_VECTOR) {
            clock.advance(PAUSE);
            continue;
          }
          if (vector == Processor.GENERAL_PROTECTION && processor.state().privilegeLevel() == 3) {
            long at = processor.state().rip();
            if (pages.getByte(at) == HLT) {
              return Halt.USER_TRAP;
            }
            if (readTimeStamp(at)) {
              continue;
            }
          }
          if (!processor.deliverException(vector)) {
            return Halt.TRIPLE_FAULT;
          }
        }
        default ->
            throw new UnicornException(
                "emulation failed with error "
                    + error
                    + " at "
                    + Long.toHexString(unicorn.read(Register.RIP)));
      }
    }
  }

  private void readTimeStamp() {
    long counter = timeStamp();
    unicorn.write(Register.RAX, counter & 0xffffffffL);
    unicorn.write(Register.RDX, counter >>> 32);
  }

  /**
   * Carries out a program's rdtsc or rdtscp, which CR4.TSD refuses so that it does not read the
   * host's counter; false: it is another instruction.
   */
  private boolean readTimeStamp(long at) {
    if (pages.getByte(at) != CodePatches.ESCAPE) {
      return false;
    }
    int second = pages.getByte(at + 1);
    if (second == CodePatches.RDTSC) {
      unicorn.write(Register.RIP, at + 2);
    } else if (second == CodePatches.GROUP_7 && pages.getByte(at + 2) == CodePatches.RDTSCP) {
      unicorn.write(Register.RIP, at + 3);
      unicorn.write(Register.RCX, unicorn.readMsr(MSR_TSC_AUX));
    } else {
      return false;
    }
    readTimeStamp();
    return true;
  }

  private int start(long rip) {
    watch.begin();
    int error = unicorn.start(rip, 0);
    busy = watch.end();
    return error;
  }

  /** Has all runs from now on go through a debugger, which holds {@link #debugged}. */
  public void attach(Debugger newDebugger) {
    debugger = newDebugger;
  }

  /** This PC's CPU for a debugger. */
  public DebuggedCpu debugged() {
    return new PcCpu(this, unicorn, processor, this::start);
  }

  private @Nullable Halt idle() {
    loop.reset();
    if (apic.pending()) {
      return processor.interruptible() ? null : Halt.DEAD;
    }
    if (!processor.interruptible()) {
      return Halt.DEAD;
    }
    long due = clock.due();
    if (due == VirtualClock.NEVER) {
      return Halt.IDLE;
    }
    clock.advanceTo(due);
    return null;
  }

  /** Names the guest's count of ticks, for loops that wait for it with no stop. */
  public void setTicks(Ticks ticks) {
    watch.setTicks(ticks);
  }

  /** Gives the program's own kernel the {@link Halt#USER_TRAP} at which it stopped. */
  public void deliverTrap() {
    processor.deliverException(Processor.GENERAL_PROTECTION);
  }

  /**
   * Watches the calls of the guest's function at {@code address}; false if it does not begin with
   * the no-operation that compilers leave for this. To be asked for before the machine runs, or
   * while its kernel does.
   */
  public boolean trap(long address, FunctionTrap trap) {
    boolean added = traps.add(address, trap);
    if (added && !inUserMode()) {
      codeChanged(address, FunctionTraps.LENGTH);
    }
    return added;
  }

  /** Ends the call of the function that was just entered, whose code does not run then. */
  public void returnFromFunction(long result) {
    long rsp = read(Register.RSP);
    write(Register.RAX, result);
    write(Register.RIP, pages.getLong(rsp));
    write(Register.RSP, rsp + Long.BYTES);
  }

  /**
   * Watches the call or jump to a fixed place at {@code address}, which has not run yet; false if
   * it is none.
   */
  public boolean watchCall(long address, CallTrap trap) {
    return callSites.add(address, trap);
  }

  /** Forgets the watched calls in the code from {@code begin} to {@code end}, which is gone. */
  public void unwatchCalls(long begin, long end) {
    callSites.remove(begin, end);
  }

  /** See {@link Unicorn#watchBlocks}. */
  public void watchBlocks(BlockWatcher watcher, long begin, long end) {
    unicorn.watchBlocks(watcher, begin, end);
  }

  /** See {@link Unicorn#watchBlock}; of a module's code or a program's. */
  public void watchBlock(BlockWatcher watcher, long address) {
    unicorn.watchBlock(watcher, address);
  }

  /**
   * The guest's code at {@code address} is not what it was; from user mode the emulator cannot look
   * at the kernel's, so all is forgotten. Pages without the right to execute hold no code that is
   * translated, and the emulator's look at them would raise a page fault.
   */
  public void codeChanged(long address, long length) {
    if (inUserMode() && address < 0) {
      flushCode();
      return;
    }
    for (long page = address & -PAGE_SIZE; page < address + length; page += PAGE_SIZE) {
      long from = Math.max(page, address);
      if (pages.isExecutable(page)) {
        unicorn.removeCache(from, Math.min(page + PAGE_SIZE, address + length));
      }
    }
  }

  /**
   * The memory at these physical pages is not what it was: forgets what was translated of it. The
   * CPU is no longer as it was; {@link #restore} is to come.
   */
  public void forgetCode(BitSet physicalPages) {
    processor.enterKernel(identityMap.root());
    physicalPages.stream()
        .mapToLong(page -> page * PAGE_SIZE)
        .forEach(page -> unicorn.removeCache(page, page + PAGE_SIZE));
  }

  /** Forgets all translated code: the guest changed much of its own. */
  public void flushCode() {
    unicorn.flushCache();
  }

  /** Copies {@code bytes} to physical memory. */
  public void load(long physical, byte[] bytes) {
    MemorySegment.copy(bytes, 0, ram, JAVA_BYTE, physical, bytes.length);
  }

  /** Saves everything but the memory. */
  @Override
  public void save(DataOutput out) throws IOException {
    for (Stateful part : parts) {
      part.save(out);
    }
  }

  @Override
  public void restore(DataInput in) throws IOException {
    for (Stateful part : parts) {
      part.restore(in);
    }
  }

  @Override
  public void close() {
    watch.close();
    portGuard.close();
    processor.close();
    unicorn.close();
  }

  /**
   * The counter moves by a little more or less each time, as a real one does: some kernels wait
   * until it has (crypto/jitterentropy.c).
   */
  private long timeStamp() {
    clock.advance(LOOK + ((clock.now() * JITTER_FACTOR) >>> JITTER_SHIFT));
    return clock.now() / MILLISECOND * tscKilohertz
        + clock.now() % MILLISECOND * tscKilohertz / MILLISECOND;
  }

  /** The instructions that look outside the CPU. */
  private final class Instructions implements MachineInstructions {
    @Override
    public long rdtsc() {
      return timeStamp();
    }

    @Override
    public int[] cpuid(int leaf, int subleaf) {
      return Cpuid.leaf(leaf, subleaf);
    }

    @Override
    public int in(int port, int size) {
      return portGuard.refuses(port, size) ? -1 : devices.in(port, size);
    }

    @Override
    public void out(int port, int size, int value) {
      if (!portGuard.refuses(port, size)) {
        devices.out(port, size, value);
      }
    }
  }
}
