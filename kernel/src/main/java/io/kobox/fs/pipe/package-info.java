/** Pipes and FIFOs (fs/pipe.c), and the streams of the java process as open files. */
@NullMarked
package io.kobox.fs.pipe;

import org.jspecify.annotations.NullMarked;
