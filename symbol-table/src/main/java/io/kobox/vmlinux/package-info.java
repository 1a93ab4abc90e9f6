/** Reading a kernel image: bzImage payload, ELF sections, exports, release and banner. */
@NullMarked
package io.kobox.vmlinux;

import org.jspecify.annotations.NullMarked;
