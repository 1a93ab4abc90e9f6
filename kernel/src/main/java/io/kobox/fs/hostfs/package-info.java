/** The host's files, read-only, as the lower layer of a tree in memory. */
@NullMarked
package io.kobox.fs.hostfs;

import org.jspecify.annotations.NullMarked;
