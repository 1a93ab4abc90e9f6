/** The seam: the system calls through which shell, tests and user programs talk to a machine. */
@NullMarked
package io.kobox.syscalls;

import org.jspecify.annotations.NullMarked;
