/** The small test programs of the rig: raw system calls, raw log records. */
@NullMarked
package io.kobox.shell.rig;

import org.jspecify.annotations.NullMarked;
