/** Process identifiers as modules see them (kernel/pid.c). */
@NullMarked
package io.kobox.kernel.pid;

import org.jspecify.annotations.NullMarked;
