/**
 * Commands: small objects that run as processes of the machine and are tested without a terminal.
 */
@NullMarked
package io.kobox.shell.command;

import org.jspecify.annotations.NullMarked;
