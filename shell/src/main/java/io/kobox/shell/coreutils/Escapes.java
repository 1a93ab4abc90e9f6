package io.kobox.shell.coreutils;

/** Backslash escapes of echo -e and printf. */
final class Escapes {
  /** {@code stop}: a {@code \c} ended the output. */
  record Text(String text, boolean stop) {}

  private Escapes() {}

  /** {@code zeroOctal}: octal numbers start with \0 (echo, %b), not with any digit. */
  static Text expand(String text, boolean zeroOctal) {
    StringBuilder result = new StringBuilder();
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i++);
      if (c != '\\' || i == text.length()) {
        result.append(c);
        continue;
      }
      char letter = text.charAt(i++);
      int known = "abefnrtv\\".indexOf(letter);
      if (known >= 0) {
        result.append("\007\b\033\f\n\r\t\013\\".charAt(known));
      } else if (letter == 'c') {
        return new Text(result.toString(), true);
      } else if (letter == 'x' && i < text.length() && Character.digit(text.charAt(i), 16) >= 0) {
        int value = 0;
        for (int digits = 0;
            digits < 2 && i < text.length() && Character.digit(text.charAt(i), 16) >= 0;
            digits++) {
          value = value * 16 + Character.digit(text.charAt(i++), 16);
        }
        result.append((char) value);
      } else if (letter >= '0' && letter <= '7') {
        int value = letter - '0';
        int most = zeroOctal && letter == '0' ? 3 : 2;
        for (int digits = 0;
            digits < most && i < text.length() && text.charAt(i) >= '0' && text.charAt(i) <= '7';
            digits++) {
          value = value * 8 + text.charAt(i++) - '0';
        }
        result.append((char) (value & 0xff));
      } else {
        result.append('\\').append(letter);
      }
    }
    return new Text(result.toString(), false);
  }
}
