/** What a task may do (kernel/capability.c). */
@NullMarked
package io.kobox.kernel.capability;

import org.jspecify.annotations.NullMarked;
