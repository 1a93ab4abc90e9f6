@NullMarked
package io.kobox.unicorn;

import org.jspecify.annotations.NullMarked;
