/**
 * What kobox does on an image kernel besides what the kernel does: checks, traces and faults, all
 * at the calls that watched modules make to the kernel.
 */
@NullMarked
package io.kobox.image.check;

import org.jspecify.annotations.NullMarked;
