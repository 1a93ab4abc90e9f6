/**
 * Devices for drivers: what a model in Java sees of the machine, and the board it is plugged into.
 */
@NullMarked
package io.kobox.device;

import org.jspecify.annotations.NullMarked;
