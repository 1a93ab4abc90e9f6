package io.kobox.kmod;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The signature appended to a module as modinfo shows it (kmod: libkmod/libkmod-signature.c). It is
 * not verified; what cannot be parsed is not shown.
 */
public final class ModuleSignature {
  private static final byte[] MAGIC =
      "~Module signature appended~\n".getBytes(StandardCharsets.ISO_8859_1);

  /** struct module_signature. */
  private static final int TRAILER_SIZE = 12;

  private static final int MAX_SIGNATURE = 1 << 20;
  private static final int ALGORITHMS = 2;
  private static final int ID_PKCS7 = 2;
  private static final List<String> ID_TYPES = List.of("PGP", "X509", "PKCS#7");
  private static final List<String> HASHES =
      List.of("md4", "md5", "sha1", "rmd160", "sha256", "sha384", "sha512", "sha224", "sm3");

  private static final int BYTES_PER_LINE = 20;

  private ModuleSignature() {}

  /** The fields sig_id, signer, sig_key, sig_hashalgo and signature; none if not signed. */
  public static List<ModuleInfo.Field> fields(ModuleTree.OpenFile file) throws KmodException {
    long size = file.size() - MAGIC.length - TRAILER_SIZE;
    if (size < 0) {
      return List.of();
    }
    byte[] tail = new byte[TRAILER_SIZE + MAGIC.length];
    int count = file.read(size, tail, 0, tail.length);
    if (count != tail.length
        || !Arrays.equals(tail, TRAILER_SIZE, tail.length, MAGIC, 0, MAGIC.length)) {
      return List.of();
    }
    int hash = tail[1] & 0xff;
    int idType = tail[2] & 0xff;
    int signerLength = tail[3] & 0xff;
    int keyLength = tail[4] & 0xff;
    long length = Integer.toUnsignedLong(ByteBuffer.wrap(tail).getInt(8));
    if ((tail[0] & 0xff) >= ALGORITHMS
        || hash >= HASHES.size()
        || idType >= ID_TYPES.size()
        || length == 0
        || length > MAX_SIGNATURE
        || size < signerLength + keyLength + length) {
      return List.of();
    }
    int bodyLength = (int) (signerLength + keyLength + length);
    byte[] body = new byte[bodyLength];
    if (file.read(size - bodyLength, body, 0, bodyLength) != bodyLength) {
      return List.of();
    }
    byte[] signature = Arrays.copyOfRange(body, signerLength + keyLength, bodyLength);
    if (idType == ID_PKCS7) {
      return pkcs7Fields(signature);
    }
    byte[] key = Arrays.copyOfRange(body, signerLength, signerLength + keyLength);
    String signer = new String(body, 0, signerLength, StandardCharsets.ISO_8859_1);
    return fields(ID_TYPES.get(idType), signer, key, HASHES.get(hash), signature);
  }

  private static List<ModuleInfo.Field> pkcs7Fields(byte[] signature) {
    Pkcs7Signer signer = Pkcs7Signer.parse(signature);
    String hash = signer == null ? null : hashName(signer.digestAlgorithm());
    if (signer == null || hash == null) {
      return List.of();
    }
    return fields(
        ID_TYPES.get(ID_PKCS7), signer.issuer(), signer.serial(), hash, signer.signature());
  }

  private static List<ModuleInfo.Field> fields(
      String idType, String signer, byte[] key, String hash, byte[] signature) {
    return List.of(
        new ModuleInfo.Field("sig_id", idType),
        new ModuleInfo.Field("signer", signer),
        new ModuleInfo.Field("sig_key", hexadecimal(key)),
        new ModuleInfo.Field("sig_hashalgo", hash),
        new ModuleInfo.Field("signature", hexadecimal(signature)));
  }

  /** OBJ_obj2nid(): the object identifiers of the digests in hexadecimal. */
  private static @Nullable String hashName(String objectIdentifier) {
    return switch (objectIdentifier) {
      case "2a864886f70d0204" -> "md4";
      case "2a864886f70d0205" -> "md5";
      case "2b0e03021a" -> "sha1";
      case "2b24030201" -> "rmd160";
      case "608648016503040201" -> "sha256";
      case "608648016503040202" -> "sha384";
      case "608648016503040203" -> "sha512";
      case "608648016503040204" -> "sha224";
      case "2a811ccf55018311" -> "sm3";
      default -> null;
    };
  }

  /** kmod_module_hex_to_str(): 01:12:DE, twenty bytes a line. */
  private static String hexadecimal(byte[] bytes) {
    HexFormat digits = HexFormat.of().withUpperCase();
    StringBuilder out = new StringBuilder(bytes.length * 3);
    for (int i = 0; i < bytes.length; i++) {
      digits.toHexDigits(out, bytes[i]);
      if (i < bytes.length - 1) {
        out.append(':');
        if ((i + 1) % BYTES_PER_LINE == 0) {
          out.append("\n\t\t");
        }
      }
    }
    return out.toString();
  }
}
