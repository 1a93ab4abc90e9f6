@NullMarked
package io.kobox.kernel.sched;

import org.jspecify.annotations.NullMarked;
