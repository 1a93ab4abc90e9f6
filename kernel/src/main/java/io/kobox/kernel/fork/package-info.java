/** The task structs of the guest (kernel/fork.c). */
@NullMarked
package io.kobox.kernel.fork;

import org.jspecify.annotations.NullMarked;
