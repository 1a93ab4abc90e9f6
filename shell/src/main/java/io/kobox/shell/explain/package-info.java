/** {@code kobox explain}: a module on one page, without running it. */
@NullMarked
package io.kobox.shell.explain;

import org.jspecify.annotations.NullMarked;
