/** The misc devices of major 10 (drivers/char/misc.c; {@code char} is a word of Java's own). */
@NullMarked
package io.kobox.drivers.misc;

import org.jspecify.annotations.NullMarked;
