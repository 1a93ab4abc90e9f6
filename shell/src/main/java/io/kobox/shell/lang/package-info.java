/** The shell's language: lexer, parser, expansion and interpreter of what bash 5.2 does as sh. */
@NullMarked
package io.kobox.shell.lang;

import org.jspecify.annotations.NullMarked;
