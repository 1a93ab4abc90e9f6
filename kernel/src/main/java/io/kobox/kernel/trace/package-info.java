/** What guest code asks of the kernel, written down (kernel/trace). */
@NullMarked
package io.kobox.kernel.trace;

import org.jspecify.annotations.NullMarked;
