package io.kobox.arch.x86.entry;

import io.kobox.kernel.process.Process;
import io.kobox.kernel.signal.SigInfo;
import io.kobox.kernel.signal.Sighand;
import io.kobox.machine.Stop;
import io.kobox.machine.UserContext;
import io.kobox.unicorn.Register;
import java.util.Locale;

/**
 * Exceptions of the CPU in a program (arch/x86/mm/fault.c: do_user_addr_fault;
 * arch/x86/kernel/traps.c: do_trap).
 */
final class UserFaults {
  private static final int SIGILL = 4;
  private static final int SIGTRAP = 5;
  private static final int SIGBUS = 7;
  private static final int SIGFPE = 8;
  private static final int SIGSEGV = 11;
  private static final int INVALID_OPCODE = 6;
  private static final int PAGE_FAULT = 14;
  private static final int INFO = 6;

  private static final int SEGV_MAPERR = 1;
  private static final int SEGV_ACCERR = 2;
  private static final int BUS_ADRERR = 2;
  private static final int FPE_INTDIV = 1;
  private static final int ILL_ILLOPN = 2;
  private static final int TRAP_BRKPT = 1;

  /** X86_PF_USER. */
  private static final int USER = Stop.PageFault.USER;

  private final UserMachine machine;
  private final Process process;
  private final UserContext context;

  UserFaults(UserMachine machine, Process process, UserContext context) {
    this.machine = machine;
    this.process = process;
    this.context = context;
  }

  /** Brings a page that was touched; whether the program can go on. */
  boolean repair(Stop stop) {
    return stop instanceof Stop.PageFault fault
        && fault.address() >= 0
        && (fault.errorCode() & Stop.PageFault.PROTECTION) == 0
        && process.memory().fault(fault.address(), (fault.errorCode() & Stop.PageFault.WRITE) != 0);
  }

  /** Sends the signal that the exception is to the program. */
  void signal(Stop stop, SignalDelivery signals) {
    switch (stop) {
      case Stop.PageFault fault -> pageFault(fault, signals);
      case Stop.InvalidOpcode invalid ->
          trap(signals, "invalid opcode", INVALID_OPCODE, 0, SIGILL, ILL_ILLOPN, invalid.rip());
      case Stop.CpuException exception -> exception(exception, signals);
      default -> throw new IllegalStateException("in user mode: " + stop);
    }
  }

  private void exception(Stop.CpuException stop, SignalDelivery signals) {
    int vector = stop.vector();
    switch (vector) {
      case Stop.CpuException.DIVIDE_ERROR ->
          trap(signals, "divide error", vector, 0, SIGFPE, FPE_INTDIV, stop.rip());
      case Stop.CpuException.BREAKPOINT -> {
        say(signals, "trap int3", 0, SIGTRAP);
        send(signals, vector, 0, 0, SIGTRAP, SigInfo.KERNEL);
      }
      case Stop.CpuException.DEBUG ->
          send(signals, vector, 0, 0, SIGTRAP, SigInfo.fault(TRAP_BRKPT, stop.rip()));
      case Stop.CpuException.GENERAL_PROTECTION -> {
        say(signals, "general protection fault", stop.errorCode(), SIGSEGV);
        send(signals, vector, stop.errorCode(), 0, SIGSEGV, SigInfo.KERNEL);
      }
      case Stop.CpuException.OVERFLOW -> {
        say(signals, "trap overflow", 0, SIGSEGV);
        send(signals, vector, 0, 0, SIGSEGV, SigInfo.KERNEL);
      }
      default -> {
        say(signals, "general protection fault", stop.errorCode(), SIGSEGV);
        send(signals, vector, stop.errorCode(), 0, SIGSEGV, SigInfo.KERNEL);
      }
    }
  }

  private void trap(
      SignalDelivery signals, String text, int vector, int error, int signal, int code, long ip) {
    say(signals, "trap " + text, error, signal);
    send(signals, vector, error, 0, signal, SigInfo.fault(code, ip));
  }

  private boolean unhandled(int signal) {
    Sighand handlers = process.sighand();
    return handlers == null || !handlers.catches(signal);
  }

  /** show_signal. */
  private void say(SignalDelivery signals, String text, int error, int signal) {
    if (unhandled(signal) && machine.ratelimit().test("show_signal")) {
      print(
          "traps: %s[%d] %s ip:%x sp:%x error:%x%s\n",
          process.task().comm(),
          process.pid(),
          text,
          context.read(Register.RIP),
          context.read(Register.RSP),
          error,
          signals.where(context.read(Register.RIP)));
    }
  }

  private void print(String format, Object... arguments) {
    machine.printk().printk(INFO, String.format(Locale.ROOT, format, arguments));
  }

  private void pageFault(Stop.PageFault fault, SignalDelivery signals) {
    long address = fault.address();
    boolean write = (fault.errorCode() & Stop.PageFault.WRITE) != 0;
    boolean fetch = (fault.errorCode() & Stop.PageFault.FETCH) != 0;
    boolean contained = process.memory().contains(address);
    int error = fault.errorCode() | USER;
    if (contained && process.memory().allows(address, write, fetch)) {
      send(signals, PAGE_FAULT, error, address, SIGBUS, SigInfo.fault(BUS_ADRERR, address));
      return;
    }
    if (unhandled(SIGSEGV) && machine.ratelimit().test("show_signal_msg")) {
      print(
          "%s[%d]: segfault at %x ip %016x sp %016x error %x%s likely on CPU 0 (core 0, socket 0)\n",
          process.task().comm(),
          process.pid(),
          address,
          context.read(Register.RIP),
          context.read(Register.RSP),
          error,
          signals.where(context.read(Register.RIP)));
      print("%s\n", signals.code(context.read(Register.RIP)));
    }
    int code = contained ? SEGV_ACCERR : SEGV_MAPERR;
    send(signals, PAGE_FAULT, error, address, SIGSEGV, SigInfo.fault(code, address));
  }

  private void send(
      SignalDelivery signals, int vector, int error, long cr2, int signal, SigInfo info) {
    signals.exception(vector, error, cr2);
    UserProgram.force(process, machine, signal, info);
  }
}
