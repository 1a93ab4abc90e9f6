/**
 * Programs of small packages of their own (grep, findutils, sed, diffutils), in busybox's words.
 */
@NullMarked
package io.kobox.shell.busybox;

import org.jspecify.annotations.NullMarked;
