/** The tree of ports and of memory that devices take (kernel/resource.c). */
@NullMarked
package io.kobox.kernel.resource;

import org.jspecify.annotations.NullMarked;
