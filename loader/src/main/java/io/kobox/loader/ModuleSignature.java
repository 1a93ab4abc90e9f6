package io.kobox.loader;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A signature appended to a module file (kernel/module/signing.c, kernel/module_signature.c). */
public final class ModuleSignature {
  private static final byte[] MARKER =
      "~Module signature appended~\n".getBytes(StandardCharsets.US_ASCII);

  /** struct module_signature: five single bytes, three of padding, the length. */
  private static final int HEADER_SIZE = 12;

  private static final int ID_TYPE_AT = 2;
  private static final int PKCS7 = 2;

  /**
   * A file without its signature.
   *
   * @param length how many bytes of the file are the module
   * @param log what the kernel says (pr_err) of a signature that it cannot use, null if nothing
   */
  public record Unsigned(int length, @Nullable String log) {}

  private ModuleSignature() {}

  /**
   * Takes the signature off. Whoever made it, the kernel here has no key: the module counts as
   * unsigned (ENOKEY, ENOPKG), unless the signature is not even well formed.
   */
  public static Unsigned strip(byte[] file) throws ModuleLoadException {
    int end = file.length - MARKER.length;
    if (end <= 0 || !Arrays.equals(file, end, file.length, MARKER, 0, MARKER.length)) {
      return new Unsigned(file.length, null);
    }
    if (end <= HEADER_SIZE) {
      throw new ModuleLoadException(ModuleLoadException.EBADMSG);
    }
    ByteBuffer header = ByteBuffer.wrap(file, end - HEADER_SIZE, HEADER_SIZE).slice();
    long length = Integer.toUnsignedLong(header.getInt(8));
    if (length >= end - HEADER_SIZE) {
      throw new ModuleLoadException(ModuleLoadException.EBADMSG);
    }
    if (header.get(ID_TYPE_AT) != PKCS7) {
      return new Unsigned(end, "module: not signed with expected PKCS#7 message");
    }
    for (int at : new int[] {0, 1, 3, 4, 5, 6, 7}) {
      if (header.get(at) != 0) {
        throw new ModuleLoadException(
            ModuleLoadException.EBADMSG,
            3,
            "module: PKCS#7 signature info has unexpected non-zero params");
      }
    }
    return new Unsigned(end - HEADER_SIZE - (int) length, null);
  }
}
