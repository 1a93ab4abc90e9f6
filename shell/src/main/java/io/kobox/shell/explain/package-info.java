/** {@code explain}: what a module file is and what would happen to it, without running it. */
@NullMarked
package io.kobox.shell.explain;

import org.jspecify.annotations.NullMarked;
