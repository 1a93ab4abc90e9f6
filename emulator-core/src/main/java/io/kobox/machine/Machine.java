package io.kobox.machine;

import io.kobox.unicorn.MachineInstructions;
import io.kobox.unicorn.MemoryBus;
import io.kobox.unicorn.Register;
import io.kobox.unicorn.Unicorn;
import io.kobox.unicorn.UnicornException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One emulated computer: RAM with the direct map in place, a CPU switched to 64-bit paging, and
 * nothing running yet. To run something, map code and a stack, set RSP, and use {@link #calls}.
 */
public final class Machine implements AutoCloseable {
  private final PhysicalMemory physicalMemory;
  private final FrameAllocator frames;
  private final PageTables tables;
  private final VirtualMemory memory;
  private final TrapTable traps;
  private final Cpu cpu;
  private final GuestCalls calls;
  private final Unicorn unicorn;
  private @Nullable UserMode user;
  private final @Nullable Watchdog watchdog;

  private Machine(Builder builder) {
    physicalMemory = new PhysicalMemory(builder.ramSize);
    frames = new FrameAllocator(physicalMemory);
    unicorn = Cpu.open();
    Wiring wiring = new Wiring(unicorn);
    ProgramPorts ports = new ProgramPorts(unicorn, builder.instructions, wiring::read);
    unicorn.hookInstructions(ports);
    unicorn.stopAtSystemCalls();
    unicorn.mapMemory(0, physicalMemory.ram());
    unicorn.addSafepoints(); // one hook for all: then libunicorn has no list to walk through
    unicorn.mapBus(physicalMemory.size(), PageTables.BUS_END - physicalMemory.size(), builder.bus);
    tables = new PageTables(physicalMemory, frames, wiring);
    memory = new VirtualMemory(physicalMemory, tables, wiring, builder.bus);
    wiring.memory = memory;
    wiring.intercepted = new InterceptedCode(unicorn, physicalMemory, tables, builder.pauses);
    traps = new TrapTable(unicorn, frames, tables, memory);
    cpu = new Cpu(unicorn, tables, memory, traps, ports, builder.smap);
    wiring.paging = true;
    calls = new GuestCalls(unicorn, cpu, memory, tables, builder.faults);
    watchdog = builder.limit == null ? null : new Watchdog(cpu, builder.limit);
  }

  /**
   * Loads libunicorn and links its functions in the background: some 100 ms in a cold JVM. A
   * program that does other things before its first machine calls this first.
   */
  public static void prepare() {
    Thread.ofPlatform().daemon().name("kobox libunicorn").start(Machine::warmUp);
  }

  /** Failures are left to the first real machine, which reports them to its user. */
  private static void warmUp() {
    try {
      builder().ramSize(AddressLayout.LARGE_PAGE_SIZE).build().close();
    } catch (UnicornException e) {
      return;
    }
  }

  /** A builder with 256 MB of RAM, SMEP and SMAP on, and no watchdog. */
  public static Builder builder() {
    return new Builder();
  }

  public PhysicalMemory physicalMemory() {
    return physicalMemory;
  }

  public FrameAllocator frames() {
    return frames;
  }

  public PageTables tables() {
    return tables;
  }

  public VirtualMemory memory() {
    return memory;
  }

  public TrapTable traps() {
    return traps;
  }

  public Cpu cpu() {
    return cpu;
  }

  public GuestCalls calls() {
    return calls;
  }

  /** For programs in ring 3; made when the first one needs it. */
  public UserMode userMode() {
    if (user == null) {
      user = new UserMode(unicorn, cpu);
    }
    return user;
  }

  /** What the memory and the CPU hold now. */
  public MachineImage image() {
    return new MachineImage(physicalMemory, frames, tables, cpu);
  }

  @Override
  public void close() {
    if (watchdog != null) {
      watchdog.close();
    }
    calls.close();
    if (user != null) {
      user.close();
    }
    cpu.close();
    physicalMemory.close();
  }

  /** Keeps the CPU's and Java's caches in step with the page tables and the code. */
  private static final class Wiring implements PageTables.Observer, VirtualMemory.CodeObserver {
    private static final long CR4_SMEP = 1 << 20;

    private final Unicorn unicorn;
    private @Nullable VirtualMemory memory;
    private @Nullable InterceptedCode intercepted;

    /** Before paging is on there is nothing cached. */
    private boolean paging;

    private Wiring(Unicorn unicorn) {
      this.unicorn = unicorn;
    }

    /** Reads up to the first byte that is not mapped. */
    private int read(long address, byte[] target) {
      VirtualMemory mapped = memory;
      int done = 0;
      try {
        while (mapped != null && done < target.length) {
          target[done] = mapped.getByte(address + done);
          done++;
        }
      } catch (PageFaultException e) {
        return done;
      }
      return done;
    }

    @Override
    public void translationsChanged() {
      if (memory != null) {
        memory.flush();
      }
      if (paging) {
        unicorn.flushTlb();
      }
    }

    @Override
    public void codeMapped(long virtual, boolean again) {
      if (again) {
        codeWritten(virtual, AddressLayout.PAGE_SIZE);
      } else if (intercepted != null) {
        intercepted.find(virtual, AddressLayout.PAGE_SIZE);
      }
    }

    @Override
    public void codeForgotten(long virtual) {
      unicorn.removeCache(virtual, virtual + AddressLayout.PAGE_SIZE);
    }

    @Override
    public void codeWritten(long virtual, long length) {
      if (intercepted != null) {
        intercepted.find(virtual, length);
      }
      if (paging && virtual < 0) {
        unicorn.removeCache(virtual, virtual + length);
      } else if (paging) {
        removeUserCache(virtual, length);
      }
    }

    /** libunicorn looks at the code with the rights of the kernel, which SMEP would refuse. */
    private void removeUserCache(long virtual, long length) {
      long control = unicorn.read(Register.CR4);
      unicorn.write(Register.CR4, control & ~CR4_SMEP);
      unicorn.removeCache(virtual, virtual + length);
      unicorn.write(Register.CR4, control);
    }
  }

  /** A time-stamp counter that shows nothing of the host, yet lets delay loops end. */
  private static final class CountedTime implements MachineInstructions {
    private static final long STEP = 1000;
    private long timeStamp;

    @Override
    public long rdtsc() {
      timeStamp += STEP;
      return timeStamp;
    }
  }

  /** Nothing but memory: all bits are read as ones, and what is written is lost. */
  private static final class EmptyBus implements MemoryBus {
    @Override
    public long read(long address, int size) {
      return -1;
    }

    @Override
    public void write(long address, int size, long value) {}
  }

  /** What a machine is made of. */
  public static final class Builder {
    private static final long DEFAULT_RAM_SIZE = 256L << 20;

    private long ramSize = DEFAULT_RAM_SIZE;
    private boolean smap = true;
    private boolean pauses;
    private @Nullable Duration limit;
    private MachineInstructions instructions = new CountedTime();
    private MemoryBus bus = new EmptyBus();
    private FaultHandler faults =
        (stop, cpu) -> {
          throw new IllegalStateException("unhandled: " + stop);
        };

    private Builder() {}

    /** RAM in bytes, a multiple of 2 MB; the host commits it as it is touched. */
    public Builder ramSize(long bytes) {
      ramSize = bytes;
      return this;
    }

    /** Whether the kernel faults on user pages (SMEP, and SMAP outside of stac/clac). */
    public Builder smap(boolean on) {
      smap = on;
      return this;
    }

    /** What rdtsc, in and out do; by default time advances a fixed step at each look at it. */
    public Builder instructions(MachineInstructions instructions) {
      this.instructions = instructions;
      return this;
    }

    /** What answers at physical addresses beyond the memory; by default nothing does. */
    public Builder bus(MemoryBus bus) {
      this.bus = bus;
      return this;
    }

    /** Has {@link MachineInstructions#pause} called for each pause: for code with few of them. */
    public Builder watchPauses() {
      pauses = true;
      return this;
    }

    /** Who decides about faults; without one, any fault ends the call with an exception. */
    public Builder faultHandler(FaultHandler handler) {
      faults = handler;
      return this;
    }

    /** Interrupts the CPU when it ran this long without a stop. */
    public Builder watchdog(Duration limit) {
      this.limit = limit;
      return this;
    }

    public Machine build() {
      return new Machine(this);
    }
  }
}
