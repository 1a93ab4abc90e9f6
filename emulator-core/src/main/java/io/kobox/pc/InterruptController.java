package io.kobox.pc;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The pair of Intel 8259A interrupt controllers: 16 lines, the second one behind line 2 of the
 * first. Edge triggered, as PCs wire it; level-triggered lines are raised again while they stay up.
 */
public final class InterruptController implements PortDevice, Stateful {
  /** {@link #acknowledge}: nothing is pending. */
  public static final int NONE = -1;

  static final int MASTER = 0x20;
  static final int SLAVE = 0xa0;
  static final int EDGE_LEVEL = 0x4d0;

  private static final int LINES = 8;
  private static final int CASCADE = 2;
  private static final int SPURIOUS = 7;
  private static final int ICW1 = 0x10;
  private static final int ICW1_NEEDS_ICW4 = 0x01;
  private static final int ICW4_AUTO_EOI = 0x02;
  private static final int OCW3 = 0x08;
  private static final int EOI = 0x20;
  private static final int SPECIFIC = 0x40;

  private final Chip master = new Chip();
  private final Chip slave = new Chip();
  private int levelTriggered;

  /** One 8259A. */
  private static final class Chip {
    private int vector;
    private int requested;
    private int inService;
    private int masked = 0xff;
    private int lines;
    private int initStep;
    private boolean needsIcw4;
    private boolean autoEoi;
    private boolean readsInService;

    void command(int value) {
      if ((value & ICW1) != 0) {
        requested = 0;
        inService = 0;
        masked = 0;
        autoEoi = false;
        readsInService = false;
        initStep = 2;
        needsIcw4 = (value & ICW1_NEEDS_ICW4) != 0;
      } else if ((value & OCW3) != 0) {
        if ((value & 2) != 0) {
          readsInService = (value & 1) != 0;
        }
      } else if ((value & EOI) != 0) {
        if ((value & SPECIFIC) != 0) {
          inService &= ~(1 << (value & 7));
        } else {
          inService &= inService - 1;
        }
      }
    }

    void data(int value) {
      switch (initStep) {
        case 2 -> {
          vector = value & 0xf8;
          initStep = 3;
        }
        case 3 -> initStep = needsIcw4 ? 4 : 0;
        case 4 -> {
          autoEoi = (value & ICW4_AUTO_EOI) != 0;
          initStep = 0;
        }
        default -> masked = value;
      }
    }

    void save(DataOutput out) throws IOException {
      out.writeInt(vector);
      out.writeInt(requested);
      out.writeInt(inService);
      out.writeInt(masked);
      out.writeInt(lines);
      out.writeInt(initStep);
      out.writeBoolean(needsIcw4);
      out.writeBoolean(autoEoi);
      out.writeBoolean(readsInService);
    }

    void restore(DataInput in) throws IOException {
      vector = in.readInt();
      requested = in.readInt();
      inService = in.readInt();
      masked = in.readInt();
      lines = in.readInt();
      initStep = in.readInt();
      needsIcw4 = in.readBoolean();
      autoEoi = in.readBoolean();
      readsInService = in.readBoolean();
    }

    /** The line to be served next, or {@link InterruptController#NONE}. */
    int pending() {
      int candidates = requested & ~masked;
      if (candidates == 0) {
        return NONE;
      }
      int line = Integer.numberOfTrailingZeros(candidates);
      int served = inService == 0 ? LINES : Integer.numberOfTrailingZeros(inService);
      return line < served ? line : NONE;
    }

    void begin(int line, boolean level) {
      if (!level) {
        requested &= ~(1 << line);
      }
      if (!autoEoi) {
        inService |= 1 << line;
      }
    }

    void set(int line, boolean up, boolean level) {
      int bit = 1 << line;
      if (up) {
        if (level || (lines & bit) == 0) {
          requested |= bit;
        }
        lines |= bit;
      } else {
        lines &= ~bit;
        if (level) {
          requested &= ~bit;
        }
      }
    }
  }

  /** Raises or lowers one of the 16 lines. */
  public void setLine(int line, boolean up) {
    boolean level = isLevel(line);
    if (line < LINES) {
      master.set(line, up, level);
    } else {
      slave.set(line - LINES, up, level);
    }
    cascade();
  }

  /** Raises and lowers a line: one edge. */
  public void pulse(int line) {
    setLine(line, true);
    setLine(line, false);
  }

  /** Whether the CPU would be interrupted if it let itself be. */
  public boolean pending() {
    return master.pending() != NONE;
  }

  /** The vector that the CPU is to deliver now, or {@link #NONE}. */
  int acknowledge() {
    int line = master.pending();
    if (line == NONE) {
      return NONE;
    }
    if (line != CASCADE) {
      master.begin(line, isLevel(line));
      return master.vector + line;
    }
    int behind = slave.pending();
    master.begin(CASCADE, true);
    if (behind == NONE) {
      cascade();
      return slave.vector + SPURIOUS;
    }
    slave.begin(behind, isLevel(LINES + behind));
    cascade();
    return slave.vector + behind;
  }

  private boolean isLevel(int line) {
    return (levelTriggered >> line & 1) != 0;
  }

  private void cascade() {
    if (slave.pending() != NONE) {
      master.requested |= 1 << CASCADE;
    } else {
      master.requested &= ~(1 << CASCADE);
    }
  }

  @Override
  public int in(int port, int size) {
    return switch (port) {
      case EDGE_LEVEL -> levelTriggered & 0xff;
      case EDGE_LEVEL + 1 -> levelTriggered >> 8;
      default -> {
        Chip chip = (port & ~1) == MASTER ? master : slave;
        if ((port & 1) != 0) {
          yield chip.masked;
        }
        yield chip.readsInService ? chip.inService : chip.requested;
      }
    };
  }

  @Override
  public void out(int port, int size, int value) {
    switch (port) {
      case EDGE_LEVEL -> levelTriggered = (levelTriggered & 0xff00) | (value & 0xf8);
      case EDGE_LEVEL + 1 -> levelTriggered = (levelTriggered & 0xff) | (value & 0xde) << 8;
      default -> {
        Chip chip = (port & ~1) == MASTER ? master : slave;
        if ((port & 1) != 0) {
          chip.data(value & 0xff);
        } else {
          chip.command(value & 0xff);
        }
        cascade();
      }
    }
  }

  @Override
  public void save(DataOutput out) throws IOException {
    master.save(out);
    slave.save(out);
    out.writeInt(levelTriggered);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    master.restore(in);
    slave.restore(in);
    levelTriggered = in.readInt();
  }
}
