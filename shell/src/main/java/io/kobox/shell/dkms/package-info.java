/** {@code kobox dkms}: modules built for every kernel that has headers, as Debian's dkms does. */
@NullMarked
package io.kobox.shell.dkms;

import org.jspecify.annotations.NullMarked;
