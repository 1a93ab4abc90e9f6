package io.kobox.machine;

/**
 * How long an instruction of 64-bit code is (Intel SDM volume 2, chapter 2 and appendix A), so that
 * code can be walked through instruction by instruction.
 */
public final class InstructionLength {
  private static final int LONGEST = 15;
  private static final int REX_W = 8;

  /** One-byte opcodes with a ModRM byte, those from 0x40 on; below, the low three bits tell. */
  private static final String WITH_MODRM =
      "63 69 6b 80-81 83-8f c0-c1 c6-c7 d0-d3 d8-df f6-f7 fe-ff";

  private static final String WITH_BYTE = "6a-6b 70-80 83 a8 b0-b7 c0-c1 c6 cd e0-e7 eb";
  private static final String WITH_WORD = "68-69 81 a9 c7 e8-e9";
  private static final String PREFIXES = "26 2e 36 3e 64-67 f0 f2-f3";

  /** Two-byte opcodes without a ModRM byte. */
  private static final String WITHOUT_MODRM_0F = "04-09 0b 0e 30-37 77 80-8f a0-a2 a8-aa c8-cf";

  private static final String WITH_BYTE_0F = "0f 70-73 a4 ac ba c2 c4-c6";

  private static final String WITH_PORTS = "6c-6f e4-e7 ec-ef";

  private static final boolean[] PORTS = table(WITH_PORTS);
  private static final boolean[] MODRM = table(WITH_MODRM);
  private static final boolean[] BYTE = table(WITH_BYTE);
  private static final boolean[] WORD = table(WITH_WORD);
  private static final boolean[] PREFIX = table(PREFIXES);
  private static final boolean[] NO_MODRM_0F = table(WITHOUT_MODRM_0F);
  private static final boolean[] BYTE_0F = table(WITH_BYTE_0F);

  private final byte[] code;
  private int at;
  private boolean operandSize;
  private boolean addressSize;
  private int rex;

  private InstructionLength(byte[] code, int at) {
    this.code = code;
    this.at = at;
  }

  /** The length of the instruction at {@code at}; 1 where there is none. */
  public static int of(byte[] code, int at) {
    InstructionLength instruction = new InstructionLength(code, at);
    instruction.skip();
    int length = instruction.at - at;
    return length <= LONGEST && instruction.at <= code.length ? length : 1;
  }

  /** Whether the instruction at {@code at} is one of in, out, ins and outs. */
  public static boolean usesPorts(byte[] code, int at) {
    InstructionLength instruction = new InstructionLength(code, at);
    return PORTS[instruction.opcode()];
  }

  private static boolean[] table(String ranges) {
    boolean[] table = new boolean[256];
    for (String range : ranges.split(" ", -1)) {
      int first = Integer.parseInt(range.substring(0, 2), 16);
      int last = Integer.parseInt(range.substring(range.length() - 2), 16);
      for (int i = first; i <= last; i++) {
        table[i] = true;
      }
    }
    return table;
  }

  private int peek() {
    return at < code.length ? code[at] & 0xff : 0;
  }

  private int next() {
    int value = peek();
    at++;
    return value;
  }

  /** The first byte behind the prefixes. */
  private int opcode() {
    int opcode = next();
    while (PREFIX[opcode]) {
      operandSize |= opcode == 0x66;
      addressSize |= opcode == 0x67;
      opcode = next();
    }
    if ((opcode & 0xf0) == 0x40) {
      rex = opcode;
      opcode = next();
    }
    return opcode;
  }

  private void skip() {
    int opcode = opcode();
    switch (opcode) {
      case 0x0f -> twoBytes(next());
      case 0xc5 -> {
        at++;
        vector(1);
      }
      case 0xc4 -> {
        int map = next() & 0x1f;
        at++;
        vector(map);
      }
      case 0x62 -> {
        int map = next() & 7;
        at += 2;
        vector(map);
      }
      default -> oneByte(opcode);
    }
  }

  private void oneByte(int opcode) {
    int reg = peek() >> 3 & 7;
    if (opcode < 0x40) {
      int form = opcode & 7;
      if (form < 4) {
        modrm();
      } else if (form == 4) {
        at++;
      } else if (form == 5) {
        word();
      }
      return;
    }
    if (MODRM[opcode]) {
      modrm();
    }
    if (BYTE[opcode] || (opcode == 0xf6 && reg < 2)) {
      at++;
    } else if (WORD[opcode] || (opcode == 0xf7 && reg < 2)) {
      word();
    } else if (opcode >= 0xb8 && opcode <= 0xbf) {
      immediate();
    } else if (opcode >= 0xa0 && opcode <= 0xa3) {
      at += addressSize ? Integer.BYTES : Long.BYTES;
    } else if (opcode == 0xc2 || opcode == 0xca) {
      at += Short.BYTES;
    } else if (opcode == 0xc8) {
      at += Short.BYTES + 1;
    }
  }

  private void word() {
    at += operandSize ? Short.BYTES : Integer.BYTES;
  }

  private void immediate() {
    if ((rex & REX_W) != 0) {
      at += Long.BYTES;
    } else {
      word();
    }
  }

  private void twoBytes(int opcode) {
    if (opcode == 0x38) {
      at++;
      modrm();
    } else if (opcode == 0x3a) {
      at++;
      modrm();
      at++;
    } else if (opcode >= 0x20 && opcode <= 0x23) {
      at++;
    } else if (opcode >= 0x80 && opcode <= 0x8f) {
      at += Integer.BYTES;
    } else if (!NO_MODRM_0F[opcode]) {
      modrm();
      if (BYTE_0F[opcode]) {
        at++;
      }
    }
  }

  /** What follows a VEX or EVEX prefix. */
  private void vector(int map) {
    int opcode = next();
    if (map == 1 && opcode == 0x77) {
      return;
    }
    modrm();
    if (map == 3 || (map == 1 && BYTE_0F[opcode])) {
      at++;
    }
  }

  private void modrm() {
    int modrm = next();
    int mod = modrm >> 6;
    int rm = modrm & 7;
    if (mod == 3) {
      return;
    }
    int base = rm;
    if (rm == 4) {
      base = next() & 7;
    }
    if (mod == 1) {
      at++;
    } else if (mod == 2 || base == 5) {
      at += Integer.BYTES;
    }
  }
}
