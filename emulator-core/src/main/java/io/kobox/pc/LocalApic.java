package io.kobox.pc;

import io.kobox.device.Region;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The local APIC of the only CPU (Intel SDM volume 3, chapter "Advanced programmable interrupt
 * controller"; registers as in QEMU's hw/intc/apic.c), as the firmware leaves it: enabled, with the
 * pair of 8259As behind its pin LINT0, "virtual wire". Interrupts come to it as messages of devices
 * and from the CPU itself. Its timer stands still: Linux does not use it where no table of the
 * firmware lists the APIC. There is nobody to send SMI, NMI, INIT or start-up messages to.
 */
final class LocalApic implements Region, Stateful {
  /** {@link #acknowledge}: nothing is pending. */
  static final int NONE = InterruptController.NONE;

  static final long ADDRESS = 0xfee00000L;
  static final long SIZE = 0x1000;

  /** Messages go to addresses that begin like this; the next 8 bits are the destination. */
  private static final long MESSAGES = 0xfee;

  private static final int MESSAGE_DESTINATION_SHIFT = 12;
  private static final int MESSAGE_LOGICAL = 1 << 2;

  private static final int REGISTER_SHIFT = 4;
  private static final int ID = 0x02;
  private static final int VERSION = 0x03;
  private static final int TASK_PRIORITY = 0x08;
  private static final int PROCESSOR_PRIORITY = 0x0a;
  private static final int END_OF_INTERRUPT = 0x0b;
  private static final int LOGICAL_DESTINATION = 0x0d;
  private static final int DESTINATION_FORMAT = 0x0e;
  private static final int SPURIOUS = 0x0f;
  private static final int IN_SERVICE = 0x10;
  private static final int TRIGGER_MODE = 0x18;
  private static final int REQUESTED = 0x20;
  private static final int ERRORS = 0x28;
  private static final int COMMAND = 0x30;
  private static final int COMMAND_DESTINATION = 0x31;
  private static final int TIMER = 0x32;
  private static final int LINT0 = 0x35;
  private static final int ERROR = 0x37;
  private static final int INITIAL_COUNT = 0x38;
  private static final int CURRENT_COUNT = 0x39;
  private static final int DIVIDE = 0x3e;

  /** Version 0x14, an integrated one, with six local vectors. */
  private static final int VERSION_VALUE = 0x50014;

  private static final int SOFTWARE_ENABLED = 0x100;
  private static final int SPURIOUS_BITS = 0x1ff;
  private static final int TOP_BYTE = 0xff000000;
  private static final int DESTINATION_FORMAT_ONES = 0x0fffffff;
  private static final int FLAT = 0xf;
  private static final int BROADCAST = 0xff;
  private static final int CLASS = 0xf0;
  private static final int LOWEST_VECTOR = 0x10;

  private static final int VECTOR = 0xff;
  private static final int DELIVERY_MODE = 0x700;
  private static final int LOWEST_PRIORITY = 0x100;
  private static final int NMI = 0x400;
  private static final int EXTERNAL = 0x700;
  private static final int LOGICAL = 1 << 11;
  private static final int LEVEL_TRIGGERED = 1 << 15;
  private static final int MASKED = 1 << 16;
  private static final int SHORTHAND_SHIFT = 18;
  private static final int COMMAND_BITS = 0xccfff;

  private static final int SEND_ILLEGAL_VECTOR = 1 << 5;
  private static final int RECEIVED_ILLEGAL_VECTOR = 1 << 6;

  /**
   * What can be written of the local vectors for timer, thermal, performance, LINT0 and 1, error.
   */
  private static final int[] LOCAL_BITS = {0x300ff, 0x107ff, 0x107ff, 0x1a7ff, 0x1a7ff, 0x100ff};

  private final InterruptController external;
  private final VectorSet requested = new VectorSet();
  private final VectorSet inService = new VectorSet();
  private final VectorSet levelTriggered = new VectorSet();
  private final int[] local = {MASKED, MASKED, MASKED, EXTERNAL, NMI, MASKED};
  private int id;
  private int taskPriority;
  private int logicalDestination;
  private int destinationFormat = -1;
  private int spurious = SOFTWARE_ENABLED | VECTOR;
  private int errors;
  private int errorsSeen;
  private int command;
  private int commandDestination;
  private int initialCount;
  private int divide;

  /**
   * @param external what is behind LINT0
   */
  LocalApic(InterruptController external) {
    this.external = external;
  }

  /** Whether the CPU would be interrupted if it let itself be. */
  boolean pending() {
    return externalPending() || next() != VectorSet.NONE;
  }

  /** The vector that the CPU is to deliver now, or {@link #NONE}. */
  int acknowledge() {
    if (externalPending()) {
      return external.acknowledge();
    }
    int vector = next();
    if (vector == VectorSet.NONE) {
      return NONE;
    }
    requested.set(vector, false);
    inService.set(vector, true);
    return vector;
  }

  private boolean externalPending() {
    int pin = local[LINT0 - TIMER];
    return (pin & (MASKED | DELIVERY_MODE)) == EXTERNAL && external.pending();
  }

  /** The highest vector that has priority over what the CPU does. */
  private int next() {
    int vector = (spurious & SOFTWARE_ENABLED) == 0 ? VectorSet.NONE : requested.highest();
    return vector != VectorSet.NONE && (vector & CLASS) > (priority() & CLASS)
        ? vector
        : VectorSet.NONE;
  }

  private int priority() {
    int serving = Math.max(0, inService.highest()) & CLASS;
    return (taskPriority & CLASS) >= serving ? taskPriority : serving;
  }

  /** Whether a device that writes to this address sends a message to APICs. */
  static boolean isMessage(long address) {
    return address >>> 20 == MESSAGES;
  }

  /** A device writes {@code data} to an address of {@link #isMessage}: an MSI. */
  void message(long address, int data) {
    int destination = (int) (address >>> MESSAGE_DESTINATION_SHIFT) & 0xff;
    if (isFor(destination, (address & MESSAGE_LOGICAL) != 0)) {
      receive(data);
    }
  }

  private boolean isFor(int destination, boolean logical) {
    if (!logical) {
      return destination == BROADCAST || destination == id >>> 24;
    }
    int own = logicalDestination >>> 24;
    if (destinationFormat >>> 28 == FLAT) {
      return (destination & own) != 0;
    }
    int cluster = destination >> 4;
    return (cluster == FLAT || cluster == own >> 4) && (destination & own & 0xf) != 0;
  }

  /** An interrupt message: vector, delivery mode, trigger mode. */
  private void receive(int message) {
    int mode = message & DELIVERY_MODE;
    if (mode != 0 && mode != LOWEST_PRIORITY) {
      return;
    }
    int vector = message & VECTOR;
    if (vector < LOWEST_VECTOR) {
      fail(RECEIVED_ILLEGAL_VECTOR);
      return;
    }
    levelTriggered.set(vector, (message & LEVEL_TRIGGERED) != 0);
    requested.set(vector, true);
  }

  private void fail(int error) {
    errors |= error;
    int entry = local[ERROR - TIMER];
    if ((entry & MASKED) == 0 && (entry & VECTOR) >= LOWEST_VECTOR) {
      requested.set(entry & VECTOR, true);
    }
  }

  /** The CPU sends an interrupt, which only itself can get. */
  private void send() {
    boolean toSelf =
        switch (command >> SHORTHAND_SHIFT & 3) {
          case 0 -> isFor(commandDestination >>> 24, (command & LOGICAL) != 0);
          case 1, 2 -> true;
          default -> false;
        };
    boolean fixed = (command & DELIVERY_MODE) == 0 || (command & DELIVERY_MODE) == LOWEST_PRIORITY;
    if (fixed && (command & VECTOR) < LOWEST_VECTOR) {
      fail(SEND_ILLEGAL_VECTOR);
    } else if (toSelf) {
      receive(command & ~LEVEL_TRIGGERED);
    }
  }

  private void endOfInterrupt() {
    int vector = inService.highest();
    if (vector != VectorSet.NONE) {
      inService.set(vector, false);
    }
  }

  @Override
  public long read(long offset, int size) {
    int register = (int) offset >> REGISTER_SHIFT;
    int value =
        switch (register) {
          case ID -> id;
          case VERSION -> VERSION_VALUE;
          case TASK_PRIORITY -> taskPriority;
          case PROCESSOR_PRIORITY -> priority();
          case LOGICAL_DESTINATION -> logicalDestination;
          case DESTINATION_FORMAT -> destinationFormat;
          case SPURIOUS -> spurious;
          case ERRORS -> errorsSeen;
          case COMMAND -> command;
          case COMMAND_DESTINATION -> commandDestination;
          case INITIAL_COUNT, CURRENT_COUNT -> initialCount;
          case DIVIDE -> divide;
          default -> vectors(register);
        };
    return value & 0xffffffffL;
  }

  private int vectors(int register) {
    if (register >= TIMER && register <= ERROR) {
      return local[register - TIMER];
    }
    return switch (register & ~7) {
      case IN_SERVICE -> inService.word(register & 7);
      case TRIGGER_MODE -> levelTriggered.word(register & 7);
      case REQUESTED -> requested.word(register & 7);
      default -> 0;
    };
  }

  @Override
  public void write(long offset, int size, long value) {
    int word = (int) value;
    int register = (int) offset >> REGISTER_SHIFT;
    switch (register) {
      case ID -> id = word & TOP_BYTE;
      case TASK_PRIORITY -> taskPriority = word & VECTOR;
      case END_OF_INTERRUPT -> endOfInterrupt();
      case LOGICAL_DESTINATION -> logicalDestination = word & TOP_BYTE;
      case DESTINATION_FORMAT -> destinationFormat = word | DESTINATION_FORMAT_ONES;
      case SPURIOUS -> setSpurious(word & SPURIOUS_BITS);
      case ERRORS -> {
        errorsSeen = errors;
        errors = 0;
      }
      case COMMAND -> {
        command = word & COMMAND_BITS;
        send();
      }
      case COMMAND_DESTINATION -> commandDestination = word & TOP_BYTE;
      case INITIAL_COUNT -> initialCount = word;
      case DIVIDE -> divide = word & 0xb;
      default -> {
        if (register >= TIMER && register <= ERROR) {
          setLocal(register - TIMER, word);
        }
      }
    }
  }

  /** While it is disabled, all local vectors are masked. */
  private void setSpurious(int value) {
    spurious = value;
    for (int i = 0; i < local.length; i++) {
      setLocal(i, local[i]);
    }
  }

  private void setLocal(int number, int value) {
    int masked = (spurious & SOFTWARE_ENABLED) == 0 ? MASKED : 0;
    local[number] = (value & LOCAL_BITS[number]) | masked;
  }

  @Override
  public void save(DataOutput out) throws IOException {
    requested.save(out);
    inService.save(out);
    levelTriggered.save(out);
    for (int entry : local) {
      out.writeInt(entry);
    }
    out.writeInt(id);
    out.writeInt(taskPriority);
    out.writeInt(logicalDestination);
    out.writeInt(destinationFormat);
    out.writeInt(spurious);
    out.writeInt(errors);
    out.writeInt(errorsSeen);
    out.writeInt(command);
    out.writeInt(commandDestination);
    out.writeInt(initialCount);
    out.writeInt(divide);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    requested.restore(in);
    inService.restore(in);
    levelTriggered.restore(in);
    for (int i = 0; i < local.length; i++) {
      local[i] = in.readInt();
    }
    id = in.readInt();
    taskPriority = in.readInt();
    logicalDestination = in.readInt();
    destinationFormat = in.readInt();
    spurious = in.readInt();
    errors = in.readInt();
    errorsSeen = in.readInt();
    command = in.readInt();
    commandDestination = in.readInt();
    initialCount = in.readInt();
    divide = in.readInt();
  }
}
