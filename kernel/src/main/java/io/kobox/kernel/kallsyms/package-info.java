/** Names of addresses (kernel/kallsyms.c, kernel/module/kallsyms.c). */
@NullMarked
package io.kobox.kernel.kallsyms;

import org.jspecify.annotations.NullMarked;
