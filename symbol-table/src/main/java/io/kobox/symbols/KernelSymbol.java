package io.kobox.symbols;

/**
 * An exported symbol ({@code struct kernel_symbol} with what belongs to it).
 *
 * @param name the symbol's name
 * @param address where it is; for a per-CPU variable the offset into the per-CPU area; 0 if unknown
 * @param crc the checksum of its type ({@code CONFIG_MODVERSIONS})
 * @param gplOnly whether only modules with a GPL-compatible licence may use it
 * @param namespace the namespace that a module must import, or ""
 * @param type what the address is of
 * @param owner the module that exports it, or {@link #VMLINUX}
 */
public record KernelSymbol(
    String name,
    long address,
    int crc,
    boolean gplOnly,
    String namespace,
    SymbolType type,
    String owner) {

  /** The owner's name of symbols that the kernel itself exports, as in Module.symvers. */
  public static final String VMLINUX = "vmlinux";

  /** The same symbol at another address. */
  public KernelSymbol at(long newAddress) {
    return new KernelSymbol(name, newAddress, crc, gplOnly, namespace, type, owner);
  }
}
