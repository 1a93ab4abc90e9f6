/** Puts the machine's file tree together (init/do_mounts.c, and what an initramfs mounts). */
@NullMarked
package io.kobox.fs.init;

import org.jspecify.annotations.NullMarked;
