/** Interrupt context, softirqs and tasklets (kernel/softirq.c). */
@NullMarked
package io.kobox.kernel.softirq;

import org.jspecify.annotations.NullMarked;
