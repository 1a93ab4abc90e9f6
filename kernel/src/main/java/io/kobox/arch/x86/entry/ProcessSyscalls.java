package io.kobox.arch.x86.entry;

import io.kobox.fs.FileDescriptorTable;
import io.kobox.kernel.process.NewProgramError;
import io.kobox.kernel.process.Process;
import io.kobox.kernel.process.ProcessCalls;
import io.kobox.kernel.process.Processes;
import io.kobox.machine.AddressLayout;
import io.kobox.machine.PageFaultException;
import io.kobox.machine.UserContext;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.Program;
import io.kobox.syscalls.Programs;
import io.kobox.syscalls.WaitStatus;
import io.kobox.types.Struct;
import io.kobox.unicorn.Register;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Processes (kernel/fork.c, kernel/exit.c, fs/exec.c, kernel/sys.c, kernel/cred.c). */
final class ProcessSyscalls {
  private static final int CLONE_VM = 0x100;
  private static final int CLONE_FS = 0x200;
  private static final int CLONE_FILES = 0x400;
  private static final int CLONE_SIGHAND = 0x800;
  private static final int CLONE_VFORK = 0x4000;
  private static final int CLONE_THREAD = 0x10000;
  private static final int CLONE_SETTLS = 0x80000;
  private static final int CLONE_PARENT_SETTID = 0x100000;
  private static final int CLONE_CHILD_SETTID = 0x1000000;
  private static final int NAMESPACES = 0x7e020000;
  private static final int ARCH_SET_FS = 0x1002;
  private static final int ARCH_GET_FS = 0x1003;
  private static final int PR_SET_NAME = 15;
  private static final int PR_GET_NAME = 16;
  private static final int COMM_LENGTH = 16;
  private static final int RLIMIT_STACK = 3;
  private static final int RLIMIT_NOFILE = 7;
  private static final int RLIMITS = 16;
  private static final long STACK_LIMIT = 8 << 20;

  private final UserProgram program;
  private final UserMachine machine;
  private final Process process;
  private final ProcessCalls calls;
  private final UserSpace space;

  ProcessSyscalls(UserProgram program, ProcessCalls calls, UserSpace space) {
    this.program = program;
    this.machine = program.machine();
    this.process = program.process();
    this.calls = calls;
    this.space = space;
  }

  void addTo(SyscallTable table) {
    table.add(39, a -> calls.getpid());
    table.add(56, a -> fork((int) a[0], a[1], a[2], a[3], a[4]));
    table.add(57, a -> fork(0, 0, 0, 0, 0));
    table.add(58, a -> fork(CLONE_VFORK | CLONE_VM, 0, 0, 0, 0));
    table.add(59, a -> execve(space.path(a[0]), a[1], a[2]));
    table.add(60, this::exit);
    table.add(61, this::wait4);
    for (int number : new int[] {102, 104, 107, 108}) { // getuid, getgid, geteuid, getegid
      table.add(number, a -> zero());
    }
    table.add(105, a -> zero()); // setuid by root
    table.add(106, a -> zero()); // setgid
    table.add(109, this::setpgid);
    table.add(110, a -> calls.getppid());
    table.add(111, a -> group(0));
    table.add(112, a -> setsid());
    table.add(115, a -> zero()); // getgroups: none
    table.add(116, a -> zero()); // setgroups
    table.add(121, a -> group((int) a[0]));
    table.add(124, a -> group((int) a[0])); // getsid: each group is a session of its own
    table.add(157, this::prctl);
    table.add(158, this::archPrctl);
    table.add(186, a -> calls.getpid());
    table.add(218, a -> calls.getpid()); // set_tid_address
    table.add(231, this::exit);
    table.add(273, a -> zero()); // set_robust_list: without threads nobody reads it
    table.add(97, a -> limit((int) a[0], a[1]));
    table.add(334, a -> program.rseq().register(a[0], (int) a[1], (int) a[2], (int) a[3]));
    table.add(302, a -> limit((int) a[1], a[3]));
  }

  private long zero() {
    calls.enter();
    return 0;
  }

  private long exit(long[] a) {
    calls.enter();
    program.exit((int) a[0]);
    return 0;
  }

  /** kernel_clone: processes; threads are not served. */
  private long fork(int flags, long stack, long parentTid, long childTid, long tls)
      throws ErrnoException {
    calls.enter();
    boolean borrow = (flags & CLONE_VM) != 0;
    if ((flags & (CLONE_THREAD | CLONE_SIGHAND | CLONE_FILES | CLONE_FS | NAMESPACES)) != 0
        || (borrow && (flags & CLONE_VFORK) == 0)) {
      machine.report().accept(process.task() + " wants a thread: threads are not there\n");
      throw new ErrnoException(Errno.EINVAL);
    }
    Process[] self = new Process[1];
    UserContext context = machine.machine().userMode().copy(program.context());
    context.write(Register.RAX, 0);
    if (stack != 0) {
      context.write(Register.RSP, stack);
    }
    if ((flags & CLONE_SETTLS) != 0) {
      context.write(Register.FS_BASE, tls);
    }
    Program beginning =
        childCalls -> {
          UserProgram child =
              new UserProgram(
                  machine,
                  self[0],
                  context,
                  program.signals().copy(self[0]),
                  program.rseq().copy());
          child.begin(
              () -> {
                if ((flags & CLONE_CHILD_SETTID) != 0) {
                  storeTid(childTid, self[0].pid());
                }
              });
          return child.run(childCalls);
        };
    Process child;
    try {
      child = machine.processes().fork(process, beginning, borrow);
    } catch (ErrnoException e) {
      context.close();
      throw e;
    }
    self[0] = child;
    if ((flags & CLONE_PARENT_SETTID) != 0) {
      storeTid(parentTid, child.pid());
    }
    if ((flags & CLONE_VFORK) != 0) {
      machine.processes().awaitMemory(process, child);
    }
    return child.pid();
  }

  /** put_user, whose error nobody looks at. */
  private void storeTid(long address, int pid) {
    try {
      space.putInt(address, pid);
    } catch (ErrnoException | PageFaultException e) {
      return;
    }
  }

  private long execve(String path, long argvAddress, long environmentAddress)
      throws ErrnoException {
    List<String> argv = new ArrayList<>(space.strings(argvAddress));
    List<String> variables = space.strings(environmentAddress);
    if (argv.isEmpty()) {
      argv.add("");
    }
    calls.enter();
    throw new NewProgramError(find(path, argv, variables));
  }

  /** A program of the machine, a script, or a file of machine code. */
  private Program find(String path, List<String> argv, List<String> variables)
      throws ErrnoException {
    Processes processes = machine.processes();
    Programs programs = processes.programs();
    Map<String, String> environment = environment(variables);
    if (programs != null && processes.isJava(path)) {
      Program java = programs.program(path, argv, environment);
      return own -> {
        processes.becomeJava(process);
        own.execve(path, argv, environment);
        return java.run(own);
      };
    }
    try {
      return new BinfmtElf(machine).load(calls, process, path, argv, variables);
    } catch (ErrnoException e) {
      if (e.errno() != Errno.ENOEXEC || programs == null) {
        throw e;
      }
    }
    List<String> words = new ArrayList<>(argv);
    words.set(0, path.contains("/") ? path : "./" + path);
    Program script = programs.find(calls, words, environment);
    return own -> {
      processes.becomeJava(process);
      return script.run(own);
    };
  }

  private static Map<String, String> environment(List<String> variables) {
    Map<String, String> environment = new LinkedHashMap<>();
    for (String variable : variables) {
      int equals = variable.indexOf('=');
      if (equals > 0) {
        environment.put(variable.substring(0, equals), variable.substring(equals + 1));
      }
    }
    return environment;
  }

  private long wait4(long[] a) throws ErrnoException {
    @Nullable WaitStatus status = calls.wait4((int) a[0], (int) a[2], null);
    if (status == null) {
      return 0;
    }
    if (a[1] != 0) {
      space.putInt(a[1], status.raw());
    }
    if (a[3] != 0) {
      space.cleared("rusage", a[3]);
    }
    return status.pid();
  }

  private Process find(int pid) throws ErrnoException {
    Process found = pid == 0 ? process : machine.processes().find(pid);
    if (found == null) {
      throw new ErrnoException(Errno.ESRCH);
    }
    return found;
  }

  private long group(int pid) throws ErrnoException {
    calls.enter();
    return find(pid).group();
  }

  private long setpgid(long[] a) throws ErrnoException {
    calls.enter();
    if ((int) a[1] < 0) {
      throw new ErrnoException(Errno.EINVAL);
    }
    Process target = find((int) a[0]);
    target.setGroup(a[1] == 0 ? target.pid() : (int) a[1]);
    return 0;
  }

  private long setsid() throws ErrnoException {
    calls.enter();
    if (process.group() == process.pid()) {
      throw new ErrnoException(Errno.EPERM);
    }
    process.setGroup(process.pid());
    return process.pid();
  }

  private long prctl(long[] a) throws ErrnoException {
    switch ((int) a[0]) {
      case PR_SET_NAME -> {
        byte[] name = new byte[COMM_LENGTH];
        int length = 0;
        while (length < COMM_LENGTH - 1 && (name[length] = space.bytes(a[1] + length, 1)[0]) != 0) {
          length++;
        }
        calls.setComm(new String(name, 0, length, StandardCharsets.ISO_8859_1));
      }
      case PR_GET_NAME -> {
        calls.enter();
        byte[] name =
            Arrays.copyOf(process.task().comm().getBytes(StandardCharsets.ISO_8859_1), COMM_LENGTH);
        space.write(a[1], name, COMM_LENGTH);
      }
      default -> throw new ErrnoException(Errno.EINVAL);
    }
    return 0;
  }

  private long archPrctl(long[] a) throws ErrnoException {
    calls.enter();
    switch ((int) a[0]) {
      case ARCH_SET_FS -> {
        if (a[1] < 0 || a[1] >= AddressLayout.USER_END) {
          throw new ErrnoException(Errno.EPERM);
        }
        program.context().write(Register.FS_BASE, a[1]);
      }
      case ARCH_GET_FS -> space.putLong(a[1], program.context().read(Register.FS_BASE));
      default -> throw new ErrnoException(Errno.EINVAL);
    }
    return 0;
  }

  /** getrlimit and prlimit64; what is to be set is not. */
  private long limit(int resource, long old) throws ErrnoException {
    calls.enter();
    if (resource < 0 || resource >= RLIMITS) {
      throw new ErrnoException(Errno.EINVAL);
    }
    if (old != 0) {
      Struct limit = space.cleared("rlimit64", old);
      long value =
          switch (resource) {
            case RLIMIT_STACK -> STACK_LIMIT;
            case RLIMIT_NOFILE -> FileDescriptorTable.LIMIT;
            default -> -1;
          };
      limit.set("rlim_cur", value);
      limit.set("rlim_max", resource == RLIMIT_STACK ? -1 : value);
    }
    return 0;
  }
}
