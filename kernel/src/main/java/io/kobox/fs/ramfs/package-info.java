/** Files in memory: tmpfs (mm/shmem.c), optionally over a tree it does not write to. */
@NullMarked
package io.kobox.fs.ramfs;

import org.jspecify.annotations.NullMarked;
