/** Commands of busybox for networks; they need a kernel that has some. */
@NullMarked
package io.kobox.shell.net;

import org.jspecify.annotations.NullMarked;
