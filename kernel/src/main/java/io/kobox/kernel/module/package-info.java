/** Loading, running and unloading modules (kernel/module). */
@NullMarked
package io.kobox.kernel.module;

import org.jspecify.annotations.NullMarked;
