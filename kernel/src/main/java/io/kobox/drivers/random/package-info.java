/** Random numbers (drivers/char/random.c). */
@NullMarked
package io.kobox.drivers.random;

import org.jspecify.annotations.NullMarked;
