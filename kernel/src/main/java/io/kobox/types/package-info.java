/** The kernel's structs in guest memory, by the names that its own type data (BTF) gives. */
@NullMarked
package io.kobox.types;

import org.jspecify.annotations.NullMarked;
