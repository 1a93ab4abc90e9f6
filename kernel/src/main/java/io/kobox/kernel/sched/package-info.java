/** Tasks and who runs next (kernel/sched). */
@NullMarked
package io.kobox.kernel.sched;

import org.jspecify.annotations.NullMarked;
