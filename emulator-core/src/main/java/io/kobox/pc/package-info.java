/**
 * A plain PC with one CPU: RAM, interrupt controllers, timers, ports and the exceptions of the
 * processor, so that an operating system's own code runs on it. All time is virtual.
 */
@NullMarked
package io.kobox.pc;

import org.jspecify.annotations.NullMarked;
