/** {@code kobox survey}: what a kernel does with each of its modules, and how that compares. */
@NullMarked
package io.kobox.shell.survey;

import org.jspecify.annotations.NullMarked;
