/** The simulated kernel: its parts put together, and how its code is run. */
@NullMarked
package io.kobox.kernel;

import org.jspecify.annotations.NullMarked;
