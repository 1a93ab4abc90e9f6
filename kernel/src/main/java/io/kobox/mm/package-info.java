/** Memory of the kernel: slab, vmalloc, pages (mm/). */
@NullMarked
package io.kobox.mm;

import org.jspecify.annotations.NullMarked;
