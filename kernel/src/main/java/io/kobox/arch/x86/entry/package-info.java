/**
 * Programs of machine code: how they run in ring 3, and what their system calls do
 * (arch/x86/entry).
 */
@NullMarked
package io.kobox.arch.x86.entry;

import org.jspecify.annotations.NullMarked;
