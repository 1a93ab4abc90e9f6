/** Signals to tasks (kernel/signal.c). */
@NullMarked
package io.kobox.kernel.signal;

import org.jspecify.annotations.NullMarked;
