package io.kobox.shell.lang.ast;

/**
 * A redirection; {@code fd} is -1 where none was typed. {@code operator} is as typed. For a
 * here-document {@code target} is its body.
 */
public record Redirection(int fd, String operator, Word target, String source) {}
