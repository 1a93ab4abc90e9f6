package io.kobox.syscalls;

/** What uname returns. */
public record Utsname(
    String sysname, String nodename, String release, String version, String machine) {}
