/** {@code checkpoint} and {@code restore}: the machine's states, kept by name. */
@NullMarked
package io.kobox.shell.checkpoint;

import org.jspecify.annotations.NullMarked;
