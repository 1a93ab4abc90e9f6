/**
 * The virtual file system (fs/ of Linux): inodes, dentries, mounts, path walk, open files and the
 * system calls on them.
 *
 * <p>Everything here runs on the one task that has the CPU: there are no locks. Names and contents
 * are bytes; a {@code String} holds them as chars (ISO 8859-1). The only user is root.
 */
@NullMarked
package io.kobox.fs;

import org.jspecify.annotations.NullMarked;
