@NullMarked
package io.kobox.kernel.printk;

import org.jspecify.annotations.NullMarked;
