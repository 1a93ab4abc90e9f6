/**
 * Functions of the image kernel that are answered here, since the emulator would take long for
 * them: each does exactly what the kernel's own does, and says where that is.
 */
@NullMarked
package io.kobox.image.redirect;

import org.jspecify.annotations.NullMarked;
