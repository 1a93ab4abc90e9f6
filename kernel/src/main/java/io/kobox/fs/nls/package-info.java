/** Native language support (fs/nls). */
@NullMarked
package io.kobox.fs.nls;

import org.jspecify.annotations.NullMarked;
