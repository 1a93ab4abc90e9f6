package io.kobox.shell.explain;

import io.kobox.capstone.Instruction;
import java.util.List;
import java.util.Locale;
import java.util.function.LongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Disassembled code with names: of jumps' and calls' targets, and the source lines between. */
final class Listing {
  private static final Pattern ADDRESS = Pattern.compile("(?<![$\\w])0x[0-9a-f]+(?!\\()");

  private final LongFunction<@Nullable String> names;
  private final LongFunction<@Nullable String> lines;

  /**
   * A listing.
   *
   * @param names what stands at an address: {@code _printk}, {@code deep+0x12}
   * @param lines the source line of an instruction
   */
  Listing(LongFunction<@Nullable String> names, LongFunction<@Nullable String> lines) {
    this.names = names;
    this.lines = lines;
  }

  /**
   * The listing of a function.
   *
   * @param references what an instruction that reaches over an address refers to, asked for each
   */
  String of(String function, List<Instruction> code, References references) {
    StringBuilder text = new StringBuilder();
    long start = code.isEmpty() ? 0 : code.getFirst().address();
    text.append(String.format(Locale.ROOT, "%016x <%s>:%n", start, function));
    String line = "";
    for (Instruction instruction : code) {
      String here = lines.apply(instruction.address());
      if (here != null && !here.equals(line)) {
        text.append(here).append('\n');
        line = here;
      }
      text.append(
          String.format(
                  Locale.ROOT,
                  "  %x <+%d>:\t%-8s%s",
                  instruction.address(),
                  instruction.address() - start,
                  instruction.mnemonic(),
                  operands(instruction, references))
              .stripTrailing());
      text.append('\n');
    }
    return text.toString();
  }

  /** The symbols in an instruction's bytes. */
  @FunctionalInterface
  interface References {
    /** What a relocation puts between the two addresses; null if none does. */
    @Nullable String in(long from, long to);
  }

  private String operands(Instruction instruction, References references) {
    String reference =
        references.in(instruction.address(), instruction.address() + instruction.size());
    if (reference != null) {
      return instruction.operands() + "\t# " + reference;
    }
    Matcher matcher = ADDRESS.matcher(instruction.operands());
    if (matcher.matches()) {
      String name = names.apply(Long.parseUnsignedLong(matcher.group().substring(2), 16));
      return name == null ? matcher.group() : matcher.group() + " <" + name + ">";
    }
    return instruction.operands();
  }
}
