/** The image kernel as a debugger sees it. */
@NullMarked
package io.kobox.image.debug;

import org.jspecify.annotations.NullMarked;
