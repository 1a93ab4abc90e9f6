/** The binding of libcapstone, which turns machine code into text. */
@NullMarked
package io.kobox.capstone;

import org.jspecify.annotations.NullMarked;
