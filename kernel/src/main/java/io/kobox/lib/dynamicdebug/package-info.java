/** Messages that are switched on by their place in the source (lib/dynamic_debug.c). */
@NullMarked
package io.kobox.lib.dynamicdebug;

import org.jspecify.annotations.NullMarked;
