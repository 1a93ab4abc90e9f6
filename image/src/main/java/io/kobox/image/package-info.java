/**
 * The image kernel: a real kernel's own code on a plain PC in virtual time. Its system calls serve
 * the shell, tests and user programs.
 */
@NullMarked
package io.kobox.image;

import org.jspecify.annotations.NullMarked;
