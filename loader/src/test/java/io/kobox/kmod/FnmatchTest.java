package io.kobox.kmod;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The answers are glibc's fnmatch(pattern, text, 0). */
class FnmatchTest {
  @ParameterizedTest
  @CsvSource({
    "abc, abc, true",
    "abc, abcd, false",
    "a*c, ac, true",
    "a*c, axxxc, true",
    "a*c, axxxcd, false",
    "*, /.x, true",
    "a?c, a/c, true",
    "a?c, ac, false",
    "[a-c]x, bx, true",
    "[!a-c]x, bx, false",
    "[^a-c]x, dx, true",
    "[]x]y, ]y, true",
    "[a-c-]z, -z, true",
    "[[:digit:]]*, 7up, true",
    "[[:digit:]]*, up, false",
    "[, [, true",
    "[a, [a, true",
    "a\\*b, a*b, true",
    "a\\*b, axb, false",
    "a\\, a, false",
    "pci:v00008086d*sv*sd*bc02sc*i*, pci:v00008086d0000100Esv00001AF4sd00001100bc02sc00i00, true",
    "usb:v*p*d*dc*dsc*dp*ic08isc06ip50in*, usb:v0781p5567d0100dc00dsc00dp00ic08isc06ip50in00, true",
    "of:N*T*Cx*, of:NaTb, false",
    "a*a*a*a*a*a*a*a*b, aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa, false",
  })
  void matchesAsGlibc(String pattern, String text, boolean expected) {
    assertEquals(expected, Fnmatch.matches(pattern, text));
  }
}
