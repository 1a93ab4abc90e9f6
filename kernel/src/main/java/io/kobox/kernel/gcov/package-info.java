/**
 * Which code of modules ran, by source lines: what kernel/gcov gives for a kernel built with
 * CONFIG_GCOV_PROFILE_ALL, here for modules as they are. The output is lcov's.
 */
@NullMarked
package io.kobox.kernel.gcov;

import org.jspecify.annotations.NullMarked;
