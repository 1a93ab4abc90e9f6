/**
 * libkmod's matter: module names, index files, modprobe's configuration, lookup of modules and the
 * order in which they are probed. Works on any {@link io.kobox.kmod.ModuleTree}.
 */
@NullMarked
package io.kobox.kmod;

import org.jspecify.annotations.NullMarked;
