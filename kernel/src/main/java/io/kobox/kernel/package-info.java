@NullMarked
package io.kobox.kernel;

import org.jspecify.annotations.NullMarked;
