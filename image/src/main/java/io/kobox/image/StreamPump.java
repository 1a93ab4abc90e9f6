package io.kobox.image;

import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.OpenFlags;
import io.kobox.syscalls.Program;
import io.kobox.syscalls.SystemCalls;
import java.time.Duration;
import java.util.List;

/**
 * A process that stands between a stream of the host and the pipe that a real program has in its
 * place.
 */
final class StreamPump {
  static final String COMM = "kobox-pump";

  private static final int POLL_WRITE = 4;
  private static final int POLL_ERROR = 8;
  private static final int CHUNK = 64 << 10;

  /** How long the program may go on before input is fetched for it, which stops the machine. */
  private static final Duration INPUT_DELAY = Duration.ofMillis(10);

  private final HostStream stream;
  private final int programEnd;
  private final int pumpEnd;
  private long chunks;

  private StreamPump(HostStream stream, int programEnd, int pumpEnd) {
    this.stream = stream;
    this.programEnd = programEnd;
    this.pumpEnd = pumpEnd;
  }

  /** Puts a pipe in the place of {@code fd}, which is {@code stream}, and starts the pump. */
  static StreamPump start(SystemCalls calls, int fd, HostStream stream) throws ErrnoException {
    int[] pipe = calls.pipe2(OpenFlags.O_CLOEXEC);
    boolean input = stream.input() != null;
    StreamPump pump = new StreamPump(stream, input ? pipe[0] : pipe[1], input ? pipe[1] : pipe[0]);
    Program program = input ? pump::pumpInput : pump::pumpOutput;
    // A child's child is init's: the program that is to run here has no children of ours.
    int pid = calls.spawn(COMM, List.of(COMM), own -> pump.orphan(own, program));
    calls.wait4(pid, 0, null);
    calls.dup2(pump.programEnd, fd);
    calls.close(pipe[0]);
    calls.close(pipe[1]);
    return pump;
  }

  private int orphan(SystemCalls calls, Program program) throws ErrnoException {
    calls.spawn(
        COMM,
        List.of(COMM),
        own -> {
          own.close(programEnd);
          return program.run(own);
        });
    return 0;
  }

  private int pumpOutput(SystemCalls calls) throws ErrnoException {
    byte[] data = new byte[CHUNK];
    int count = calls.read(pumpEnd, data, 0, data.length);
    while (count > 0) {
      stream.write(data, 0, count);
      chunks++;
      count = calls.read(pumpEnd, data, 0, data.length);
    }
    return 0;
  }

  private int pumpInput(SystemCalls calls) throws ErrnoException {
    byte[] data = new byte[CHUNK];
    while (true) {
      calls.nanosleep(INPUT_DELAY);
      if ((calls.poll(pumpEnd, POLL_WRITE, Duration.ZERO) & POLL_ERROR) != 0) {
        return 0;
      }
      int count = stream.read(data, 0, data.length);
      if (count <= 0) {
        return 0;
      }
      int done = 0;
      while (done < count) {
        done += calls.write(pumpEnd, data, done, count - done);
      }
    }
  }

  /** How much was moved so far: it stands still when nothing is on its way. */
  long chunks() {
    return chunks;
  }
}
