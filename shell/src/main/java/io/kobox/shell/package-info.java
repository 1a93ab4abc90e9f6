/** The kobox command and its shell. */
@NullMarked
package io.kobox.shell;

import org.jspecify.annotations.NullMarked;
