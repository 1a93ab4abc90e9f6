/** Kernel threads of modules (kernel/kthread.c). */
@NullMarked
package io.kobox.kernel.kthread;

import org.jspecify.annotations.NullMarked;
