/** BUG and WARN (lib/bug.c). */
@NullMarked
package io.kobox.lib.bug;

import org.jspecify.annotations.NullMarked;
