@NullMarked
package io.kobox.symbols;

import org.jspecify.annotations.NullMarked;
