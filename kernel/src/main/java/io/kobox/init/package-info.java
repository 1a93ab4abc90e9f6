/** Starting things (init/main.c). */
@NullMarked
package io.kobox.init;

import org.jspecify.annotations.NullMarked;
