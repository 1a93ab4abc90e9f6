/** JMH benchmarks of kobox's parts. */
@NullMarked
package io.kobox.bench;

import org.jspecify.annotations.NullMarked;
