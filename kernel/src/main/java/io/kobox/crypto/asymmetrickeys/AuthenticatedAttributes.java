package io.kobox.crypto.asymmetrickeys;

import io.kobox.lib.OidRegistry;
import io.kobox.loader.ModuleLoadException;
import io.kobox.syscalls.Errno;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The authenticated attributes of one signer (pkcs7_sig_note_authenticated_attr()); the signing
 * time is not looked at.
 */
final class AuthenticatedAttributes {
  private static final String AUTHENTICODE = "OID_msIndirectData";
  private static final Set<String> SINGLE =
      Set.of(
          "OID_contentType",
          "OID_signingTime",
          "OID_messageDigest",
          "OID_smimeCapabilites",
          "OID_msSpOpusInfo",
          "OID_msStatementType");

  private final OidRegistry registry;
  private final String dataType;
  private final int signer;
  private final Consumer<String> warn;
  private final Set<String> seen = new HashSet<>();

  AuthenticatedAttributes(
      OidRegistry registry, String dataType, int signer, Consumer<String> warn) {
    this.registry = registry;
    this.dataType = dataType;
    this.signer = signer;
    this.warn = warn;
  }

  /** One value of the attribute {@code type}; {@code string}: its tag is that of OCTET STRING. */
  void note(String type, boolean string, byte[] value) throws ModuleLoadException {
    if (!SINGLE.contains(type)) {
      return;
    }
    if (!seen.add(type)) {
      throw rejected("Repeated/multivalue AuthAttrs not permitted");
    }
    switch (type) {
      case "OID_contentType" -> {
        String content = registry.lookUp(value);
        if (!content.equals(dataType)) {
          throw malformed(
              "Mismatch between global data type (%d) and sinfo %d (%d)"
                  .formatted(registry.number(dataType), signer, registry.number(content)));
        }
      }
      case "OID_messageDigest" -> {
        if (!string) {
          throw Asn1Decoder.malformed();
        }
      }
      case "OID_smimeCapabilites" -> onlyAuthenticode("S/MIME Caps");
      case "OID_msSpOpusInfo", "OID_msStatementType" -> onlyAuthenticode("Authenticode AuthAttrs");
      default -> {
        // the time
      }
    }
  }

  private void onlyAuthenticode(String what) throws ModuleLoadException {
    if (!dataType.equals(AUTHENTICODE)) {
      throw rejected(what + " only allowed with Authenticode");
    }
  }

  /** pkcs7_sig_note_set_of_authattrs(). */
  void check() throws ModuleLoadException {
    if (!seen.contains("OID_contentType") || !seen.contains("OID_messageDigest")) {
      throw malformed("Missing required AuthAttr");
    }
  }

  private ModuleLoadException malformed(String text) {
    warn.accept(text);
    return Asn1Decoder.malformed();
  }

  private ModuleLoadException rejected(String text) {
    warn.accept(text);
    return new ModuleLoadException(Errno.EKEYREJECTED.number());
  }
}
