package io.kobox.lib;

import io.kobox.profile.FlagTables;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What formatted output needs to know of the rest of the kernel.
 *
 * @param layouts the struct layouts
 * @param symbols the names for %pS and its siblings
 * @param functions calls into the guest (%pfw asks the node's operations)
 * @param fwnodes the names of the kernel's own nodes for %pfw
 * @param warning takes the complaints about wrong formats
 * @param pointerKey the key that %p hashes addresses with
 * @param kptrRestrict the sysctl kernel.kptr_restrict
 * @param flags the kernel's own tables of flags; null if they are not known
 */
public record FormatContext(
    StructLayouts layouts,
    SymbolNames symbols,
    GuestFunctions functions,
    FwnodeNames fwnodes,
    KernelWarning warning,
    SipHash pointerKey,
    IntSupplier kptrRestrict,
    Supplier<@Nullable FlagTables> flags) {}
