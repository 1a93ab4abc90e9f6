/** Which source line an instruction of a module came from, by the DWARF data in its file. */
@NullMarked
package io.kobox.dwarf;

import org.jspecify.annotations.NullMarked;
