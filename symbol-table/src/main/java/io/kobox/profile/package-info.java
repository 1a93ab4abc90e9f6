/** What kobox knows of one kernel: release, exports and types, in one small file. */
@NullMarked
package io.kobox.profile;

import org.jspecify.annotations.NullMarked;
