/** The keys that the kernel trusts (certs/). */
@NullMarked
package io.kobox.certs;

import org.jspecify.annotations.NullMarked;
