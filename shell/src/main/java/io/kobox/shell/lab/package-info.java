/** {@code kobox lab}: a course of small exercises, each with its own checks. */
@org.jspecify.annotations.NullMarked
package io.kobox.shell.lab;
