/** Work done later by kernel threads (kernel/workqueue.c). */
@NullMarked
package io.kobox.kernel.workqueue;

import org.jspecify.annotations.NullMarked;
