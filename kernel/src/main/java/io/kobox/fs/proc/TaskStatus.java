package io.kobox.fs.proc;

import io.kobox.kernel.process.Process;
import io.kobox.kernel.sched.Task;
import io.kobox.machine.FrameAllocator;
import io.kobox.syscalls.WaitStatus;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * The texts of /proc/PID/stat and status (fs/proc/array.c). Processes of this machine have no
 * memory of the guest's: like those of kernel threads, their texts have no lines about it.
 */
public final class TaskStatus {
  private static final long TICK = 10_000_000L;
  private static final int PF_KTHREAD = 0x200000;
  private static final int PF_FORKNOEXEC = 0x40;
  private static final int PF_RANDOMIZE = 0x400000;
  private static final int SIGCHLD = 17;
  private static final int KTHREADD = 2;
  private static final int NORMAL_PRIORITY = 20;
  private static final int FDSIZE = 64;
  private static final long ALL_SIGNALS = -1L;
  private static final String CAPABILITIES = "000001ffffffffff";

  /** A mask of 1024 NUMA nodes, of which there is one. */
  private static final String NODES = "00000000,".repeat(31) + "00000001";

  /** threads-max divides the RAM by so much (kernel/fork.c: set_max_threads()). */
  private static final long BYTES_PER_THREAD = 8L * 16384;

  private static final long PAGE = 4096;

  private final FrameAllocator frames;

  public TaskStatus(FrameAllocator frames) {
    this.frames = frames;
  }

  /** The letter and the word of get_task_state(). */
  private static String state(Task task, @Nullable Process process) {
    if (process != null && process.zombie() != null) {
      return "Z (zombie)";
    }
    int state = task.struct().state();
    if (state == Task.TASK_IDLE) {
      return "I (idle)";
    }
    if ((state & Task.TASK_INTERRUPTIBLE) != 0) {
      return "S (sleeping)";
    }
    if ((state & Task.TASK_UNINTERRUPTIBLE) != 0) {
      return "D (disk sleep)";
    }
    return (state & Task.TASK_PARKED) != 0 ? "P (parked)" : "R (running)";
  }

  /** A kernel thread's is kthreadd, whose own is the idle task. */
  private static int parent(Task task, @Nullable Process process) {
    if (process == null) {
      return task.pid() == KTHREADD ? 0 : KTHREADD;
    }
    Process parent = process.parent();
    return parent == null ? 0 : parent.pid();
  }

  /** do_task_stat(). */
  public String stat(Task task, @Nullable Process process) {
    String state = state(task, process);
    int flags = process == null ? PF_KTHREAD | PF_FORKNOEXEC : PF_RANDOMIZE;
    WaitStatus zombie = process == null ? null : process.zombie();
    long exitCode = zombie == null ? 0 : (long) zombie.exitStatus() << 8 | zombie.signal();
    LongStream fields =
        LongStream.builder()
            .add(parent(task, process))
            .add(0)
            .add(0)
            .add(0)
            .add(-1)
            .add(flags)
            .build();
    return task.pid()
        + " ("
        + task.comm()
        + ") "
        + state.charAt(0)
        + " "
        + fields.mapToObj(Long::toString).collect(Collectors.joining(" "))
        + " 0".repeat(8)
        + " "
        + NORMAL_PRIORITY
        + " 0 1 0 "
        + task.startTime() / TICK
        + " 0 0 18446744073709551615"
        + " 0".repeat(7)
        + (process == null ? " " + Integer.MAX_VALUE : " 0")
        + " 0 "
        + (state.charAt(0) == 'R' ? 0 : 1)
        + " 0 0 "
        + (process == null || process.parent() == null ? 0 : SIGCHLD)
        + " 0".repeat(13)
        + " "
        + exitCode
        + "\n";
  }

  /** proc_pid_status(). */
  public String status(Task task, @Nullable Process process) {
    String pid = Integer.toString(task.pid());
    boolean zombie = process != null && process.zombie() != null;
    int umask = process == null ? 022 : process.files().fs().umask();
    long threads = frames.totalFrames() * PAGE / BYTES_PER_THREAD / 2;
    Lines lines = new Lines();
    lines.add("Name", task.comm());
    if (!zombie) {
      lines.add("Umask", String.format(Locale.ROOT, "%04o", umask));
    }
    lines.add("State", state(task, process));
    lines.add("Tgid", pid).add("Ngid", "0").add("Pid", pid);
    lines.add("PPid", Integer.toString(parent(task, process))).add("TracerPid", "0");
    lines.add("Uid", "0\t0\t0\t0").add("Gid", "0\t0\t0\t0");
    lines.add("FDSize", Integer.toString(zombie ? 0 : FDSIZE)).add("Groups", " ");
    lines.add("NStgid", pid).add("NSpid", pid).add("NSpgid", "0").add("NSsid", "0");
    lines.add("Threads", "1").add("SigQ", "0/" + threads);
    lines.mask("SigPnd", 0).mask("ShdPnd", 0).mask("SigBlk", 0);
    lines.mask("SigIgn", process == null ? ALL_SIGNALS : 0).mask("SigCgt", 0).mask("CapInh", 0);
    for (String set : List.of("CapPrm", "CapEff", "CapBnd")) {
      lines.add(set, CAPABILITIES);
    }
    lines.mask("CapAmb", 0).add("NoNewPrivs", "0").add("Seccomp", "0").add("Seccomp_filters", "0");
    lines.add("Speculation_Store_Bypass", "not vulnerable");
    lines.add("SpeculationIndirectBranch", "always enabled");
    lines.add("Cpus_allowed", "1").add("Cpus_allowed_list", "0");
    lines.add("Mems_allowed", NODES).add("Mems_allowed_list", "0");
    lines.add("voluntary_ctxt_switches", Long.toString(task.voluntarySwitches()));
    lines.add("nonvoluntary_ctxt_switches", Long.toString(task.involuntarySwitches()));
    return lines.text.toString();
  }

  /** The text as it grows. */
  private static final class Lines {
    private final StringBuilder text = new StringBuilder();

    Lines add(String name, String value) {
      text.append(name).append(":\t").append(value).append('\n');
      return this;
    }

    Lines mask(String name, long mask) {
      return add(name, String.format(Locale.ROOT, "%016x", mask));
    }
  }
}
