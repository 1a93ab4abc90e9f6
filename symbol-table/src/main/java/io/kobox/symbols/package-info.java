/** The kernel's export table: which symbol a module gets for a name, and who owns it. */
@NullMarked
package io.kobox.symbols;

import org.jspecify.annotations.NullMarked;
