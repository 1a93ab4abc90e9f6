/** Signatures of data (crypto/asymmetric_keys). */
@NullMarked
package io.kobox.crypto.asymmetrickeys;

import org.jspecify.annotations.NullMarked;
