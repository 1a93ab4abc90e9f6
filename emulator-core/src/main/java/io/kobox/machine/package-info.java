/**
 * The machine: physical memory, page tables, the CPU, traps and faults. It knows nothing of Linux.
 */
@NullMarked
package io.kobox.machine;

import org.jspecify.annotations.NullMarked;
