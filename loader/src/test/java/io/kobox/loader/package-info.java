@NullMarked
package io.kobox.loader;

import org.jspecify.annotations.NullMarked;
