package io.kobox.gdb;

import io.kobox.debug.Breakpoints;
import io.kobox.debug.DebugClient;
import io.kobox.debug.Resume;
import io.kobox.debug.StopReason;
import io.kobox.debug.Watchpoint;
import io.kobox.gdb.Hex.BadPacketException;
import io.kobox.gdb.TargetDescription.Entry;
import io.kobox.unicorn.Register;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a client of GDB's protocol is told, and does, while it holds a machine. The packets are
 * served on the machine's own thread, so nothing moves meanwhile.
 */
public final class GdbSession implements DebugClient {
  private static final String OK = "OK";
  private static final String UNKNOWN = "";
  private static final String ERROR = "E01";
  private static final int SIGNAL_TRAP = 5;
  private static final int SIGNAL_INTERRUPT = 2;
  private static final int SIGNAL_SEGMENTATION_FAULT = 11;

  /** Addresses of the kernel's half are negative; code of programs is not ours to patch. */
  private static final long KERNEL_HALF = 0;

  /** What one watchpoint may cover, in bytes: it is compared after each instruction. */
  private static final int MOST_WATCHED = 4096;

  private static final Resume RUN = new Resume.Run();
  private static final Resume DETACH = new Resume.Detach();

  private final GdbServer server;
  private final Breakpoints breakpoints = new Breakpoints();
  private final GdbQueries queries = new GdbQueries(this::target);
  private @Nullable DebugTarget target;
  private String stopReply = "";

  /** Whether the client waits for the machine to stop. */
  private boolean running;

  /** The thread that registers are read of; 0: the one that runs. */
  private long selected;

  GdbSession(GdbServer server) {
    this.server = server;
  }

  /** The places at which the machine is to stop. */
  public Breakpoints breakpoints() {
    return breakpoints;
  }

  /** The machine that is held from now on. */
  public void setTarget(DebugTarget newTarget) {
    target = newTarget;
  }

  /** Makes what a client will ask for as it comes; the machine must stand still. */
  public void prepare() {
    queries.prepare();
  }

  private DebugTarget target() {
    if (target == null) {
      throw new IllegalStateException("no machine");
    }
    return target;
  }

  @Override
  public Resume stopped(StopReason reason) {
    selected = 0;
    stopReply = stopReply(reason);
    if (running) {
      running = false;
      server.send(stopReply);
    }
    while (true) {
      String packet = server.take();
      if (packet == null) {
        running = false;
        if (server.hasClient()) {
          continue;
        }
        return DETACH;
      }
      Resume resume = serve(packet);
      if (resume != null) {
        return resume;
      }
    }
  }

  /** The machine's program has ended, and with it the machine. */
  public void exited(int status) {
    if (running) {
      running = false;
      server.send(String.format(Locale.ROOT, "W%02x", status & 0xff));
    }
  }

  private String stopReply(StopReason reason) {
    int signal =
        switch (reason.kind()) {
          case INTERRUPTED -> SIGNAL_INTERRUPT;
          case OOPS -> SIGNAL_SEGMENTATION_FAULT;
          default -> SIGNAL_TRAP;
        };
    String address = Long.toHexString(reason.address());
    String why =
        switch (reason.kind()) {
          case BREAKPOINT -> "swbreak:;";
          case WRITTEN -> "watch:" + address + ";";
          case READ -> "rwatch:" + address + ";";
          case ACCESSED -> "awatch:" + address + ";";
          case MODULES -> "library:;";
          case BEGINNING -> "replaylog:begin;";
          case ATTACHED, STEPPED, INTERRUPTED, OOPS -> "";
        };
    long thread = target().currentThread();
    return String.format(Locale.ROOT, "T%02x%sthread:%x;", signal, why, thread);
  }

  /** Serves a packet; how to go on, if that is what it asks for. */
  private @Nullable Resume serve(String packet) {
    try {
      Resume resume = resume(packet);
      if (resume != null) {
        running = !(resume instanceof Resume.Detach);
        return resume;
      }
      server.send(answer(packet));
      if (packet.equals("QStartNoAckMode")) {
        server.stopAcknowledging();
      }
    } catch (BadPacketException | StringIndexOutOfBoundsException e) {
      server.send(ERROR);
    }
    return null;
  }

  private @Nullable Resume resume(String packet) throws BadPacketException {
    if (packet.startsWith("vCont;")) {
      return vCont(packet.substring("vCont;".length()));
    }
    if (packet.startsWith("vKill")) {
      server.send(OK);
      return DETACH;
    }
    if ((packet.equals("bs") || packet.equals("bc")) && target().canGoBack()) {
      return new Resume.Back(packet.equals("bc"));
    }
    if (packet.isEmpty()) {
      return null;
    }
    return switch (packet.charAt(0)) {
      case 'c', 'C' -> RUN;
      case 's', 'S' -> step(target().currentThread());
      case 'D' -> {
        server.send(OK);
        yield DETACH;
      }
      case 'k' -> DETACH;
      default -> null;
    };
  }

  /** {@code ACTION[:THREAD];...}: one thread may step, all others run. */
  private @Nullable Resume vCont(String actions) throws BadPacketException {
    Resume resume = RUN;
    for (String action : actions.split(";", -1)) {
      int colon = action.indexOf(':');
      String what = colon < 0 ? action : action.substring(0, colon);
      long thread = colon < 0 ? -1 : thread(action.substring(colon + 1));
      long stepping = thread <= 0 ? target().currentThread() : thread;
      if (what.startsWith("s") || what.startsWith("S")) {
        resume = step(stepping);
        break;
      }
      if (what.startsWith("r")) {
        int comma = what.indexOf(',');
        resume =
            new Resume.Step(
                stepping,
                Hex.number(what.substring(1, comma)),
                Hex.number(what.substring(comma + 1)));
        break;
      }
    }
    return resume;
  }

  private static Resume step(long thread) {
    return new Resume.Step(thread, 0, 0);
  }

  /** A thread's number; -1: all, 0: any. */
  private static long thread(String id) throws BadPacketException {
    return id.equals("-1") ? -1 : Hex.number(id);
  }

  private String answer(String packet) throws BadPacketException {
    if (packet.isEmpty()) {
      return UNKNOWN;
    }
    String rest = packet.substring(1);
    return switch (packet.charAt(0)) {
      case '?' -> stopReply;
      case 'g' -> registers();
      case 'G' -> writeRegisters(rest);
      case 'p' -> register(Hex.count(rest));
      case 'P' -> writeRegister(rest);
      case 'm' -> readMemory(rest);
      case 'M' -> writeMemory(rest, false);
      case 'X' -> writeMemory(rest, true);
      case 'Z' -> insert(rest, true);
      case 'z' -> insert(rest, false);
      case 'H' -> select(rest);
      case 'T' -> isAlive(Hex.number(rest)) ? OK : ERROR;
      case 'q', 'Q', 'v' -> queries.answer(packet);
      default -> UNKNOWN;
    };
  }

  private String select(String which) throws BadPacketException {
    long thread = thread(which.substring(1));
    if (which.charAt(0) == 'g') {
      selected = Math.max(0, thread);
    }
    return OK;
  }

  private boolean isAlive(long thread) {
    return target().threads().stream().anyMatch(candidate -> candidate.id() == thread);
  }

  private long selected() {
    return selected == 0 ? target().currentThread() : selected;
  }

  private String registers() {
    Map<Register, Long> values = target().registers(selected());
    StringBuilder text = new StringBuilder();
    for (Entry entry : TargetDescription.REGISTERS) {
      text.append(value(entry, values));
    }
    return text.toString();
  }

  private static String value(Entry entry, Map<Register, Long> values) {
    Long value = entry.source() == null ? null : values.get(entry.source());
    return value == null ? "x".repeat(2 * entry.bytes()) : Hex.littleEndian(value, entry.bytes());
  }

  private String register(int number) {
    if (number >= TargetDescription.REGISTERS.size()) {
      return ERROR;
    }
    return value(TargetDescription.REGISTERS.get(number), target().registers(selected()));
  }

  private String writeRegister(String assignment) throws BadPacketException {
    int equals = assignment.indexOf('=');
    int number = Hex.count(assignment.substring(0, equals));
    List<Entry> all = TargetDescription.REGISTERS;
    Register register = number < all.size() ? all.get(number).source() : null;
    boolean written =
        register != null
            && target()
                .setRegister(
                    selected(), register, Hex.littleEndian(assignment.substring(equals + 1)));
    return written ? OK : ERROR;
  }

  private String writeRegisters(String values) throws BadPacketException {
    int at = 0;
    for (Entry entry : TargetDescription.REGISTERS) {
      int end = at + 2 * entry.bytes();
      Register register = entry.source();
      if (register != null && end <= values.length() && values.charAt(at) != 'x') {
        target().setRegister(selected(), register, Hex.littleEndian(values.substring(at, end)));
      }
      at = end;
    }
    return OK;
  }

  private String readMemory(String range) throws BadPacketException {
    int comma = range.indexOf(',');
    long address = Hex.number(range.substring(0, comma));
    int length = Math.min(Hex.count(range.substring(comma + 1)), Packets.LARGEST / 2);
    byte[] bytes = target().read(address, length);
    return bytes.length == 0 && length > 0 ? ERROR : Hex.of(bytes);
  }

  private String writeMemory(String command, boolean binary) throws BadPacketException {
    int comma = command.indexOf(',');
    int colon = command.indexOf(':', comma);
    long address = Hex.number(command.substring(0, comma));
    int length = Hex.count(command.substring(comma + 1, colon));
    String data = command.substring(colon + 1);
    byte[] bytes = binary ? data.getBytes(StandardCharsets.ISO_8859_1) : Hex.bytes(data);
    return bytes.length == length && target().write(address, bytes) ? OK : ERROR;
  }

  /** {@code TYPE,ADDRESS,KIND}: breakpoints of software and hardware are the same here. */
  private String insert(String point, boolean add) throws BadPacketException {
    String[] parts = point.split("[,;]", -1);
    if (parts.length < 3) {
      return ERROR;
    }
    long address = Hex.number(parts[1]);
    int length = Hex.count(parts[2]);
    Watchpoint.Kind kind =
        switch (parts[0]) {
          case "2" -> Watchpoint.Kind.WRITE;
          case "3" -> Watchpoint.Kind.READ;
          case "4" -> Watchpoint.Kind.ACCESS;
          default -> null;
        };
    if (kind != null) {
      if (length > MOST_WATCHED) {
        return ERROR;
      }
      if (add) {
        return breakpoints.watch(new Watchpoint(kind, address, length)) ? OK : ERROR;
      }
      breakpoints.unwatch(kind, address, length);
      return OK;
    }
    if (!parts[0].equals("0") && !parts[0].equals("1")) {
      return UNKNOWN;
    }
    if (address >= KERNEL_HALF) {
      return ERROR;
    }
    if (add) {
      return breakpoints.add(address) ? OK : ERROR;
    }
    breakpoints.remove(address);
    return OK;
  }
}
