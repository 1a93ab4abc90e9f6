/** The simulated kernel as a debugger sees it. */
@NullMarked
package io.kobox.kernel.debug;

import org.jspecify.annotations.NullMarked;
