/** Classes and devices and their places in /sys and /dev (drivers/base/). */
@NullMarked
package io.kobox.drivers.base;

import org.jspecify.annotations.NullMarked;
