package io.kobox.crypto.asymmetrickeys;

import java.util.List;

/**
 * A PKCS#7 SignedData message (struct pkcs7_message).
 *
 * @param ofData whether what is signed is plain data, the only content a module's signature may
 *     have
 * @param attached whether the message carries the data it signs
 * @param signers who signed, in the message's order; all with authenticated attributes or none
 */
public record Pkcs7Message(boolean ofData, boolean attached, List<Signer> signers) {
  /** Whether the signers' attributes are signed instead of the data. */
  public boolean hasAuthenticatedAttributes() {
    return signers.getFirst().authenticatedAttributes();
  }

  /**
   * One SignerInfo (struct pkcs7_signed_info).
   *
   * @param keyId serial number and issuer, or the subject's key identifier
   *     (asymmetric_key_generate_id())
   * @param hash the kernel's name of the digest algorithm
   * @param signature the encrypted digest
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Signer(
      byte[] keyId, String hash, boolean authenticatedAttributes, byte[] signature) {}
}
