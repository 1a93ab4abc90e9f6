/**
 * Keeping a machine's state and going back to it: the Java objects that are part of the state, in
 * place, and the memory of the machine. What a machine is made of, it does not know.
 */
@NullMarked
package io.kobox.checkpoint;

import org.jspecify.annotations.NullMarked;
