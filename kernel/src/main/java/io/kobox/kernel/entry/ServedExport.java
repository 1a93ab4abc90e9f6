package io.kobox.kernel.entry;

import io.kobox.export.Level;

/**
 * An export of the real kernel that the simulated kernel serves.
 *
 * @param note what is missing or differs from Linux; empty for {@link Level#FULL}
 */
public record ServedExport(String name, Level level, String note) {}
