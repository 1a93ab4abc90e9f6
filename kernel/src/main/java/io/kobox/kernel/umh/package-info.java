/** Programs that the kernel starts by itself (kernel/umh.c). */
@NullMarked
package io.kobox.kernel.umh;

import org.jspecify.annotations.NullMarked;
