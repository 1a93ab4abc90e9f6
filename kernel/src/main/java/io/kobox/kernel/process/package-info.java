/**
 * Processes: fork, exit, wait, signals, and the system calls one makes (kernel/fork.c, exit.c,
 * signal.c).
 */
@NullMarked
package io.kobox.kernel.process;

import org.jspecify.annotations.NullMarked;
