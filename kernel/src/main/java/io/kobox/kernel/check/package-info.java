/** What kobox finds wrong with a module although a stock kernel would say nothing. */
@NullMarked
package io.kobox.kernel.check;

import org.jspecify.annotations.NullMarked;
