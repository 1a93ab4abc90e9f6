/** Machines with either kernel that programs run on by themselves: tests, sweeps, fuzzing. */
@NullMarked
package io.kobox.shell.batch;

import org.jspecify.annotations.NullMarked;
