package io.kobox.unicorn;

import java.util.List;

/** The x86-64 registers that are read and written from outside, with libunicorn's ids. */
public enum Register {
  RAX(35),
  RBX(37),
  RCX(38),
  RDX(40),
  RSI(43),
  RDI(39),
  RBP(36),
  RSP(44),
  R8(106),
  R9(107),
  R10(108),
  R11(109),
  R12(110),
  R13(111),
  R14(112),
  R15(113),
  RIP(41),
  RFLAGS(253),
  CS(11),
  DS(17),
  ES(28),
  FS(32),
  GS(33),
  SS(49),
  CR0(50),
  CR2(52),
  CR3(53),
  CR4(54),
  DR6(72),
  FS_BASE(250),
  GS_BASE(251);

  /** The general registers, in the order in which reports show them. */
  public static final List<Register> GENERAL =
      List.of(RAX, RBX, RCX, RDX, RSI, RDI, RBP, RSP, R8, R9, R10, R11, R12, R13, R14, R15);

  private final int id;

  Register(int id) {
    this.id = id;
  }

  /** The id in libunicorn's {@code uc_x86_reg}. */
  int id() {
    return id;
  }
}
