package io.kobox.shell.lang;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Integer expressions (bash's expr.c): 64 bits, C's operators, assignment to variables. */
public final class Arithmetic {
  private static final int DEEPEST = 100;

  private static final List<String> OPERATORS =
      List.of(
          "<<=", ">>=", "**", "++", "--", "<<", ">>", "<=", ">=", "==", "!=", "&&", "||", "+=",
          "-=", "*=", "/=", "%=", "&=", "^=", "|=", "+", "-", "*", "/", "%", "<", ">", "&", "|",
          "^", "!", "~", "?", ":", "=", ",", "(", ")");

  /** What variables are to an expression. */
  public interface Names {
    /** The value; null: unset. {@code index} null: no subscript. */
    @Nullable String get(String name, @Nullable Long index) throws ArithmeticError;

    void set(String name, @Nullable Long index, long value);
  }

  /** An expression that cannot be evaluated; the message is bash's without the prefix. */
  public static final class ArithmeticError extends Exception {
    private static final long serialVersionUID = 1L;

    public ArithmeticError(String message) {
      super(message, null, false, false);
    }

    public String text() {
      String message = getMessage();
      return message == null ? "" : message;
    }
  }

  private record Place(String name, @Nullable Long index) {}

  private final String text;
  private final Names names;
  private final int depth;
  private int nesting;
  private int at;
  private int tokenStart;
  private String token = "";
  private long number;
  private @Nullable Place place;

  /** Above zero: the operand is parsed but not evaluated (short circuit). */
  private int skipping;

  private Arithmetic(String text, Names names, int depth) {
    this.text = text;
    this.names = names;
    this.depth = depth;
  }

  public static long evaluate(String text, Names names) throws ArithmeticError {
    return evaluate(text, names, 0);
  }

  private static long evaluate(String text, Names names, int depth) throws ArithmeticError {
    if (text.isBlank()) {
      return 0;
    }
    if (depth > DEEPEST) {
      throw new ArithmeticError(
          text + ": expression recursion level exceeded (error token is \"" + text + "\")");
    }
    Arithmetic arithmetic = new Arithmetic(text, names, depth);
    arithmetic.advance();
    long value = arithmetic.comma();
    if (!arithmetic.token.isEmpty()) {
      throw arithmetic.error("syntax error in expression");
    }
    return value;
  }

  private ArithmeticError error(String what) {
    String rest = tokenStart < text.length() ? text.substring(tokenStart) : "";
    return new ArithmeticError(
        text.stripLeading() + ": " + what + " (error token is \"" + rest + "\")");
  }

  private ArithmeticError operandExpected() {
    if (token.isEmpty()) {
      tokenStart = lastStart;
    }
    return error("syntax error: operand expected");
  }

  private int lastStart;

  /** Reads the next token: {@code #} for a number, {@code @} for a place, or an operator. */
  private void advance() throws ArithmeticError {
    lastStart = tokenStart;
    while (at < text.length() && " \t\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    tokenStart = at;
    if (at == text.length()) {
      token = "";
      return;
    }
    char c = text.charAt(at);
    if (Lexer.isDigit(c)) {
      number();
    } else if (Lexer.isNameStart(c)) {
      name();
    } else {
      for (String operator : OPERATORS) {
        if (text.startsWith(operator, at)) {
          token = operator;
          at += operator.length();
          return;
        }
      }
      throw error(
          "syntax error: "
              + (lastStart == at || at == 0 ? "operand expected" : "invalid arithmetic operator"));
    }
  }

  private void number() throws ArithmeticError {
    int start = at;
    while (at < text.length()
        && (Lexer.isDigit(text.charAt(at))
            || Lexer.isNameStart(text.charAt(at))
            || text.charAt(at) == '#'
            || text.charAt(at) == '@')) {
      at++;
    }
    number = parse(text.substring(start, at));
    token = "#";
  }

  private long parse(String digits) throws ArithmeticError {
    int base = 10;
    int from = 0;
    int hash = digits.indexOf('#');
    if (hash > 0) {
      base = 0;
      for (int i = 0; i < hash; i++) {
        char c = digits.charAt(i);
        base = Lexer.isDigit(c) && base < 100 ? base * 10 + (c - '0') : 100;
      }
      if (base < 2 || base > 64) {
        throw error("invalid arithmetic base");
      }
      from = hash + 1;
    } else if (digits.startsWith("0x") || digits.startsWith("0X")) {
      base = 16;
      from = 2;
    } else if (digits.startsWith("0")) {
      base = 8;
    }
    long value = 0;
    for (int i = from; i < digits.length(); i++) {
      int digit = digit(digits.charAt(i), base);
      if (digit < 0 || digit >= base) {
        throw error(digit < 0 ? "invalid number" : "value too great for base");
      }
      value = value * base + digit;
    }
    return value;
  }

  private static int digit(char c, int base) {
    if (Lexer.isDigit(c)) {
      return c - '0';
    }
    if (c >= 'a' && c <= 'z') {
      return c - 'a' + 10;
    }
    if (c >= 'A' && c <= 'Z') {
      return base <= 36 ? c - 'A' + 10 : c - 'A' + 36;
    }
    return c == '@' ? 62 : c == '_' ? 63 : -1;
  }

  private void name() throws ArithmeticError {
    int start = at;
    while (at < text.length()
        && (Lexer.isNameStart(text.charAt(at)) || Lexer.isDigit(text.charAt(at)))) {
      at++;
    }
    String name = text.substring(start, at);
    Long index = null;
    if (at < text.length() && text.charAt(at) == '[') {
      int open = 0;
      int end = at;
      for (; end < text.length(); end++) {
        open += text.charAt(end) == '[' ? 1 : text.charAt(end) == ']' ? -1 : 0;
        if (open == 0) {
          break;
        }
      }
      if (end == text.length()) {
        throw error("bad array subscript");
      }
      index = evaluate(text.substring(at + 1, end), names, depth + 1);
      at = end + 1;
    }
    place = new Place(name, index);
    token = "@";
  }

  private long load(Place from) throws ArithmeticError {
    if (skipping > 0) {
      return 0;
    }
    String value = names.get(from.name, from.index);
    return value == null ? 0 : evaluate(value, names, depth + 1);
  }

  private void store(Place to, long value) {
    if (skipping == 0) {
      names.set(to.name, to.index, value);
    }
  }

  private boolean accept(String operator) throws ArithmeticError {
    if (token.equals(operator)) {
      advance();
      return true;
    }
    return false;
  }

  private long comma() throws ArithmeticError {
    long value = assignment();
    while (accept(",")) {
      value = assignment();
    }
    return value;
  }

  private long assignment() throws ArithmeticError {
    if (++nesting > DEEPEST) {
      throw error("expression recursion level exceeded");
    }
    boolean plain = token.equals("@");
    Place target = place;
    long value = conditional();
    if (isAssignment(token)) {
      String operator = token;
      if (!plain || target == null || !target.equals(lastOperand)) {
        throw error("attempted assignment to non-variable");
      }
      advance();
      long right = assignment();
      if (operator.length() > 1) {
        right = binary(operator.substring(0, operator.length() - 1), load(target), right);
      }
      store(target, right);
      value = right;
    }
    nesting--;
    return value;
  }

  private static boolean isAssignment(String operator) {
    return operator.endsWith("=")
        && !operator.equals("==")
        && !operator.equals("!=")
        && !operator.equals("<=")
        && !operator.equals(">=");
  }

  /** The place that the whole of what was just parsed is; null if it is more than a name. */
  private @Nullable Place lastOperand;

  private long conditional() throws ArithmeticError {
    long condition = binary(0);
    if (!token.equals("?")) {
      return condition;
    }
    advance();
    lastOperand = null;
    skipping += condition == 0 ? 1 : 0;
    long yes = comma();
    skipping -= condition == 0 ? 1 : 0;
    if (!token.equals(":")) {
      throw error("`:' expected for conditional expression");
    }
    advance();
    skipping += condition != 0 ? 1 : 0;
    long no = conditional();
    skipping -= condition != 0 ? 1 : 0;
    lastOperand = null;
    return condition != 0 ? yes : no;
  }

  private static int precedence(String operator) {
    return switch (operator) {
      case "||" -> 1;
      case "&&" -> 2;
      case "|" -> 3;
      case "^" -> 4;
      case "&" -> 5;
      case "==", "!=" -> 6;
      case "<", ">", "<=", ">=" -> 7;
      case "<<", ">>" -> 8;
      case "+", "-" -> 9;
      case "*", "/", "%" -> 10;
      case "**" -> 11;
      default -> -1;
    };
  }

  private long binary(int least) throws ArithmeticError {
    long left = unary();
    while (precedence(token) > least) {
      String operator = token;
      int level = precedence(operator);
      advance();
      lastOperand = null;
      boolean skip = (operator.equals("&&") && left == 0) || (operator.equals("||") && left != 0);
      skipping += skip ? 1 : 0;
      int start = tokenStart;
      long right = binary(operator.equals("**") ? level - 1 : level);
      skipping -= skip ? 1 : 0;
      lastOperand = null;
      if (right == 0 && skipping == 0 && (operator.equals("/") || operator.equals("%"))) {
        tokenStart = start;
        throw error("division by 0");
      }
      if (right < 0 && skipping == 0 && operator.equals("**")) {
        throw error("exponent less than 0");
      }
      left = binary(operator, left, right);
    }
    return left;
  }

  private long binary(String operator, long left, long right) throws ArithmeticError {
    return switch (operator) {
      case "||" -> left != 0 || right != 0 ? 1 : 0;
      case "&&" -> left != 0 && right != 0 ? 1 : 0;
      case "|" -> left | right;
      case "^" -> left ^ right;
      case "&" -> left & right;
      case "==" -> left == right ? 1 : 0;
      case "!=" -> left != right ? 1 : 0;
      case "<" -> left < right ? 1 : 0;
      case ">" -> left > right ? 1 : 0;
      case "<=" -> left <= right ? 1 : 0;
      case ">=" -> left >= right ? 1 : 0;
      case "<<" -> left << right;
      case ">>" -> left >> right;
      case "+" -> left + right;
      case "-" -> left - right;
      case "*" -> left * right;
      case "/", "%" -> {
        if (right == 0) {
          if (skipping > 0) {
            yield 0;
          }
          throw error("division by 0");
        }
        yield operator.equals("/") ? left / right : left % right;
      }
      default -> power(left, right);
    };
  }

  private static long power(long base, long exponent) {
    long result = 1;
    long square = base;
    for (long e = exponent; e > 0; e >>= 1) {
      if ((e & 1) != 0) {
        result *= square;
      }
      square *= square;
    }
    return result;
  }

  private long unary() throws ArithmeticError {
    lastOperand = null;
    if (++nesting > DEEPEST) {
      throw error("expression recursion level exceeded");
    }
    long value =
        switch (token) {
          case "!" -> {
            advance();
            yield unary() == 0 ? 1 : 0;
          }
          case "~" -> {
            advance();
            yield ~unary();
          }
          case "-" -> {
            advance();
            yield -unary();
          }
          case "+" -> {
            advance();
            yield unary();
          }
          case "++", "--" -> prefix();
          default -> primary();
        };
    nesting--;
    return value;
  }

  private long prefix() throws ArithmeticError {
    long by = token.equals("++") ? 1 : -1;
    advance();
    Place target = place;
    if (!token.equals("@") || target == null) {
      // bash reads "--5" as -(-5).
      return unary();
    }
    advance();
    long value = load(target) + by;
    store(target, value);
    lastOperand = null;
    return value;
  }

  private long primary() throws ArithmeticError {
    if (token.equals("#")) {
      long value = number;
      advance();
      return value;
    }
    Place target = place;
    if (token.equals("@") && target != null) {
      advance();
      if (token.equals("=")) {
        lastOperand = target;
        return 0;
      }
      long value = load(target);
      if (token.equals("++") || token.equals("--")) {
        store(target, value + (token.equals("++") ? 1 : -1));
        advance();
        return value;
      }
      lastOperand = target;
      return value;
    }
    if (token.equals("(")) {
      advance();
      long value = comma();
      if (!token.equals(")")) {
        throw error("missing `)'");
      }
      advance();
      lastOperand = null;
      return value;
    }
    throw operandExpected();
  }
}
