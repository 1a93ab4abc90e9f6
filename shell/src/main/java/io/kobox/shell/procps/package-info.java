/** procps and psmisc: what looks at /proc. */
@NullMarked
package io.kobox.shell.procps;

import org.jspecify.annotations.NullMarked;
