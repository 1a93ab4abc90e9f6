/**
 * GDB's remote protocol ("Remote Serial Protocol" in gdb's manual): a debugger of the user's talks
 * to a machine of this emulator as it does to a gdbserver.
 */
@NullMarked
package io.kobox.gdb;

import org.jspecify.annotations.NullMarked;
