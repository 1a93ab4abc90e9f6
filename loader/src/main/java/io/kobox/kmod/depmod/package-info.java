/** What depmod computes: {@code modules.dep} and its siblings (kmod: tools/depmod.c). */
@NullMarked
package io.kobox.kmod.depmod;

import org.jspecify.annotations.NullMarked;
