/** The kernel log (kernel/printk/): the ring buffer, its writers, and its readers. */
@NullMarked
package io.kobox.kernel.printk;

import org.jspecify.annotations.NullMarked;
