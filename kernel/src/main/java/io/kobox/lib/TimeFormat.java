package io.kobox.lib;

import io.kobox.machine.GuestMemory;

/** %ptR and %ptT: dates and times (lib/vsprintf.c: time_and_date(), rtc_str()). */
final class TimeFormat {
  private final GuestMemory memory;
  private final StructLayouts layouts;

  TimeFormat(GuestMemory memory, StructLayouts layouts) {
    this.memory = memory;
    this.layouts = layouts;
  }

  /** A broken-down time; the year counts from 1900 and the month from 0, as in struct tm. */
  private record Tm(int year, int month, int day, int hour, int minute, int second) {
    /** The UTC time of {@code seconds} since 1970 (kernel/time/timeconv.c: time64_to_tm()). */
    static Tm of(long seconds) {
      long days = Math.floorDiv(seconds, 86400L);
      int rest = (int) Math.floorMod(seconds, 86400L);
      // Days since 0000-03-01: there the leap day ends the year.
      long shifted = days + 719468;
      long era = Math.floorDiv(shifted, 146097L);
      int dayOfEra = (int) Math.floorMod(shifted, 146097L);
      int yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146096) / 365;
      int dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
      int marchMonth = (5 * dayOfYear + 2) / 153;
      int day = dayOfYear - (153 * marchMonth + 2) / 5 + 1;
      int month = marchMonth < 10 ? marchMonth + 2 : marchMonth - 10;
      long year = yearOfEra + era * 400 + (month <= 1 ? 1 : 0);
      return new Tm((int) (year - 1900), month, day, rest / 3600, rest / 60 % 60, rest % 60);
    }
  }

  void time(OutputBuffer out, long address, String extension, PrintfSpec spec) {
    if (!StringFormat.checkPointer(out, address, spec)) {
      return;
    }
    switch (PointerFormat.letter(extension, 1)) {
      case 'R' -> write(out, rtcTime(address), extension);
      case 'T' -> write(out, Tm.of(memory.getLong(address)), extension);
      default -> StringFormat.error(out, "(%pt?)", spec);
    }
  }

  private Tm rtcTime(long address) {
    return new Tm(
        field(address, "tm_year"),
        field(address, "tm_mon"),
        field(address, "tm_mday"),
        field(address, "tm_hour"),
        field(address, "tm_min"),
        field(address, "tm_sec"));
  }

  private int field(long address, String name) {
    return memory.getInt(address + layouts.offset("rtc_time", name));
  }

  private static void write(OutputBuffer out, Tm tm, String extension) {
    int next = 2;
    char part = PointerFormat.letter(extension, next);
    if (part == 'd' || part == 't') {
      next++;
    }
    boolean raw = false;
    char separator = 'T';
    while (PointerFormat.letter(extension, next) == 'r'
        || PointerFormat.letter(extension, next) == 's') {
      if (extension.charAt(next) == 'r') {
        raw = true;
      } else {
        separator = ' ';
      }
      next++;
    }
    if (part != 't') {
      number(out, tm.year() + (raw ? 0 : 1900), 4);
      out.append('-');
      number(out, tm.month() + (raw ? 0 : 1), 2);
      out.append('-');
      number(out, tm.day(), 2);
    }
    if (part != 't' && part != 'd') {
      out.append(separator);
    }
    if (part != 'd') {
      number(out, tm.hour(), 2);
      out.append(':');
      number(out, tm.minute(), 2);
      out.append(':');
      number(out, tm.second(), 2);
    }
  }

  private static void number(OutputBuffer out, int value, int digits) {
    // As in Linux the number is unsigned: a negative field shows as a huge one.
    NumberFormat.number(out, value, PrintfSpec.of(10, digits, PrintfSpec.ZEROPAD));
  }
}
