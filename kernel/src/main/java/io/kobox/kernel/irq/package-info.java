/** Interrupts of devices (kernel/irq). */
@NullMarked
package io.kobox.kernel.irq;

import org.jspecify.annotations.NullMarked;
