/** Module parameters (kernel/params.c). */
@NullMarked
package io.kobox.kernel.params;

import org.jspecify.annotations.NullMarked;
