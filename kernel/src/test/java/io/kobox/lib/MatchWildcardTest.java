package io.kobox.lib;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MatchWildcardTest {
  @ParameterizedTest
  @CsvSource({
    "abc,abc,true",
    "abc,abcd,false",
    "a*c,abbc,true",
    "a*c,ac,true",
    "*b*,abc,true",
    "a?c,abc,true",
    "a?c,ac,false",
    "*,'',true",
    "'','',true",
    "a*b*c,axbxbyc,true",
    "a*bd,abcbd,true",
  })
  void matchesAsTheKernelDoes(String pattern, String text, boolean expected) {
    assertEquals(expected, MatchWildcard.matches(pattern, text));
  }
}
