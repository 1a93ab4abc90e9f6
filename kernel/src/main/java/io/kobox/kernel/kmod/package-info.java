/** The kernel asks for a module (kernel/kmod.c). */
@NullMarked
package io.kobox.kernel.kmod;

import org.jspecify.annotations.NullMarked;
