/** Tasks, the scheduler and waiting (kernel/sched/ of Linux). */
@NullMarked
package io.kobox.kernel.sched;

import org.jspecify.annotations.NullMarked;
