@NullMarked
package io.kobox.lib;

import org.jspecify.annotations.NullMarked;
