/** Building modules on the host, as tutorials do: {@code make -C HEADERS M=DIR modules}. */
@NullMarked
package io.kobox.shell.kbuild;

import org.jspecify.annotations.NullMarked;
