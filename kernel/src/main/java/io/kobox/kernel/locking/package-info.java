/** Locks (kernel/locking). */
@NullMarked
package io.kobox.kernel.locking;

import org.jspecify.annotations.NullMarked;
