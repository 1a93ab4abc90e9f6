/** The syntax tree of the shell's language. */
@NullMarked
package io.kobox.shell.lang.ast;

import org.jspecify.annotations.NullMarked;
