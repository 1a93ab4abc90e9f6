/** The annotation processor that turns a class of annotated methods into a dispatch table. */
@NullMarked
package io.kobox.export.processor;

import org.jspecify.annotations.NullMarked;
