package io.kobox.arch.x86.entry;

import io.kobox.kernel.process.Process;
import io.kobox.kernel.sched.Task;
import io.kobox.kernel.sched.TaskKilledError;
import io.kobox.kernel.signal.SigInfo;
import io.kobox.kernel.signal.Sighand;
import io.kobox.machine.GuestMemory;
import io.kobox.machine.PageFaultException;
import io.kobox.machine.UserContext;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.SystemCalls;
import io.kobox.types.Struct;
import io.kobox.unicorn.Register;
import java.util.Locale;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The way of signals to a program's handlers and back (arch/x86/kernel/signal.c). The
 * floating-point registers that a handler interrupted are kept here, not in the frame, whose
 * fpstate is NULL.
 */
final class SignalDelivery {
  private static final long SA_ONSTACK = 0x08000000L;
  private static final long SA_RESTART = 0x10000000L;
  private static final long SA_NODEFER = 0x40000000L;
  private static final long SA_RESETHAND = 0x80000000L;
  private static final long RED_ZONE = 128;
  private static final int USER_CS = 0x33;
  private static final int USER_SS = 0x2b;

  /** X86_EFLAGS_DF, _RF and _TF, which a handler begins without. */
  private static final long CLEARED_FLAGS = 0x10500;

  /** FIX_EFLAGS: what sigreturn may change; the program's own. */
  private static final long OWN_FLAGS = 0x50dd5;

  private static final int SS_ONSTACK = 1;
  private static final int SS_DISABLE = 2;

  /** The general registers as {@code struct sigcontext_64} names them. */
  private static final Register[] REGISTERS = {
    Register.R8, Register.R9, Register.R10, Register.R11, Register.R12, Register.R13,
    Register.R14, Register.R15, Register.RDI, Register.RSI, Register.RBP, Register.RBX,
    Register.RDX, Register.RAX, Register.RCX, Register.RSP, Register.RIP
  };

  private static final String[] NAMES = {
    "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15", "di", "si", "bp", "bx", "dx", "ax", "cx",
    "sp", "ip"
  };

  /** PROLOGUE_SIZE and OPCODE_BUFSIZE. */
  private static final int PROLOGUE = 42;

  private static final int OPCODES = 64;

  /**
   * A system call that a signal interrupted.
   *
   * @param how ERESTARTSYS and its like
   * @param rip where its SYSCALL is
   */
  record Interrupted(Errno how, int number, long rip) {}

  private final UserMachine machine;
  private final Process process;

  /** All registers as they were, by the address of the handler's frame. */
  private final TreeMap<Long, UserContext> interrupted = new TreeMap<>();

  private long altStack;
  private long altStackSize;
  private int trapNumber;
  private int errorCode;
  private long cr2;
  private boolean returned;

  /** What sigsuspend replaced, until the handler returns; null: nothing. */
  private @Nullable Long savedMask;

  SignalDelivery(UserMachine machine, Process process) {
    this.machine = machine;
    this.process = process;
  }

  /** What a fork of the process has. */
  SignalDelivery copy(Process child) {
    SignalDelivery copy = new SignalDelivery(machine, child);
    copy.altStack = altStack;
    copy.altStackSize = altStackSize;
    interrupted.forEach(
        (frame, context) ->
            copy.interrupted.put(frame, machine.machine().userMode().copy(context)));
    return copy;
  }

  void close() {
    interrupted.values().forEach(UserContext::close);
    interrupted.clear();
  }

  /** What the next frames tell of the last exception (set_signal_archinfo). */
  void exception(int vector, int error, long address) {
    trapNumber = vector;
    errorCode = error;
    cr2 = address;
  }

  /** Has the mask that sigsuspend replaced come back after the handler. */
  void saveMask(long mask) {
    savedMask = mask;
  }

  /** Whether the last call was rt_sigreturn, which sets all registers itself. */
  boolean takeReturned() {
    boolean was = returned;
    returned = false;
    return was;
  }

  /** arch_do_signal_or_restart: what waits is delivered, and an interrupted call made again. */
  void deliver(UserContext context, @Nullable Interrupted call) {
    Task task = process.task();
    @Nullable Interrupted open = call;
    for (int signal = task.pendingSignal(); signal != 0; signal = task.pendingSignal()) {
      Sighand handlers = process.sighand();
      if (handlers == null || (!handlers.catches(signal) && !handlers.ignores(signal))) {
        throw new TaskKilledError(signal);
      }
      task.clearSignal(signal);
      SigInfo info = handlers.take(signal);
      if (!handlers.catches(signal)) {
        continue;
      }
      Sighand.SigAction action = handlers.action(signal);
      if (open != null && restarts(open, action)) {
        restart(context, open);
      }
      open = null;
      if ((action.flags() & SA_RESETHAND) != 0) {
        handlers.reset(signal);
      }
      handle(context, signal, info, action);
    }
    if (open != null) {
      restart(context, open);
    }
    if (savedMask != null) {
      task.setBlockedSignals(savedMask);
      savedMask = null;
    }
  }

  private static boolean restarts(Interrupted call, Sighand.SigAction action) {
    return switch (call.how()) {
      case ERESTARTNOINTR -> true;
      case ERESTARTSYS -> (action.flags() & SA_RESTART) != 0;
      default -> false;
    };
  }

  private static void restart(UserContext context, Interrupted call) {
    context.write(Register.RAX, call.number());
    context.write(Register.RIP, call.rip());
  }

  /** handle_signal; a stack that cannot take the frame ends the program. */
  private void handle(UserContext context, int signal, SigInfo info, Sighand.SigAction action) {
    Task task = process.task();
    long frame = frame(context.read(Register.RSP), action);
    try {
      store(frame, context, signal, info, action);
    } catch (PageFaultException e) {
      throw new TaskKilledError(SystemCalls.SIGSEGV);
    } catch (ErrnoException e) {
      throw new TaskKilledError(SystemCalls.SIGSEGV);
    }
    forgetBelow(context.read(Register.RSP));
    interrupted.put(frame, machine.machine().userMode().copy(context));
    context.write(Register.RDI, signal);
    context.write(Register.RAX, 0);
    context.write(Register.RSI, rtSigframe(frame).addressOf("info"));
    context.write(Register.RDX, rtSigframe(frame).addressOf("uc"));
    context.write(Register.RSP, frame);
    context.write(Register.RIP, action.handler());
    context.write(Register.RFLAGS, context.read(Register.RFLAGS) & ~CLEARED_FLAGS);
    long own = (action.flags() & SA_NODEFER) != 0 ? 0 : 1L << (signal - 1);
    task.setBlockedSignals(task.blockedSignals() | action.mask() | own);
  }

  /** get_sigframe. */
  private long frame(long stackPointer, Sighand.SigAction action) {
    long top = stackPointer - RED_ZONE;
    if ((action.flags() & SA_ONSTACK) != 0 && altStackSize != 0 && !onAltStack(stackPointer)) {
      top = altStack + altStackSize;
    }
    long frame = top - machine.structs().type("rt_sigframe").size();
    return (frame & -16) - Long.BYTES;
  }

  private boolean onAltStack(long stackPointer) {
    return stackPointer > altStack && stackPointer - altStack <= altStackSize;
  }

  /** Handlers that were left by longjmp: their frames lie below the stack now. */
  private void forgetBelow(long stackPointer) {
    if (altStackSize != 0) {
      return; // two stacks have no order
    }
    var left = interrupted.headMap(stackPointer);
    left.values().forEach(UserContext::close);
    left.clear();
  }

  private Struct rtSigframe(long frame) {
    return machine.structs().at("rt_sigframe", frame);
  }

  private void store(
      long frame, UserContext context, int signal, SigInfo info, Sighand.SigAction action)
      throws ErrnoException {
    Struct stored =
        new UserSpace(machine.machine().memory(), machine.structs()).cleared("rt_sigframe", frame);
    stored.set("pretcode", action.restorer());
    stored.set("uc.uc_stack.ss_sp", altStack);
    stored.set("uc.uc_stack.ss_size", altStackSize);
    stored.set("uc.uc_stack.ss_flags", stackFlags(context.read(Register.RSP)));
    for (int i = 0; i < NAMES.length; i++) {
      stored.set("uc.uc_mcontext." + NAMES[i], context.read(REGISTERS[i]));
    }
    stored.set("uc.uc_mcontext.flags", context.read(Register.RFLAGS));
    stored.set("uc.uc_mcontext.cs", USER_CS);
    stored.set("uc.uc_mcontext.ss", USER_SS);
    stored.set("uc.uc_mcontext.trapno", trapNumber);
    stored.set("uc.uc_mcontext.err", errorCode);
    stored.set("uc.uc_mcontext.cr2", cr2);
    long mask = savedMask == null ? process.task().blockedSignals() : savedMask;
    savedMask = null;
    stored.set("uc.uc_mcontext.oldmask", mask);
    stored.set("uc.uc_sigmask.sig", mask);
    info.store(machine.structs().at("siginfo", stored.addressOf("info")), signal);
  }

  private int stackFlags(long stackPointer) {
    return altStackSize == 0 ? SS_DISABLE : onAltStack(stackPointer) ? SS_ONSTACK : 0;
  }

  /** rt_sigreturn: the registers of the frame at the stack pointer. */
  void sigreturn(UserContext context) {
    long frame = context.read(Register.RSP) - Long.BYTES;
    Struct stored = rtSigframe(frame);
    UserContext before = interrupted.remove(frame);
    if (before != null) {
      machine.machine().userMode().assign(context, before);
      before.close();
    }
    try {
      for (int i = 0; i < NAMES.length; i++) {
        context.write(REGISTERS[i], stored.get("uc.uc_mcontext." + NAMES[i]));
      }
      long flags = context.read(Register.RFLAGS) & ~OWN_FLAGS;
      context.write(Register.RFLAGS, flags | (stored.get("uc.uc_mcontext.flags") & OWN_FLAGS));
      process.task().setBlockedSignals(stored.get("uc.uc_sigmask.sig"));
    } catch (PageFaultException e) {
      throw new TaskKilledError(SystemCalls.SIGSEGV);
    }
    returned = true;
  }

  /** sigaltstack; EINVAL, EPERM, ENOMEM. */
  void altStack(UserContext context, UserSpace space, long newStack, long oldStack)
      throws ErrnoException {
    long stackPointer = context.read(Register.RSP);
    if (oldStack != 0) {
      Struct old = space.cleared("sigaltstack", oldStack);
      old.set("ss_sp", altStack);
      old.set("ss_size", altStackSize);
      old.set("ss_flags", stackFlags(stackPointer));
    }
    if (newStack == 0) {
      return;
    }
    Struct wanted = space.struct("sigaltstack", newStack);
    int flags = wanted.getInt("ss_flags");
    if (altStackSize != 0 && onAltStack(stackPointer)) {
      throw new ErrnoException(Errno.EPERM);
    }
    if ((flags & ~(SS_ONSTACK | SS_DISABLE)) != 0) {
      throw new ErrnoException(Errno.EINVAL);
    }
    boolean off = (flags & SS_DISABLE) != 0;
    altStack = off ? 0 : wanted.get("ss_sp");
    altStackSize = off ? 0 : wanted.get("ss_size");
  }

  /** print_vma_addr: the file and the place in it that an address is of. */
  String where(long address) {
    return process.memory().describe(address);
  }

  /** show_opcodes of a program. */
  String code(long rip) {
    GuestMemory memory = machine.machine().memory();
    long from = rip - PROLOGUE;
    StringBuilder text = new StringBuilder("Code:");
    try {
      if (from < 0) {
        throw new PageFaultException(from, false);
      }
      byte[] bytes = memory.bytes(from, OPCODES);
      for (int i = 0; i < bytes.length; i++) {
        String form = i == PROLOGUE ? " <%02x>" : " %02x";
        text.append(String.format(Locale.ROOT, form, bytes[i] & 0xff));
      }
      return text.toString();
    } catch (PageFaultException e) {
      return String.format(Locale.ROOT, "Code: Unable to access opcode bytes at 0x%x.", from);
    }
  }
}
