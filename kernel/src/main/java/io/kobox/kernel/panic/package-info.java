/** Taints, warnings and panics (kernel/panic.c). */
@NullMarked
package io.kobox.kernel.panic;

import org.jspecify.annotations.NullMarked;
