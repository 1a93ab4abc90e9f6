package io.kobox.syscalls;

/** One entry that getdents64 returns; {@code type} holds the S_IFMT bits. */
public record DirectoryEntry(long ino, int type, String name) {}
