/**
 * How Java code declares that it serves a kernel export, and the processor that makes the table.
 */
@NullMarked
package io.kobox.export;

import org.jspecify.annotations.NullMarked;
