/** Memory for devices to access (kernel/dma). */
@NullMarked
package io.kobox.kernel.dma;

import org.jspecify.annotations.NullMarked;
