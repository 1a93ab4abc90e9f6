package io.kobox.certs;

import io.kobox.loader.ModuleLoadException;
import io.kobox.loader.Pkcs7Message;
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
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/**
 * The built-in trusted keys (certs/system_keyring.c: .builtin_trusted_keys) and verification by
 * them (verify_pkcs7_signature()). A signer is trusted if its own key is here; a chain of
 * certificates inside a message is not followed.
 */
public final class SystemKeyring {
  /** What a verification says when nothing is wrong with the message. */
  public enum Verdict {
    TRUSTED,
    /** ENOKEY. */
    NO_KEY,
    /** ENOPKG: a digest that this kernel does not have. */
    UNSUPPORTED
  }

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
   * verify_pkcs7_signature() for VERIFYING_MODULE_SIGNATURE.
   *
   * @param length how many bytes of {@code data} are signed
   * @throws ModuleLoadException EBADMSG if the message is malformed, EKEYREJECTED if the signature
   *     is not that of the data
   */
  public Verdict verify(byte[] data, int length, byte[] message) throws ModuleLoadException {
    Pkcs7Message pkcs7 = Pkcs7Message.parse(message);
    if (!pkcs7.isOfData()
        || pkcs7.signers().stream().anyMatch(Pkcs7Message.Signer::hasAttributes)) {
      throw rejected();
    }
    Verdict verdict = Verdict.NO_KEY;
    for (Pkcs7Message.Signer signer : pkcs7.signers()) {
      String digest = digest(signer.digest());
      X509Certificate key = find(signer);
      if (digest == null) {
        verdict = Verdict.UNSUPPORTED;
      } else if (key != null) {
        check(key, digest, signer.signature(), data, length);
        return Verdict.TRUSTED;
      }
    }
    return verdict;
  }

  private @Nullable X509Certificate find(Pkcs7Message.Signer signer) {
    for (X509Certificate certificate : certificates) {
      if (certificate.getSerialNumber().equals(signer.serial())
          && Arrays.equals(name(certificate.getIssuerX500Principal()), signer.issuer())) {
        return certificate;
      }
    }
    return null;
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

  private static @Nullable String digest(String oid) {
    return switch (oid) {
      case "2b0e03021a" -> "SHA1";
      case "608648016503040204" -> "SHA224";
      case "608648016503040201" -> "SHA256";
      case "608648016503040202" -> "SHA384";
      case "608648016503040203" -> "SHA512";
      default -> null;
    };
  }

  private static ModuleLoadException rejected() {
    return new ModuleLoadException(Errno.EKEYREJECTED.number());
  }
}
