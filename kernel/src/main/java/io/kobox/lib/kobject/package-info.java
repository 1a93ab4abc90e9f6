/** kobjects and ksets, and their directories in /sys (lib/kobject.c, lib/kobject_uevent.c). */
@NullMarked
package io.kobox.lib.kobject;

import org.jspecify.annotations.NullMarked;
