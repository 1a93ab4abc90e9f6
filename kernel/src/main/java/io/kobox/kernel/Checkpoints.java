package io.kobox.kernel;

import io.kobox.checkpoint.Checkpoint;
import io.kobox.checkpoint.CheckpointException;
import io.kobox.checkpoint.HostSide;
import io.kobox.checkpoint.ObjectGraph;
import io.kobox.checkpoint.ObjectImage;
import io.kobox.checkpoint.Shapes;
import io.kobox.kernel.sched.Scheduler;
import io.kobox.kernel.sched.Task;
import io.kobox.kernel.sched.TaskPlaces;
import io.kobox.machine.MachineImage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what a machine with the simulated kernel is, and makes it that again: its memory, its CPU's
 * registers, and the Java objects that are its kernel, in their places.
 */
@HostSide
final class Checkpoints {
  /** What is known of kernels does not change, and is read only when it is needed. */
  private static final Shapes SHAPES =
      new Shapes(
          List.of(
              "io.kobox.profile",
              "io.kobox.btf",
              "io.kobox.kallsyms",
              "io.kobox.symbols",
              "io.kobox.vmlinux"));

  private final KernelFloor floor;
  private final ObjectGraph graph = new ObjectGraph(SHAPES);

  Checkpoints(KernelFloor floor, SimulatedKernel kernel) {
    this.floor = floor;
    graph.add(kernel);
  }

  Checkpoint take(Object... more) throws CheckpointException {
    checkOutside();
    for (Object each : more) {
      graph.add(each);
    }
    return new Taken(
        TaskPlaces.of(floor.scheduler()),
        floor.timekeeping().monotonic(),
        floor.machine().image(),
        graph.image());
  }

  private void checkOutside() throws CheckpointException {
    Scheduler scheduler = floor.scheduler();
    Task task = scheduler.running() ? scheduler.current() : null;
    Task.GuestState guest = task == null ? null : task.guest();
    if (task == null || (guest != null && guest.active())) {
      throw new CheckpointException("a system call is not at its end");
    }
  }

  private final class Taken implements Checkpoint {
    private final TaskPlaces places;
    private final long time;
    private final MachineImage machine;
    private final ObjectImage objects;

    private Taken(TaskPlaces places, long time, MachineImage machine, ObjectImage objects) {
      this.places = places;
      this.time = time;
      this.machine = machine;
      this.objects = objects;
    }

    @Override
    public void restore() throws CheckpointException {
      checkOutside();
      if (floor.scheduler().current() != places.caller()) {
        throw new CheckpointException("it was taken by another process, " + places.caller());
      }
      @Nullable Task left = places.left();
      if (left != null) {
        throw new CheckpointException(
            left + (left.kernelThread() ? ", a kernel thread," : "") + " has gone on since");
      }
      machine.restore();
      objects.restore();
      places.takeUp();
    }

    @Override
    public long time() {
      return time;
    }

    @Override
    public long size() {
      return machine.size();
    }
  }
}
