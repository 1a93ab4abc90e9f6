/**
 * Unit tests of kernel modules with JUnit: {@link KernelTest} gives each test a {@link Machine} of
 * its own.
 */
@NullMarked
package io.kobox.junit;

import org.jspecify.annotations.NullMarked;
