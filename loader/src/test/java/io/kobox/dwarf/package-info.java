@NullMarked
package io.kobox.dwarf;

import org.jspecify.annotations.NullMarked;
