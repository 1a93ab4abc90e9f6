package io.kobox.loader;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * What modinfo shows of a module's PKCS#7 signature (kmod 30, libkmod-signature.c: fill_pkcs7()).
 *
 * @param id sig_id, always {@code PKCS#7}
 * @param signer the issuer's common name, or its last part if it has none; bytes as chars
 * @param key sig_key: the serial number, {@code 66:F5:…}
 * @param hashAlgorithm sig_hashalgo
 * @param signature the signature, in hexadecimal without the line breaks that modinfo makes
 */
public record ModuleSignature(
    String id, String signer, String key, String hashAlgorithm, String signature) {
  private static final HexFormat COLONS = HexFormat.ofDelimiter(":").withUpperCase();
  private static final HexFormat PLAIN = HexFormat.of();
  private static final String COMMON_NAME = "550403";

  /** The signature of a file; none if there is none, or if kmod would not understand it. */
  public static Optional<ModuleSignature> of(ModuleFile file) {
    return file.pkcs7().flatMap(ModuleSignature::parse);
  }

  private static Optional<ModuleSignature> parse(byte[] message) {
    return new Der(message)
        .next(Der.SEQUENCE)
        .filter(info -> info.next(Der.OBJECT_IDENTIFIER).isPresent())
        .flatMap(info -> info.next(Der.CONTEXT_0))
        .flatMap(content -> content.next(Der.SEQUENCE))
        .flatMap(ModuleSignature::firstSigner)
        .flatMap(ModuleSignature::signerInfo);
  }

  /** SignedData: version, digest algorithms, content, certificates, CRLs, signers. */
  private static Optional<Der> firstSigner(Der signedData) {
    if (signedData.next(Der.INTEGER).isEmpty()
        || signedData.next(Der.SET).isEmpty()
        || signedData.next(Der.SEQUENCE).isEmpty()
        || !skipOptional(signedData, Der.CONTEXT_0)
        || !skipOptional(signedData, Der.CONTEXT_1)) {
      return Optional.empty();
    }
    return signedData.next(Der.SET).flatMap(signers -> signers.next(Der.SEQUENCE));
  }

  /** SignerInfo: version, issuer and serial, digest algorithm, attributes, algorithm, signature. */
  private static Optional<ModuleSignature> signerInfo(Der signer) {
    Optional<Der> version = signer.next(Der.INTEGER);
    Optional<Der> issuerAndSerial = signer.next(Der.SEQUENCE);
    Optional<String> hash =
        signer
            .next(Der.SEQUENCE)
            .flatMap(algorithm -> algorithm.next(Der.OBJECT_IDENTIFIER))
            .flatMap(oid -> hashName(PLAIN.formatHex(oid.rest())));
    if (version.isEmpty()
        || issuerAndSerial.isEmpty()
        || hash.isEmpty()
        || !skipOptional(signer, Der.CONTEXT_0)
        || signer.next(Der.SEQUENCE).isEmpty()) {
      return Optional.empty();
    }
    Optional<Der> issuer = issuerAndSerial.get().next(Der.SEQUENCE);
    Optional<Der> serial = issuerAndSerial.get().next(Der.INTEGER);
    Optional<Der> signature = signer.next(Der.OCTET_STRING);
    if (issuer.isEmpty() || serial.isEmpty() || signature.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new ModuleSignature(
            "PKCS#7",
            commonName(issuer.get()),
            COLONS.formatHex(magnitude(serial.get().rest())),
            hash.get(),
            COLONS.formatHex(signature.get().rest())));
  }

  private static boolean skipOptional(Der level, int tag) {
    return level.nextTag() != tag || level.next(tag).isPresent();
  }

  private static String commonName(Der issuer) {
    String last = "";
    while (issuer.hasNext()) {
      Optional<Der> part = issuer.next(Der.SET).flatMap(set -> set.next(Der.SEQUENCE));
      Optional<Der> type = part.flatMap(entry -> entry.next(Der.OBJECT_IDENTIFIER));
      Optional<Der> value = part.flatMap(entry -> entry.next(entry.nextTag()));
      if (type.isEmpty() || value.isEmpty()) {
        break;
      }
      String text = new String(value.get().rest(), StandardCharsets.ISO_8859_1);
      int nul = text.indexOf('\0');
      last = nul < 0 ? text : text.substring(0, nul);
      if (PLAIN.formatHex(type.get().rest()).equals(COMMON_NAME)) {
        break;
      }
    }
    return last;
  }

  /** BN_bn2bin() of the serial number: its magnitude without leading zeros. */
  private static byte[] magnitude(byte[] twosComplement) {
    if (twosComplement.length == 0) {
      return twosComplement;
    }
    byte[] bytes = new BigInteger(twosComplement).abs().toByteArray();
    int zeros = 0;
    while (zeros < bytes.length && bytes[zeros] == 0) {
      zeros++;
    }
    return Arrays.copyOfRange(bytes, zeros, bytes.length);
  }

  private static Optional<String> hashName(String oid) {
    return Optional.ofNullable(
        switch (oid) {
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
        });
  }
}
