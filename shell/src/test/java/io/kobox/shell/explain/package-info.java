/** Tests of kobox explain. */
@NullMarked
package io.kobox.shell.explain;

import org.jspecify.annotations.NullMarked;
