package io.kobox.certs;

import com.google.common.primitives.Bytes;
import io.kobox.crypto.asymmetrickeys.Pkcs7Message;
import io.kobox.crypto.asymmetrickeys.Pkcs7Parser;
import io.kobox.lib.OidRegistry;
import io.kobox.loader.LogLine;
import io.kobox.loader.ModuleLoadException;
import io.kobox.profile.KernelProfile;
import io.kobox.syscalls.Errno;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/**
 * The built-in trusted keys (certs/system_keyring.c: .builtin_trusted_keys) and verification by
 * them (verify_pkcs7_signature()). A signer is trusted if its own key is here; a chain of
 * certificates inside a message is not followed.
 */
public final class SystemKeyring {
  private static final String SUBJECT_KEY_IDENTIFIER = "2.5.29.14";

  private final List<X509Certificate> certificates;

  private SystemKeyring(List<X509Certificate> certificates) {
    this.certificates = certificates;
  }

  /** The keys built into the kernel of that release; none if they are not known. */
  public static SystemKeyring ofRelease(String release) {
    try (InputStream list = SystemKeyring.class.getResourceAsStream(release + ".x509")) {
      return of(list == null ? new byte[0] : list.readAllBytes());
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException("built-in certificates of " + release, e);
    }
  }

  /** The keys of a profile; those of its release if it carries none. */
  public static SystemKeyring of(KernelProfile profile) {
    byte[] certificates = profile.certificates();
    try {
      return certificates == null ? ofRelease(profile.release()) : of(certificates);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("certificates of the profile " + profile.release(), e);
    }
  }

  /** The keys of X.509 certificates in DER, one after the other (system_certificate_list). */
  public static SystemKeyring of(byte[] certificateList) throws GeneralSecurityException {
    List<X509Certificate> certificates = new ArrayList<>();
    ByteArrayInputStream in = new ByteArrayInputStream(certificateList);
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    while (in.available() > 0) {
      certificates.add((X509Certificate) factory.generateCertificate(in));
    }
    return new SystemKeyring(List.copyOf(certificates));
  }

  /**
   * verify_pkcs7_signature() for VERIFYING_MODULE_SIGNATURE, with the built-in keys and then, if
   * they do not have the signer's, with the platform's, of which there are none.
   *
   * @param length how many bytes of {@code data} are signed
   * @param log takes what the kernel says of the message
   * @throws ModuleLoadException ENOKEY if no key is the signer's, ENOPKG if an algorithm is not
   *     known, EBADMSG if the message is malformed, EKEYREJECTED if the signature is not that of
   *     the data
   */
  public void verify(
      byte[] data, int length, byte[] message, OidRegistry registry, Consumer<LogLine> log)
      throws ModuleLoadException {
    Pkcs7Message pkcs7 = checked(message, registry, log);
    if (!isTrusted(pkcs7, data, length)) {
      checked(message, registry, log);
      throw new ModuleLoadException(Errno.ENOKEY.number());
    }
  }

  /** The message, parsed, by itself consistent (pkcs7_verify()). */
  private static Pkcs7Message checked(byte[] message, OidRegistry registry, Consumer<LogLine> log)
      throws ModuleLoadException {
    Pkcs7Message pkcs7 = Pkcs7Parser.parse(message, registry, log);
    if (pkcs7.attached()) {
      log.accept(LogLine.warning("PKCS7: Data already supplied"));
      log.accept(LogLine.error("PKCS#7 signature with non-detached data"));
      throw new ModuleLoadException(ModuleLoadException.EBADMSG);
    }
    if (!pkcs7.ofData()) {
      log.accept(LogLine.warning("PKCS7: Invalid module sig (not pkcs7-data)"));
      throw rejected();
    }
    if (pkcs7.hasAuthenticatedAttributes()) {
      log.accept(LogLine.warning("PKCS7: Invalid module sig (has authattrs)"));
      throw rejected();
    }
    if (pkcs7.signers().stream().allMatch(signer -> algorithm(signer.hash()) == null)) {
      throw new ModuleLoadException(ModuleLoadException.ENOPKG);
    }
    return pkcs7;
  }

  /** pkcs7_validate_trust(): whether a key is that of a signer; a wrong signature is rejected. */
  private boolean isTrusted(Pkcs7Message pkcs7, byte[] data, int length)
      throws ModuleLoadException {
    boolean trusted = false;
    boolean unsupported = false;
    for (Pkcs7Message.Signer signer : pkcs7.signers()) {
      String algorithm = algorithm(signer.hash());
      if (algorithm == null) {
        unsupported = true;
        continue;
      }
      X509Certificate key = find(signer.keyId());
      if (key != null) {
        check(key, algorithm, signer.signature(), data, length);
        trusted = true;
      }
    }
    if (unsupported && !trusted) {
      throw new ModuleLoadException(ModuleLoadException.ENOPKG);
    }
    return trusted;
  }

  /**
   * find_asymmetric_key(): by serial number and issuer, or by the subject's key identifier.
   *
   * @throws ModuleLoadException EINVAL if the identifier is empty
   */
  private @Nullable X509Certificate find(byte[] keyId) throws ModuleLoadException {
    if (keyId.length == 0) {
      throw new ModuleLoadException(ModuleLoadException.EINVAL);
    }
    for (X509Certificate certificate : certificates) {
      byte[] id =
          Bytes.concat(
              certificate.getSerialNumber().toByteArray(),
              name(certificate.getIssuerX500Principal()));
      if (Arrays.equals(id, keyId) || Arrays.equals(subjectKeyId(certificate), keyId)) {
        return certificate;
      }
    }
    return null;
  }

  /** The extension's octets within its two OCTET STRINGs; null if there is none. */
  private static byte @Nullable [] subjectKeyId(X509Certificate certificate) {
    byte[] extension = certificate.getExtensionValue(SUBJECT_KEY_IDENTIFIER);
    return extension == null || extension.length <= 4
        ? null
        : Arrays.copyOfRange(extension, 4, extension.length);
  }

  /** The contents of a Name, without its tag and length. */
  private static byte[] name(X500Principal principal) {
    byte[] encoded = principal.getEncoded();
    int lengthBytes = encoded[1] < 0 ? encoded[1] & 0x7f : 0;
    return Arrays.copyOfRange(encoded, 2 + lengthBytes, encoded.length);
  }

  private static void check(
      X509Certificate key, String digest, byte[] signature, byte[] data, int length)
      throws ModuleLoadException {
    boolean good;
    try {
      Signature verifier =
          Signature.getInstance(digest + "with" + signatureName(key.getPublicKey()));
      verifier.initVerify(key);
      verifier.update(data, 0, length);
      good = verifier.verify(signature);
    } catch (SignatureException _) {
      good = false;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("verification with " + digest.toLowerCase(Locale.ROOT), e);
    }
    if (!good) {
      throw rejected();
    }
  }

  private static String signatureName(PublicKey key) {
    return key.getAlgorithm().equals("EC") ? "ECDSA" : key.getAlgorithm();
  }

  /**
   * The digests built into Debian's kernels, as Java names them; null for others. Linux asks
   * modprobe for those (sha512_generic), which is not done here: a signature of such a digest stays
   * unknown.
   */
  private static @Nullable String algorithm(String hash) {
    return switch (hash) {
      case "md5" -> "MD5";
      case "sha1" -> "SHA1";
      case "sha224" -> "SHA224";
      case "sha256" -> "SHA256";
      default -> null;
    };
  }

  private static ModuleLoadException rejected() {
    return new ModuleLoadException(Errno.EKEYREJECTED.number());
  }
}
