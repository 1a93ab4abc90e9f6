/** Who a task is: its credentials and namespaces (kernel/cred.c, kernel/user_namespace.c). */
@NullMarked
package io.kobox.kernel.cred;

import org.jspecify.annotations.NullMarked;
