package io.kobox.profile;

import io.kobox.btf.Btf;
import io.kobox.btf.BtfStruct;
import io.kobox.kallsyms.Kallsyms;
import io.kobox.vmlinux.ElfImage;
import io.kobox.vmlinux.ImageFormatException;
import io.kobox.vmlinux.Vmlinux;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a kernel shows in /sys/module of the modules that it has built in: their parameters and
 * versions, in the order of its sections __param and __modver (kernel/params.c:
 * param_sysfs_builtin, version_sysfs_builtin).
 */
public record BuiltinModules(List<Parameter> parameters, List<Version> versions) {
  private static final String OPERATIONS = "param_ops_";
  private static final String KERNEL = "kernel";
  private static final int MOST = 10_000;

  /**
   * A parameter with a file.
   *
   * @param permissions the mode of its file
   * @param type "bool", "int" …, as its operations param_ops_bool are called; empty if it has
   *     operations of its own, whose result only a run of the kernel would tell
   * @param value what its variable begins with, as its file would show it; empty if unknown
   */
  public record Parameter(String module, String name, int permissions, String type, String value) {}

  /** MODULE_VERSION of a module. */
  public record Version(String module, String version) {}

  /** Of a kernel of which this is not known. */
  public static final BuiltinModules NONE = new BuiltinModules(List.of(), List.of());

  /** Those of an image; null if it has no symbols or no types to find them by. */
  static @Nullable BuiltinModules of(Vmlinux vmlinux) throws IOException {
    Kallsyms symbols = vmlinux.kallsyms();
    Btf types = vmlinux.types();
    if (symbols == null || types == null) {
      return null;
    }
    Sections sections = new Sections(vmlinux.image(), symbols, types);
    return new BuiltinModules(sections.parameters(), sections.versions());
  }

  private record Sections(ElfImage image, Kallsyms symbols, Btf types) {
    List<Parameter> parameters() throws ImageFormatException {
      BtfStruct type = types.struct("kernel_param");
      List<Parameter> parameters = new ArrayList<>();
      for (ByteBuffer struct : structs("param", (int) type.size())) {
        String full = image.string(struct.getLong(offset(type, "name")));
        int permissions = Short.toUnsignedInt(struct.getShort(offset(type, "perm")));
        if (permissions == 0) {
          continue;
        }
        int dot = full.indexOf('.');
        String operations = nameOf(struct.getLong(offset(type, "ops")));
        String kind =
            operations.startsWith(OPERATIONS) ? operations.substring(OPERATIONS.length()) : "";
        parameters.add(
            new Parameter(
                dot < 0 ? KERNEL : full.substring(0, dot),
                full.substring(dot + 1),
                permissions,
                kind,
                value(kind, struct.getLong(offset(type, "arg")))));
      }
      return parameters;
    }

    List<Version> versions() throws ImageFormatException {
      BtfStruct type = types.findStruct("module_version_attribute");
      List<Version> versions = new ArrayList<>();
      if (type != null) {
        for (ByteBuffer struct : structs("modver", (int) type.size())) {
          versions.add(
              new Version(
                  image.string(struct.getLong(offset(type, "module_name"))),
                  image.string(struct.getLong(offset(type, "version")))));
        }
      }
      return versions;
    }

    private static int offset(BtfStruct type, String field) {
      return (int) type.field(field).offset();
    }

    private List<ByteBuffer> structs(String section, int size) throws ImageFormatException {
      Kallsyms.Symbol start = symbols.find("__start___" + section);
      Kallsyms.Symbol stop = symbols.find("__stop___" + section);
      if (start == null || stop == null) {
        return List.of();
      }
      long count = (stop.address() - start.address()) / size;
      if (count < 0 || count > MOST) {
        throw new ImageFormatException("the image's section __" + section + " is malformed");
      }
      List<ByteBuffer> structs = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        byte[] bytes = image.bytes(start.address() + (long) i * size, size);
        structs.add(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
      }
      return structs;
    }

    private String nameOf(long address) {
      Kallsyms.Location location = symbols.locate(address);
      return location == null || location.offset() != 0 ? "" : location.symbol().name();
    }

    private String value(String kind, long address) throws ImageFormatException {
      return switch (kind) {
        case "bool" -> number(address, 1) != 0 ? "Y" : "N";
        case "invbool" -> number(address, 1) != 0 ? "N" : "Y";
        case "bint" -> number(address, 4) != 0 ? "Y" : "N";
        case "byte" -> "" + (number(address, 1) & 0xff);
        case "short" -> "" + (short) number(address, 2);
        case "ushort" -> "" + (number(address, 2) & 0xffff);
        case "int" -> "" + (int) number(address, 4);
        case "uint" -> Integer.toUnsignedString((int) number(address, 4));
        case "hexint" -> "0x" + Integer.toHexString((int) number(address, 4));
        case "long" -> "" + number(address, 8);
        case "ulong", "ullong" -> Long.toUnsignedString(number(address, 8));
        case "charp" -> text(number(address, 8));
        case "string" -> text(number(address + offset(types.struct("kparam_string"), "string"), 8));
        case "bool_enable_only" -> number(address, 1) != 0 ? "Y" : "N";
        default -> "";
      };
    }

    private String text(long address) throws ImageFormatException {
      if (address == 0) {
        return "(null)";
      }
      ElfImage.Section section = image.sectionAt(address);
      return section != null && section.stored() ? image.string(address) : "";
    }

    /** The variable's bytes; zeros where the image stores none (.bss). */
    private long number(long address, int size) throws ImageFormatException {
      ElfImage.Section section = image.sectionAt(address);
      if (section == null || !section.stored()) {
        return 0;
      }
      byte[] bytes = new byte[Long.BYTES];
      System.arraycopy(image.bytes(address, size), 0, bytes, 0, size);
      return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
    }
  }

  /** A line for each parameter and, after an empty line, for each version. */
  byte[] write() {
    StringBuilder text = new StringBuilder();
    for (Parameter parameter : parameters) {
      text.append(
          "%s\t%s\t%o\t%s\t%s\n"
              .formatted(
                  parameter.module(),
                  parameter.name(),
                  parameter.permissions(),
                  parameter.type(),
                  parameter.value()));
    }
    text.append('\n');
    for (Version version : versions) {
      text.append("%s\t%s\n".formatted(version.module(), version.version()));
    }
    return text.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Reads what {@link #write} has written. */
  public static BuiltinModules read(byte[] written) throws ImageFormatException {
    List<Parameter> parameters = new ArrayList<>();
    List<Version> versions = new ArrayList<>();
    try {
      for (String line : new String(written, StandardCharsets.ISO_8859_1).lines().toList()) {
        String[] words = line.split("\t", -1);
        if (words.length == 5) {
          int permissions = Integer.parseInt(words[2], 8);
          parameters.add(new Parameter(words[0], words[1], permissions, words[3], words[4]));
        } else if (words.length == 2) {
          versions.add(new Version(words[0], words[1]));
        } else if (!line.isEmpty()) {
          throw new ImageFormatException("the profile's built-in modules are malformed");
        }
      }
    } catch (NumberFormatException e) {
      throw new ImageFormatException("the profile's built-in modules are malformed");
    }
    return new BuiltinModules(parameters, versions);
  }
}
