package io.kobox.lib;

import io.kobox.btf.Btf;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/**
 * ASN.1 object identifiers and the kernel's numbers for them (lib/oid_registry.c). The numbers are
 * those of the profile's {@code enum OID}; an identifier that this enum has not is unknown.
 */
public final class OidRegistry {
  /** The enumerator that stands for an unknown identifier. */
  public static final String UNKNOWN = "OID__NR";

  private static final int ARC = 40;

  /** How much of an identifier is printed, its NUL included. */
  private static final int PRINTED = 50;

  private final Btf btf;
  private final Map<String, String> names = new HashMap<>();

  public OidRegistry(Btf btf) {
    this.btf = btf;
    try (InputStream table = OidRegistry.class.getResourceAsStream("oid_registry");
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(table, StandardCharsets.US_ASCII))) {
      lines
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.split(" ", 2))
          .filter(words -> btf.hasEnumerator(words[0]))
          .forEach(words -> names.put(encode(words[1]), words[0]));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** look_up_OID(): the enumerator of an identifier's contents, {@link #UNKNOWN} if none. */
  public String lookUp(byte[] contents) {
    return names.getOrDefault(HexFormat.of().formatHex(contents), UNKNOWN);
  }

  /** The number of an enumerator. */
  public long number(String enumerator) {
    return btf.enumValue(enumerator);
  }

  /** sprint_oid() into a buffer of 50 bytes: what stands in it. */
  public static String print(byte[] contents) {
    String text = text(contents);
    return text.length() < PRINTED ? text : text.substring(0, PRINTED - 1);
  }

  private static String text(byte[] contents) {
    if (contents.length == 0) {
      return "(bad)";
    }
    int first = contents[0] & 0xff;
    StringBuilder text = new StringBuilder();
    text.append(first / ARC).append('.').append(first % ARC);
    int at = 1;
    while (at < contents.length && text.length() < PRINTED) {
      long arc = 0;
      int b;
      do {
        if (at == contents.length) {
          return text.append("(bad)").toString();
        }
        b = contents[at++] & 0xff;
        arc = arc << 7 | (b & 0x7f);
      } while ((b & 0x80) != 0);
      text.append('.').append(Long.toUnsignedString(arc));
    }
    return text.toString();
  }

  /** The contents of an identifier in DER, in hexadecimal. */
  private static String encode(String identifier) {
    String[] arcs = identifier.split("\\.", -1);
    ByteArrayOutputStream contents = new ByteArrayOutputStream();
    contents.write(Integer.parseInt(arcs[0]) * ARC + Integer.parseInt(arcs[1]));
    for (int i = 2; i < arcs.length; i++) {
      int arc = Integer.parseInt(arcs[i]);
      for (int shift = 28; shift > 0; shift -= 7) {
        if (arc >>> shift != 0) {
          contents.write((arc >>> shift & 0x7f) | 0x80);
        }
      }
      contents.write(arc & 0x7f);
    }
    return HexFormat.of().formatHex(contents.toByteArray());
  }
}
