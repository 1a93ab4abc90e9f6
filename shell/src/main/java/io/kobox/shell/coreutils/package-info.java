/** coreutils: one class per program; where the recorded machine had busybox's, its texts. */
@NullMarked
package io.kobox.shell.coreutils;

import org.jspecify.annotations.NullMarked;
