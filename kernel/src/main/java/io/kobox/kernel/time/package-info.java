/** One virtual clock and what waits for it (kernel/time). */
@NullMarked
package io.kobox.kernel.time;

import org.jspecify.annotations.NullMarked;
