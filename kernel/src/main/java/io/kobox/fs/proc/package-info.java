/** /proc (fs/proc/). */
@NullMarked
package io.kobox.fs.proc;

import org.jspecify.annotations.NullMarked;
