/**
 * BPF Type Format: the kernel's own description of its C types ({@code Documentation/bpf/btf.rst}).
 */
@NullMarked
package io.kobox.btf;

import org.jspecify.annotations.NullMarked;
