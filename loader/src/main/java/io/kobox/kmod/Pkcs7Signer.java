package io.kobox.kmod;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** The first signer of a PKCS#7 message (RFC 2315: SignedData), as much as modinfo shows. */
final class Pkcs7Signer {
  private static final int INTEGER = 0x02;
  private static final int OCTET_STRING = 0x04;
  private static final int OBJECT_IDENTIFIER = 0x06;
  private static final int SEQUENCE = 0x30;
  private static final int SET = 0x31;
  private static final int CONTEXT_0 = 0xa0;
  private static final int CONTEXT_1 = 0xa1;
  private static final String SIGNED_DATA = "2a864886f70d010702";
  private static final String COMMON_NAME = "550403";

  private final String issuer;
  private final byte[] serial;
  private final String digestAlgorithm;
  private final byte[] signature;

  private Pkcs7Signer(String issuer, byte[] serial, String digestAlgorithm, byte[] signature) {
    this.issuer = issuer;
    this.serial = serial;
    this.digestAlgorithm = digestAlgorithm;
    this.signature = signature;
  }

  /** The issuer's common name, or the last part of its name if it has none. */
  String issuer() {
    return issuer;
  }

  /** The certificate's serial number, without leading zeros. */
  byte[] serial() {
    return serial;
  }

  /** The object identifier in hexadecimal. */
  String digestAlgorithm() {
    return digestAlgorithm;
  }

  byte[] signature() {
    return signature;
  }

  /** Null if this is no such message, or it names the signer in another way. */
  static @Nullable Pkcs7Signer parse(byte[] message) {
    try {
      return parse(new Der(message, 0, message.length));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static Pkcs7Signer parse(Der message) {
    Der content = message.enter(SEQUENCE);
    if (!content.hex(OBJECT_IDENTIFIER).equals(SIGNED_DATA)) {
      throw new IllegalArgumentException("no SignedData");
    }
    Der data = content.enter(CONTEXT_0).enter(SEQUENCE);
    data.enter(INTEGER);
    data.enter(SET);
    data.enter(SEQUENCE);
    data.skip(CONTEXT_0);
    data.skip(CONTEXT_1);
    Der signer = data.enter(SET).enter(SEQUENCE);
    signer.enter(INTEGER);
    Der issuerAndSerial = signer.enter(SEQUENCE);
    String issuer = name(issuerAndSerial.enter(SEQUENCE));
    byte[] serial = withoutLeadingZeros(issuerAndSerial.enter(INTEGER).rest());
    String digest = signer.enter(SEQUENCE).hex(OBJECT_IDENTIFIER);
    signer.skip(CONTEXT_0);
    signer.enter(SEQUENCE);
    byte[] signature = signer.enter(OCTET_STRING).rest();
    return new Pkcs7Signer(issuer, serial, digest, signature);
  }

  /** x509_name_to_str(). */
  private static String name(Der names) {
    String text = "";
    while (names.hasMore()) {
      Der parts = names.enter(SET);
      while (parts.hasMore()) {
        Der part = parts.enter(SEQUENCE);
        boolean common = part.hex(OBJECT_IDENTIFIER).equals(COMMON_NAME);
        text = new String(part.enterAny().rest(), StandardCharsets.ISO_8859_1);
        if (common) {
          return text;
        }
      }
    }
    return text;
  }

  private static byte[] withoutLeadingZeros(byte[] number) {
    int start = 0;
    while (start < number.length && number[start] == 0) {
      start++;
    }
    return Arrays.copyOfRange(number, start, number.length);
  }

  /** A cursor over DER; throws IllegalArgumentException where the bytes are not as expected. */
  private static final class Der {
    private final byte[] bytes;
    private int at;
    private final int end;

    private Der(byte[] bytes, int at, int end) {
      this.bytes = bytes;
      this.at = at;
      this.end = end;
    }

    private boolean hasMore() {
      return at < end;
    }

    private Der enter(int tag) {
      if (at >= end || (bytes[at] & 0xff) != tag) {
        throw new IllegalArgumentException("unexpected tag");
      }
      return enterAny();
    }

    private void skip(int tag) {
      if (at < end && (bytes[at] & 0xff) == tag) {
        enterAny();
      }
    }

    /** Goes over the next element; the cursor returned is within it. */
    private Der enterAny() {
      int length = next(at + 1);
      int start = at + 2;
      if (length >= 0x80) {
        int count = length & 0x7f;
        if (count == 0 || count > 3) {
          throw new IllegalArgumentException("unexpected length");
        }
        length = 0;
        for (int i = 0; i < count; i++) {
          length = length << 8 | next(start++);
        }
      }
      if (length > end - start) {
        throw new IllegalArgumentException("beyond the end");
      }
      at = start + length;
      return new Der(bytes, start, at);
    }

    private String hex(int tag) {
      return HexFormat.of().formatHex(enter(tag).rest());
    }

    private byte[] rest() {
      return Arrays.copyOfRange(bytes, at, end);
    }

    private int next(int index) {
      if (index >= end) {
        throw new IllegalArgumentException("beyond the end");
      }
      return bytes[index] & 0xff;
    }
  }
}
