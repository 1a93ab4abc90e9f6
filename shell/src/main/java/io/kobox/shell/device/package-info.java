/** Devices that are plugged into the machine: by name, or by a class of the user's own. */
@NullMarked
package io.kobox.shell.device;

import org.jspecify.annotations.NullMarked;
