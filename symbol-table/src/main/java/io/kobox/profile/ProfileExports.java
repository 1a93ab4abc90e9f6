package io.kobox.profile;

import io.kobox.symbols.ExportedSymbols;
import io.kobox.symbols.KernelSymbol;
import io.kobox.symbols.SymbolType;
import io.kobox.vmlinux.ImageFormatException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The exports of a profile, kept as columns sorted by name; a symbol is made when it is asked for.
 *
 * <p>Format, little endian: count, number of namespaces and length of the text as 32 bits each; the
 * text (the namespaces, then the names) and a byte of length for each; then per symbol: 32 bits of
 * the address (the rest is its sign), 32 bits of CRC, a byte of flags, a byte of namespace.
 */
final class ProfileExports implements ExportedSymbols {
  private static final int GPL_ONLY = 1;
  private static final int TYPE_SHIFT = 1;
  private static final int MOST_NAMESPACES = 256;
  private static final int BYTES_EACH = 11;

  private final byte[] text;

  /** Where each name begins in the text, and the end of the last. */
  private final int[] names;

  private final String[] namespaces;
  private final ByteBuffer columns;

  private ProfileExports(byte[] text, int[] names, String[] namespaces, ByteBuffer columns) {
    this.text = text;
    this.names = names;
    this.namespaces = namespaces;
    this.columns = columns;
  }

  static ProfileExports read(byte[] section) throws ImageFormatException {
    ByteBuffer in = ByteBuffer.wrap(section).order(ByteOrder.LITTLE_ENDIAN);
    try {
      int count = in.getInt();
      int namespaceCount = in.getInt();
      byte[] text = new byte[Math.clamp(in.getInt(), 0, section.length)];
      in.get(text);
      if (count < 0
          || namespaceCount < 0
          || namespaceCount > MOST_NAMESPACES
          || in.remaining() != (long) count * BYTES_EACH + namespaceCount) {
        throw new ImageFormatException("the exports of the profile are malformed");
      }
      byte[] lengths = new byte[namespaceCount + count];
      in.get(lengths);
      int[] starts = starts(lengths, text.length);
      String[] namespaces = new String[namespaceCount];
      for (int i = 0; i < namespaceCount; i++) {
        namespaces[i] =
            new String(text, starts[i], starts[i + 1] - starts[i], StandardCharsets.ISO_8859_1);
      }
      int[] names = Arrays.copyOfRange(starts, namespaceCount, starts.length);
      return new ProfileExports(text, names, namespaces, in.slice().order(ByteOrder.LITTLE_ENDIAN));
    } catch (BufferUnderflowException e) {
      throw new ImageFormatException("the exports of the profile are cut off", e);
    }
  }

  /** Where each text begins, and the end of the last. */
  private static int[] starts(byte[] lengths, int size) throws ImageFormatException {
    int[] starts = new int[lengths.length + 1];
    int at = 0;
    for (int i = 0; i < lengths.length; i++) {
      at += lengths[i] & 0xff;
      starts[i + 1] = at;
    }
    if (at != size) {
      throw new ImageFormatException("the names of the profile's exports do not fit");
    }
    return starts;
  }

  static byte[] write(List<KernelSymbol> symbols) throws IOException {
    List<KernelSymbol> sorted = new ArrayList<>(symbols);
    sorted.sort(Comparator.comparing(KernelSymbol::name));
    Map<String, Integer> namespaces = new LinkedHashMap<>();
    for (KernelSymbol symbol : sorted) {
      namespaces.putIfAbsent(symbol.namespace(), namespaces.size());
    }
    if (namespaces.size() > MOST_NAMESPACES) {
      throw new ImageFormatException("too many namespaces for a profile: " + namespaces.size());
    }
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    ByteArrayOutputStream lengths = new ByteArrayOutputStream();
    for (String namespace : namespaces.keySet()) {
      putText(namespace, text, lengths);
    }
    for (KernelSymbol symbol : sorted) {
      putText(symbol.name(), text, lengths);
    }
    int count = sorted.size();
    ByteBuffer out =
        ByteBuffer.allocate(12 + text.size() + lengths.size() + count * (BYTES_EACH - 1))
            .order(ByteOrder.LITTLE_ENDIAN);
    out.putInt(count).putInt(namespaces.size()).putInt(text.size());
    out.put(text.toByteArray()).put(lengths.toByteArray());
    for (KernelSymbol symbol : sorted) {
      if (symbol.address() != (int) symbol.address()) {
        throw new ImageFormatException("address of %s does not fit".formatted(symbol.name()));
      }
      out.putInt((int) symbol.address());
    }
    for (KernelSymbol symbol : sorted) {
      out.putInt(symbol.crc());
    }
    for (KernelSymbol symbol : sorted) {
      int gplOnly = symbol.gplOnly() ? GPL_ONLY : 0;
      out.put((byte) (gplOnly | code(symbol.type()) << TYPE_SHIFT));
    }
    for (KernelSymbol symbol : sorted) {
      out.put(namespaces.getOrDefault(symbol.namespace(), 0).byteValue());
    }
    return out.array();
  }

  private static void putText(
      String string, ByteArrayOutputStream text, ByteArrayOutputStream lengths)
      throws ImageFormatException {
    if (string.length() > 255) {
      throw new ImageFormatException("a name is too long for a profile: " + string);
    }
    text.writeBytes(string.getBytes(StandardCharsets.ISO_8859_1));
    lengths.write(string.length());
  }

  @Override
  public @Nullable KernelSymbol find(String name) {
    int low = 0;
    int high = count();
    while (low < high) {
      int middle = (low + high) >>> 1;
      int order = compare(middle, name);
      if (order == 0) {
        return symbol(middle);
      } else if (order < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return null;
  }

  @Override
  public List<KernelSymbol> all() {
    List<KernelSymbol> all = new ArrayList<>(count());
    for (int i = 0; i < count(); i++) {
      all.add(symbol(i));
    }
    return all;
  }

  private int count() {
    return names.length - 1;
  }

  private int compare(int index, String name) {
    int start = names[index];
    int length = names[index + 1] - start;
    for (int i = 0; i < Math.min(length, name.length()); i++) {
      int difference = (text[start + i] & 0xff) - name.charAt(i);
      if (difference != 0) {
        return difference;
      }
    }
    return length - name.length();
  }

  private KernelSymbol symbol(int index) {
    int count = count();
    int flags = columns.get(count * 8 + index);
    int namespace = Byte.toUnsignedInt(columns.get(count * 9 + index));
    return new KernelSymbol(
        new String(
            text, names[index], names[index + 1] - names[index], StandardCharsets.ISO_8859_1),
        columns.getInt(index * 4),
        columns.getInt((count + index) * 4),
        (flags & GPL_ONLY) != 0,
        namespace < namespaces.length ? namespaces[namespace] : "",
        type(flags >> TYPE_SHIFT),
        KernelSymbol.VMLINUX);
  }

  private static int code(SymbolType type) {
    return switch (type) {
      case FUNCTION -> 0;
      case DATA -> 1;
      case PER_CPU -> 2;
      case UNKNOWN -> 3;
    };
  }

  private static SymbolType type(int code) {
    return switch (code) {
      case 0 -> SymbolType.FUNCTION;
      case 1 -> SymbolType.DATA;
      case 2 -> SymbolType.PER_CPU;
      default -> SymbolType.UNKNOWN;
    };
  }
}
