/** What the kernel does at faults and traps of the CPU (arch/x86/kernel, arch/x86/mm). */
@NullMarked
package io.kobox.arch.x86;

import org.jspecify.annotations.NullMarked;
