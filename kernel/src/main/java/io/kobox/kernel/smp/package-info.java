/** Calls between CPUs, and which there are (kernel/smp.c, kernel/cpu.c). */
@NullMarked
package io.kobox.kernel.smp;

import org.jspecify.annotations.NullMarked;
