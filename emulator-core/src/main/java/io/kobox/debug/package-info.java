/**
 * Holding a CPU where a person wants it: breakpoints, watchpoints and single steps, for any machine
 * of this emulator. What Linux is, it does not know.
 */
@NullMarked
package io.kobox.debug;

import org.jspecify.annotations.NullMarked;
