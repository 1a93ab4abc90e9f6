/** Character devices by number (fs/char_dev.c) and the memory devices (drivers/char/mem.c). */
@NullMarked
package io.kobox.fs.chrdev;

import org.jspecify.annotations.NullMarked;
