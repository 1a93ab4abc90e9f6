/** The kernel's library (lib/): strings, numbers, formatted output, sorting, bitmaps, checksums. */
@NullMarked
package io.kobox.lib;

import org.jspecify.annotations.NullMarked;
