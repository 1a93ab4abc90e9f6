/** The interactive shell: JLine in front of the shell's language. */
@NullMarked
package io.kobox.shell.interactive;

import org.jspecify.annotations.NullMarked;
