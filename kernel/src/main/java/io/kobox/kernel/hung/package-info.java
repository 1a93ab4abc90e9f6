/** Tasks that sleep for too long (kernel/hung_task.c). */
@NullMarked
package io.kobox.kernel.hung;

import org.jspecify.annotations.NullMarked;
