/** Faults on purpose (lib/fault-inject.c). */
@NullMarked
package io.kobox.lib.fault;

import org.jspecify.annotations.NullMarked;
