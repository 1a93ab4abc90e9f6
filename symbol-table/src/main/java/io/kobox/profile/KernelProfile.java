package io.kobox.profile;

import io.kobox.btf.Btf;
import io.kobox.btf.TieredTypes;
import io.kobox.btf.TypePart;
import io.kobox.kallsyms.Kallsyms;
import io.kobox.symbols.ExportedSymbols;
import io.kobox.vmlinux.ImageFormatException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one kernel. Exports, types and symbols are unpacked when they are first asked
 * for. May be shared by threads.
 */
public final class KernelProfile {
  private static final String EMBEDDED = "6.1.0-56-amd64.profile";

  /** The symbol table is a file of its own: few runs need it. */
  private static final String EMBEDDED_SYMBOLS = "6.1.0-56-amd64.symbols";

  private static final String EMBEDDED_BUILTINS = "6.1.0-56-amd64.builtin";

  private final String release;
  private final String vermagic;
  private final String banner;
  private final PackedSection packedExports;
  private final List<PackedSection> packedTypes;
  private @Nullable ExportedSymbols exports;
  private final @Nullable TypePart packedSymbols;
  private final @Nullable PackedSection packedCertificates;
  private final @Nullable PackedSection packedFlags;
  private final @Nullable TypePart packedBuiltins;
  private @Nullable Btf types;
  private @Nullable Kallsyms symbols;

  KernelProfile(
      String release,
      String vermagic,
      String banner,
      PackedSection exports,
      List<PackedSection> types,
      @Nullable TypePart symbols,
      @Nullable PackedSection certificates,
      @Nullable PackedSection flags,
      @Nullable TypePart builtins) {
    this.release = release;
    this.vermagic = vermagic;
    this.banner = banner;
    this.packedExports = exports;
    this.packedTypes = types;
    this.packedSymbols = symbols;
    this.packedCertificates = certificates;
    this.packedFlags = flags;
    this.packedBuiltins = builtins;
  }

  private static final class Embedded {
    static final KernelProfile PROFILE = load();

    private static KernelProfile load() {
      try {
        KernelProfile profile = ProfileReader.read(resource(EMBEDDED));
        return new KernelProfile(
            profile.release,
            profile.vermagic,
            profile.banner,
            profile.packedExports,
            profile.packedTypes,
            () -> PackedSection.next(littleEndian(resource(EMBEDDED_SYMBOLS))).unpack(),
            null,
            null,
            () -> resource(EMBEDDED_BUILTINS));
      } catch (IOException e) {
        throw new UncheckedIOException(EMBEDDED, e);
      }
    }

    private static ByteBuffer littleEndian(byte[] bytes) {
      return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static byte[] resource(String name) throws IOException {
      try (InputStream in = KernelProfile.class.getResourceAsStream(name)) {
        if (in == null) {
          throw new IllegalStateException(name + " is missing");
        }
        return in.readAllBytes();
      }
    }
  }

  /** The profile of Debian 12's kernel 6.1.0-56-amd64, which is part of this program. */
  public static KernelProfile embedded() {
    return Embedded.PROFILE;
  }

  /** The release, as {@code uname -r} prints it. */
  public String release() {
    return release;
  }

  /** The version magic that a module of this kernel carries; it ends in a blank. */
  public String vermagic() {
    return vermagic;
  }

  /** The kernel's banner, ending in a newline as in /proc/version. */
  public String banner() {
    return banner;
  }

  /**
   * The X.509 certificates that the kernel trusts, DER, one after the other; null if the profile
   * has none, as one made without an image.
   */
  public byte @Nullable [] certificates() {
    PackedSection packed = packedCertificates;
    try {
      return packed == null ? null : packed.unpack();
    } catch (ImageFormatException e) {
      throw new UncheckedIOException("profile of " + release, e);
    }
  }

  /**
   * The names of flags in the kernel's own order; null if the profile was made without an image.
   */
  public @Nullable FlagTables flags() {
    PackedSection packed = packedFlags;
    try {
      return packed == null ? null : FlagTables.read(packed.unpack());
    } catch (ImageFormatException e) {
      throw new UncheckedIOException("profile of " + release, e);
    }
  }

  /** What /sys/module shows of built-in modules; none if the profile was made without an image. */
  public BuiltinModules builtinModules() {
    TypePart packed = packedBuiltins;
    try {
      return packed == null ? BuiltinModules.NONE : BuiltinModules.read(packed.unpack());
    } catch (IOException e) {
      throw new UncheckedIOException("profile of " + release, e);
    }
  }

  /** The exported symbols. */
  public synchronized ExportedSymbols exports() {
    ExportedSymbols result = exports;
    if (result == null) {
      try {
        result = ProfileExports.read(packedExports.unpack());
      } catch (ImageFormatException e) {
        throw new UncheckedIOException("profile of " + release, e);
      }
      exports = result;
    }
    return result;
  }

  /** The C types. */
  public synchronized Btf types() {
    Btf result = types;
    if (result == null) {
      try {
        result = TieredTypes.read(packedTypes);
      } catch (IOException e) {
        throw new UncheckedIOException("profile of " + release, e);
      }
      types = result;
    }
    return result;
  }

  /**
   * All symbols of the kernel, as /proc/kallsyms lists them; null for a profile made without an
   * image.
   */
  public synchronized @Nullable Kallsyms symbols() {
    Kallsyms result = symbols;
    if (result == null) {
      try {
        TypePart packed = packedSymbols;
        result = packed == null ? null : ProfileSymbols.read(packed.unpack());
      } catch (IOException e) {
        throw new UncheckedIOException("profile of " + release, e);
      }
      symbols = result;
    }
    return result;
  }
}
