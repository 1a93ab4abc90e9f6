/** kmod's tools: insmod, rmmod, modprobe, lsmod, modinfo, depmod and kmod, as of kmod 30. */
@NullMarked
package io.kobox.shell.kmod;

import org.jspecify.annotations.NullMarked;
