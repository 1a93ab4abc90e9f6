/**
 * The VFS as drivers see it: struct file, inode and dentry in guest memory, and files whose methods
 * are guest functions (include/linux/fs.h).
 */
@NullMarked
package io.kobox.fs.driver;

import org.jspecify.annotations.NullMarked;
