/** util-linux: dmesg, mount, hexdump. */
@NullMarked
package io.kobox.shell.utillinux;

import org.jspecify.annotations.NullMarked;
