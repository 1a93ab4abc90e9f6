/**
 * The DWARF debug information of module files, as far as it is wanted here: which source line an
 * instruction is of.
 */
@NullMarked
package io.kobox.dwarf;

import org.jspecify.annotations.NullMarked;
