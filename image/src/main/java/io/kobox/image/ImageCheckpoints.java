package io.kobox.image;

import io.kobox.checkpoint.Checkpoint;
import io.kobox.checkpoint.CheckpointException;
import io.kobox.checkpoint.HostSide;
import io.kobox.checkpoint.ObjectGraph;
import io.kobox.checkpoint.ObjectImage;
import io.kobox.checkpoint.Shapes;
import io.kobox.pc.Pc;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Keeps what a machine with a real kernel is, and makes it that again: its memory, the CPU and the
 * devices, and what Java knows of its processes and modules.
 */
@HostSide
final class ImageCheckpoints {
  /** What is known of the kernel does not change, and is read only when it is needed. */
  private static final Shapes SHAPES =
      new Shapes(
          List.of(
              "io.kobox.profile",
              "io.kobox.btf",
              "io.kobox.kallsyms",
              "io.kobox.symbols",
              "io.kobox.vmlinux"));

  private final Pc pc;
  private final Agents agents;
  private final MemorySegment base;
  private final ObjectGraph graph = new ObjectGraph(SHAPES);

  ImageCheckpoints(Pc pc, Agents agents, MemorySegment base, ImageKernel kernel) {
    this.pc = pc;
    this.agents = agents;
    this.base = base;
    graph.add(kernel);
  }

  /** Where the program of a process was, as far as Java's frames tell. */
  private record Place(AgentThread thread, long turns) {
    boolean isLeft() {
      return thread.turns() != turns && !thread.resting();
    }
  }

  /**
   * @param caller whose process is stopped now
   */
  Checkpoint take(ImageProcess caller, Object... more) throws CheckpointException {
    graph.add(caller);
    for (Object each : more) {
      graph.add(each);
    }
    return new Taken(caller.thread());
  }

  private final class Taken implements Checkpoint {
    private final AgentThread caller;
    private final Map<AgentThread, Place> places;
    private final long time;
    private final RamImage ram;
    private final byte[] devices;
    private final ObjectImage objects;

    private Taken(AgentThread caller) throws CheckpointException {
      this.caller = caller;
      places = new HashMap<>();
      agents.threads().forEach(each -> places.put(each, new Place(each, each.turns())));
      time = pc.clock().now();
      ram = new RamImage(pc.ram(), base);
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try {
        pc.save(new DataOutputStream(bytes));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      devices = bytes.toByteArray();
      objects = graph.image();
    }

    @Override
    public void restore() throws CheckpointException {
      if (agents.running() != caller) {
        throw new CheckpointException("it was taken by another process");
      }
      for (Place place : places.values()) {
        if (place.thread() != caller && place.isLeft()) {
          throw new CheckpointException(place.thread() + " has gone on since");
        }
      }
      List<AgentThread> gone = new ArrayList<>(agents.threads());
      gone.removeIf(places::containsKey);
      pc.forgetCode(ram.restore());
      objects.restore();
      try {
        pc.restore(new DataInputStream(new ByteArrayInputStream(devices)));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      gone.forEach(AgentThread::kill);
    }

    @Override
    public long time() {
      return time;
    }

    @Override
    public long size() {
      return ram.size();
    }
  }
}
