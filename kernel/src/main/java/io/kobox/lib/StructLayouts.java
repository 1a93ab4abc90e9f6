package io.kobox.lib;

/** The layouts of the kernel's structs, as its type data (BTF) has them. */
public interface StructLayouts {
  /**
   * The byte offset of {@code field} in {@code struct}; fields of anonymous members count as the
   * struct's own.
   *
   * @throws IllegalArgumentException if the kernel has no such struct or field
   */
  long offset(String struct, String field);

  /** Whether this kernel's {@code struct} has {@code field}. */
  boolean has(String struct, String field);

  /** The size of {@code struct} in bytes. */
  long size(String struct);
}
