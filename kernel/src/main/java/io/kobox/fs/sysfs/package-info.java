/** /sys (fs/kernfs/, fs/sysfs/). */
@NullMarked
package io.kobox.fs.sysfs;

import org.jspecify.annotations.NullMarked;
