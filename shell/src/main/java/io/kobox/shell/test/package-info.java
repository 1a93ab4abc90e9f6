/** {@code kobox test}: tests of modules written as shell scripts. */
@NullMarked
package io.kobox.shell.test;

import org.jspecify.annotations.NullMarked;
