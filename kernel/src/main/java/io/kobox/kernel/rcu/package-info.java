/** Read-copy-update (kernel/rcu). */
@NullMarked
package io.kobox.kernel.rcu;

import org.jspecify.annotations.NullMarked;
