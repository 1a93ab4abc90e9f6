/** Devices that are there to be plugged in, by name. */
@NullMarked
package io.kobox.device.catalog;

import org.jspecify.annotations.NullMarked;
