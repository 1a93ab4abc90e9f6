/** /sys/kernel/debug (fs/debugfs/). */
@NullMarked
package io.kobox.fs.debugfs;

import org.jspecify.annotations.NullMarked;
