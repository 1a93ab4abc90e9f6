/** /dev (drivers/base/devtmpfs.c). */
@NullMarked
package io.kobox.fs.devtmpfs;

import org.jspecify.annotations.NullMarked;
