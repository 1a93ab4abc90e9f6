@NullMarked
package io.kobox.shell;

import org.jspecify.annotations.NullMarked;
