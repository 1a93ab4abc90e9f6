/** How control passes between guest code and the Java that serves it (arch/x86/entry). */
@NullMarked
package io.kobox.kernel.entry;

import org.jspecify.annotations.NullMarked;
