/** The shell's own commands, one class each. */
@NullMarked
package io.kobox.shell.lang.builtin;

import org.jspecify.annotations.NullMarked;
