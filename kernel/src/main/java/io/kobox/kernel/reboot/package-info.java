/** Who wants to know when the machine goes down (kernel/reboot.c). */
@NullMarked
package io.kobox.kernel.reboot;

import org.jspecify.annotations.NullMarked;
