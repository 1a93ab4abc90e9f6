package io.kobox.loader;

import static io.kobox.loader.ModuleLoadException.EBADMSG;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * The bytes of an uncompressed .ko, and the signature appended to it (kernel/module/signing.c:
 * module_sig_check(), mod_verify_sig(); kernel/module_signature.c: mod_check_sig()).
 */
public final class ModuleFile {
  /** What module_sig_check() finds before any cryptography. */
  public enum SignatureState {
    /** No marker at the end: -ENODATA, "unsigned module". */
    NONE,
    /** A well-formed struct module_signature; the PKCS#7 message itself is not looked at. */
    PRESENT,
    /** Not PKCS#7: -ENOPKG, "module with unsupported crypto", goes on as unsigned. */
    UNSUPPORTED
  }

  private static final byte[] MARKER =
      "~Module signature appended~\n".getBytes(StandardCharsets.ISO_8859_1);
  // struct module_signature
  private static final int TRAILER_BYTES = 12;
  private static final int PKEY_ID_PKCS7 = 2;

  private final byte[] bytes;

  /** The bytes, which are not copied and must not change. */
  public ModuleFile(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * What module_sig_check() leaves for the steps after it.
   *
   * @param state what is appended
   * @param module the file without it
   * @param log what mod_check_sig() prints
   */
  public record Checked(SignatureState state, ElfView module, Optional<LogLine> log) {}

  /**
   * module_sig_check().
   *
   * @param flags finit_module()'s: with one of the MODULE_INIT_IGNORE flags the kernel does not
   *     look for a signature
   * @throws ModuleLoadException EBADMSG if the signature's structure is wrong, which is fatal
   */
  public Checked signatureCheck(int flags) throws ModuleLoadException {
    int ignore = ElfModule.MODULE_INIT_IGNORE_MODVERSIONS | ElfModule.MODULE_INIT_IGNORE_VERMAGIC;
    if ((flags & ignore) != 0 || !hasMarker()) {
      return new Checked(SignatureState.NONE, new ElfView(bytes, bytes.length), Optional.empty());
    }
    int length = bytes.length - MARKER.length;
    if (length <= TRAILER_BYTES) {
      throw new ModuleLoadException(EBADMSG);
    }
    int trailer = length - TRAILER_BYTES;
    long signatureLength = signatureLength(trailer);
    if (signatureLength >= trailer) {
      throw new ModuleLoadException(EBADMSG);
    }
    if (bytes[trailer + 2] != PKEY_ID_PKCS7) {
      return new Checked(
          SignatureState.UNSUPPORTED,
          new ElfView(bytes, length),
          Optional.of(LogLine.error("module: not signed with expected PKCS#7 message")));
    }
    for (int i = 0; i < 8; i++) {
      if (i != 2 && bytes[trailer + i] != 0) {
        throw new ModuleLoadException(
            EBADMSG, LogLine.error("module: PKCS#7 signature info has unexpected non-zero params"));
      }
    }
    return new Checked(
        SignatureState.PRESENT,
        new ElfView(bytes, trailer - (int) signatureLength),
        Optional.empty());
  }

  /** The appended PKCS#7 message, if there is a well-formed signature. */
  public Optional<byte[]> pkcs7() {
    try {
      Checked checked = signatureCheck(0);
      return checked.state() == SignatureState.PRESENT
          ? Optional.of(
              Arrays.copyOfRange(
                  bytes, checked.module().length(), bytes.length - MARKER.length - TRAILER_BYTES))
          : Optional.empty();
    } catch (ModuleLoadException _) {
      return Optional.empty();
    }
  }

  private boolean hasMarker() {
    int from = bytes.length - MARKER.length;
    return from > 0 && Arrays.equals(bytes, from, bytes.length, MARKER, 0, MARKER.length);
  }

  private long signatureLength(int trailer) {
    long length = 0;
    for (int i = 8; i < TRAILER_BYTES; i++) {
      length = length << 8 | (bytes[trailer + i] & 0xff);
    }
    return length;
  }
}
