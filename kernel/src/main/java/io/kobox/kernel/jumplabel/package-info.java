/** Static branches (kernel/jump_label.c, arch/x86/kernel/jump_label.c). */
@NullMarked
package io.kobox.kernel.jumplabel;

import org.jspecify.annotations.NullMarked;
