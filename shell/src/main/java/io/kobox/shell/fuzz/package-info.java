/**
 * {@code kobox fuzz}: libFuzzer makes inputs, these become system calls on what a module serves,
 * and the code that they reach tells libFuzzer which inputs to go on with.
 */
@NullMarked
package io.kobox.shell.fuzz;

import org.jspecify.annotations.NullMarked;
