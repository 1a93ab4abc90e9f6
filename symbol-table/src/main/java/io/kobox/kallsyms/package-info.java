/** The kernel's own symbol table ({@code kernel/kallsyms.c}), found in an image without symbols. */
@NullMarked
package io.kobox.kallsyms;

import org.jspecify.annotations.NullMarked;
