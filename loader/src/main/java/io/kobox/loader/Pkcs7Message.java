package io.kobox.loader;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * A PKCS#7 SignedData message as it is appended to a module
 * (crypto/asymmetric_keys/pkcs7_parser.c): who signed and how, without the certificates that it may
 * carry.
 */
public final class Pkcs7Message {
  private static final String SIGNED_DATA = "2a864886f70d010702";
  private static final String DATA = "2a864886f70d010701";

  /** One SignerInfo. */
  public static final class Signer {
    private final byte[] issuer;
    private final BigInteger serial;
    private final String digest;
    private final boolean attributes;
    private final byte[] signature;

    private Signer(
        byte[] issuer, BigInteger serial, String digest, boolean attributes, byte[] signature) {
      this.issuer = issuer;
      this.serial = serial;
      this.digest = digest;
      this.attributes = attributes;
      this.signature = signature;
    }

    /** The contents of the issuer's Name, DER; not to be changed. */
    public byte[] issuer() {
      return issuer;
    }

    /** The serial number of the signer's certificate. */
    public BigInteger serial() {
      return serial;
    }

    /** The digest algorithm: the DER contents of its object identifier, in hexadecimal. */
    public String digest() {
      return digest;
    }

    /** Whether there are authenticated attributes. */
    public boolean hasAttributes() {
      return attributes;
    }

    /** The encrypted digest; not to be changed. */
    public byte[] signature() {
      return signature;
    }
  }

  private final boolean ofData;
  private final List<Signer> signers;

  private Pkcs7Message(boolean ofData, List<Signer> signers) {
    this.ofData = ofData;
    this.signers = signers;
  }

  /**
   * Reads a message; as in the kernel, bytes may follow it.
   *
   * @throws ModuleLoadException EBADMSG if it is not one, EINVAL if it is of another kind than
   *     SignedData
   */
  public static Pkcs7Message parse(byte[] message) throws ModuleLoadException {
    Der top = new Der(message);
    Der info = element(top, Der.SEQUENCE);
    if (!oid(info).equals(SIGNED_DATA)) {
      throw new ModuleLoadException(ModuleLoadException.EINVAL);
    }
    Der signedData = element(element(info, Der.CONTEXT_0), Der.SEQUENCE);
    element(signedData, Der.INTEGER);
    element(signedData, Der.SET);
    boolean ofData = oid(element(signedData, Der.SEQUENCE)).equals(DATA);
    skipOptional(signedData, Der.CONTEXT_0);
    skipOptional(signedData, Der.CONTEXT_1);
    Der infos = element(signedData, Der.SET);
    List<Signer> signers = new ArrayList<>();
    while (infos.hasNext()) {
      signers.add(signer(element(infos, Der.SEQUENCE)));
    }
    return new Pkcs7Message(ofData, List.copyOf(signers));
  }

  private static Signer signer(Der info) throws ModuleLoadException {
    element(info, Der.INTEGER);
    Der issuerAndSerial = element(info, Der.SEQUENCE);
    byte[] issuer = element(issuerAndSerial, Der.SEQUENCE).rest();
    byte[] serial = element(issuerAndSerial, Der.INTEGER).rest();
    if (serial.length == 0) {
      throw malformed();
    }
    String digest = oid(element(info, Der.SEQUENCE));
    boolean attributes = skipOptional(info, Der.CONTEXT_0);
    element(info, Der.SEQUENCE);
    byte[] signature = element(info, Der.OCTET_STRING).rest();
    return new Signer(issuer, new BigInteger(serial), digest, attributes, signature);
  }

  /** Whether what is signed is plain data, the only content a module's signature may have. */
  public boolean isOfData() {
    return ofData;
  }

  /** Who signed, in the message's order. */
  public List<Signer> signers() {
    return signers;
  }

  private static Der element(Der level, int tag) throws ModuleLoadException {
    return level.next(tag).orElseThrow(Pkcs7Message::malformed);
  }

  private static String oid(Der level) throws ModuleLoadException {
    return HexFormat.of().formatHex(element(level, Der.OBJECT_IDENTIFIER).rest());
  }

  private static boolean skipOptional(Der level, int tag) throws ModuleLoadException {
    if (level.nextTag() != tag) {
      return false;
    }
    element(level, tag);
    return true;
  }

  private static ModuleLoadException malformed() {
    return new ModuleLoadException(ModuleLoadException.EBADMSG);
  }
}
