package io.kobox.crypto.asymmetrickeys;

import static io.kobox.crypto.asymmetrickeys.Asn1Decoder.INTEGER;
import static io.kobox.crypto.asymmetrickeys.Asn1Decoder.OBJECT_IDENTIFIER;
import static io.kobox.crypto.asymmetrickeys.Asn1Decoder.OCTET_STRING;
import static io.kobox.crypto.asymmetrickeys.Asn1Decoder.SEQUENCE;
import static io.kobox.crypto.asymmetrickeys.Asn1Decoder.SET;
import static io.kobox.crypto.asymmetrickeys.Asn1Decoder.context;

import com.google.common.primitives.Bytes;
import io.kobox.lib.OidRegistry;
import io.kobox.loader.LogLine;
import io.kobox.loader.ModuleLoadException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Reads a PKCS#7 message and says what it finds as the kernel does
 * (crypto/asymmetric_keys/pkcs7_parser.c, with its grammar pkcs7.asn1). The certificates that it
 * may carry are stepped over.
 */
public final class Pkcs7Parser {
  private static final int KERN_DEFAULT = 4;
  private static final byte[] NONE = {};

  private final OidRegistry registry;
  private final Consumer<LogLine> log;
  private final Asn1Decoder in;
  private final List<Pkcs7Message.Signer> signers = new ArrayList<>();
  private String lastOid = "OID_id_dsa_with_sha1";
  private int version;
  private boolean attached;

  private Pkcs7Parser(byte[] message, OidRegistry registry, Consumer<LogLine> log)
      throws ModuleLoadException {
    this.registry = registry;
    this.log = log;
    this.in = new Asn1Decoder(message);
  }

  /**
   * pkcs7_parse_message(); bytes may follow the message.
   *
   * @throws ModuleLoadException EBADMSG if it is not one, EINVAL if it is of another kind than
   *     SignedData, ENOPKG if an algorithm is not known
   */
  public static Pkcs7Message parse(byte[] message, OidRegistry registry, Consumer<LogLine> log)
      throws ModuleLoadException {
    return new Pkcs7Parser(message, registry, log).message();
  }

  private Pkcs7Message message() throws ModuleLoadException {
    String[] dataType = {""};
    in.constructed(
        SEQUENCE,
        () -> {
          noteOid();
          if (!lastOid.equals("OID_signed_data")) {
            throw invalid("Only support pkcs7_signedData type");
          }
          if (in.nextIs(context(0))) {
            in.constructed(
                context(0), () -> in.constructed(SEQUENCE, () -> dataType[0] = signedData()));
          }
        });
    checkAttributes();
    return new Pkcs7Message(dataType[0].equals("OID_data"), attached, List.copyOf(signers));
  }

  /** pkcs7_check_authattrs(). */
  private void checkAttributes() throws ModuleLoadException {
    if (signers.stream().map(Pkcs7Message.Signer::authenticatedAttributes).distinct().count()
        != 1) {
      throw invalid("Inconsistently supplied authAttrs");
    }
  }

  /** SignedData; answers the type of what is signed. */
  private String signedData() throws ModuleLoadException {
    byte[] number = in.primitiveOf(INTEGER);
    if (number.length != 1 || (number[0] != 1 && number[0] != 3)) {
      throw invalid("Unsupported SignedData version");
    }
    version = number[0];
    setOrSequence(SET, SEQUENCE, this::algorithm);
    String dataType = contentInfo();
    skipCertificates();
    setOrSequence(SET, SEQUENCE, () -> signerInfo(dataType));
    return dataType;
  }

  private String contentInfo() throws ModuleLoadException {
    in.constructed(
        SEQUENCE,
        () -> {
          // the grammar notes it as a ContentType and as its contentType
          noteOid(2);
          if (in.nextIs(context(0))) {
            in.constructed(
                context(0),
                () -> {
                  in.any();
                  attached = true;
                });
          }
        });
    if (!lastOid.equals("OID_data") && !lastOid.equals("OID_msIndirectData")) {
      throw invalid("Unsupported data type " + registry.number(lastOid));
    }
    return lastOid;
  }

  /** Certificates, then lists of revoked ones. */
  private void skipCertificates() throws ModuleLoadException {
    for (int first = 0; first < 2; first++) {
      for (int kind = first; kind < 4; kind += 2) {
        if (in.nextIs(context(kind))) {
          in.any();
          break;
        }
      }
    }
  }

  private void signerInfo(String dataType) throws ModuleLoadException {
    in.constructed(
        SEQUENCE,
        () -> {
          boolean bySubjectKey = signerVersion();
          byte[][] id = signerIdentifier();
          in.constructed(SEQUENCE, this::algorithmContents);
          String hash = hash();
          boolean attributes = authenticatedAttributes(dataType);
          in.constructed(SEQUENCE, this::algorithmContents);
          checkKeyAlgorithm();
          byte[] signature = in.primitiveOf(OCTET_STRING);
          skipUnauthenticatedAttributes();
          if (dataType.equals("OID_msIndirectData") && !attributes) {
            warn("Authenticode requires AuthAttrs");
            throw Asn1Decoder.malformed();
          }
          byte[] keyId = bySubjectKey ? id[1] : id[0];
          signers.add(new Pkcs7Message.Signer(keyId, hash, attributes, signature));
        });
  }

  /** pkcs7_note_signerinfo_version(): whether the signer is named by its key's identifier. */
  private boolean signerVersion() throws ModuleLoadException {
    byte[] number = in.primitiveOf(INTEGER);
    if (number.length != 1 || (number[0] != 1 && number[0] != 3)) {
      throw invalid("Unsupported SignerInfo version");
    }
    if ((number[0] == 1) != (version == 1)) {
      warn("SignedData-SignerInfo version mismatch");
      throw Asn1Decoder.malformed();
    }
    return number[0] == 3;
  }

  /** Serial number and issuer, and the subject's key identifier: one of them is empty. */
  private byte[][] signerIdentifier() throws ModuleLoadException {
    if (in.nextIs(Asn1Decoder.primitive(0))) {
      return new byte[][] {NONE, in.any()};
    }
    byte[][] parts = {NONE, NONE};
    in.constructed(
        SEQUENCE,
        () -> {
          parts[0] = in.constructed(SEQUENCE, this::names);
          parts[1] = in.primitiveOf(INTEGER);
        });
    return new byte[][] {Bytes.concat(parts[1], parts[0]), NONE};
  }

  private void names() throws ModuleLoadException {
    in.repeated(
        () ->
            in.constructed(
                SET,
                () ->
                    in.repeated(
                        () ->
                            in.constructed(
                                SEQUENCE,
                                () -> {
                                  noteOid();
                                  in.any();
                                }))));
  }

  /** pkcs7_sig_note_digest_algo(). */
  private String hash() throws ModuleLoadException {
    return switch (lastOid) {
      case "OID_md4" -> "md4";
      case "OID_md5" -> "md5";
      case "OID_sha1" -> "sha1";
      case "OID_sha224" -> "sha224";
      case "OID_sha256" -> "sha256";
      case "OID_sha384" -> "sha384";
      case "OID_sha512" -> "sha512";
      case "OID_sm3" -> "sm3";
      case "OID_gost2012Digest256" -> "streebog256";
      case "OID_gost2012Digest512" -> "streebog512";
      default -> throw unsupported("Unsupported digest algo: ");
    };
  }

  /** pkcs7_sig_note_pkey_algo(). */
  private void checkKeyAlgorithm() throws ModuleLoadException {
    switch (lastOid) {
      case "OID_rsaEncryption",
          "OID_id_ecdsa_with_sha1",
          "OID_id_ecdsa_with_sha224",
          "OID_id_ecdsa_with_sha256",
          "OID_id_ecdsa_with_sha384",
          "OID_id_ecdsa_with_sha512",
          "OID_SM2_with_SM3",
          "OID_gost2012PKey256",
          "OID_gost2012PKey512" -> {
        // known; whether it fits the key shows when the signature is verified
      }
      default -> throw unsupported("Unsupported pkey algo: ");
    }
  }

  private boolean authenticatedAttributes(String dataType) throws ModuleLoadException {
    AuthenticatedAttributes attributes =
        new AuthenticatedAttributes(registry, dataType, signers.size(), this::warn);
    Asn1Decoder.Content one =
        () ->
            in.constructed(
                SEQUENCE,
                () -> {
                  noteOid();
                  in.constructed(
                      SET,
                      () ->
                          in.repeated(
                              () -> {
                                boolean string = in.nextIs(OCTET_STRING);
                                attributes.note(lastOid, string, in.any());
                              }));
                });
    if (in.nextIs(context(0))) {
      in.constructed(context(0), () -> in.repeated(one));
      attributes.check();
      return true;
    }
    if (in.nextIs(context(2))) {
      in.constructed(context(2), () -> in.constructed(SEQUENCE, () -> in.repeated(one)));
    }
    return false;
  }

  private void skipUnauthenticatedAttributes() throws ModuleLoadException {
    Asn1Decoder.Content one =
        () ->
            in.constructed(
                SEQUENCE,
                () -> {
                  in.primitiveOf(OBJECT_IDENTIFIER);
                  in.constructed(SET, () -> in.repeated(in::any));
                });
    for (int kind : new int[] {1, 3}) {
      if (in.nextIs(context(kind))) {
        in.constructed(context(kind), () -> in.repeated(one));
        return;
      }
    }
  }

  private void setOrSequence(int set, int sequence, Asn1Decoder.Content element)
      throws ModuleLoadException {
    in.constructed(in.nextIs(set) ? set : sequence, () -> in.repeated(element));
  }

  private void algorithm() throws ModuleLoadException {
    in.constructed(SEQUENCE, this::algorithmContents);
  }

  private void algorithmContents() throws ModuleLoadException {
    noteOid();
    if (in.hasNext()) {
      in.any();
    }
  }

  private void noteOid() throws ModuleLoadException {
    noteOid(1);
  }

  /** pkcs7_note_OID(), called so many times for one identifier. */
  private void noteOid(int times) throws ModuleLoadException {
    byte[] contents = in.primitiveOf(OBJECT_IDENTIFIER);
    lastOid = registry.lookUp(contents);
    if (lastOid.equals(OidRegistry.UNKNOWN)) {
      String line = "PKCS7: Unknown OID: [" + in.position() + "] " + OidRegistry.print(contents);
      for (int i = 0; i < times; i++) {
        log.accept(new LogLine(KERN_DEFAULT, line));
      }
    }
  }

  private void warn(String text) {
    log.accept(LogLine.warning("PKCS7: " + text));
  }

  private ModuleLoadException invalid(String text) {
    warn(text);
    return new ModuleLoadException(ModuleLoadException.EINVAL);
  }

  private ModuleLoadException unsupported(String text) {
    log.accept(new LogLine(KERN_DEFAULT, text + registry.number(lastOid)));
    return new ModuleLoadException(ModuleLoadException.ENOPKG);
  }
}
