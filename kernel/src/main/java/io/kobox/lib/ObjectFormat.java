package io.kobox.lib;

import io.kobox.machine.GuestMemory;
import java.util.ArrayList;
import java.util.List;

/** Extensions of %p that show kernel objects: %pR, %pd, %pD, %pg, %pC, %pG, %pO, %pfw. */
final class ObjectFormat {
  private static final int FWNODE_DEPTH_MAX = 64;

  private final GuestMemory memory;
  private final StructLayouts layouts;
  private final GuestFunctions functions;
  private final FwnodeNames fwnodes;
  private final StringFormat strings;
  private final ResourceFormat resources;
  private final FlagNames flags;

  ObjectFormat(GuestMemory memory, FormatContext context, StringFormat strings) {
    this.memory = memory;
    this.layouts = context.layouts();
    this.functions = context.functions();
    this.fwnodes = context.fwnodes();
    this.strings = strings;
    this.flags = new FlagNames(context.flags());
    this.resources = new ResourceFormat(memory, context.layouts());
  }

  void object(OutputBuffer out, long address, String extension, PrintfSpec spec) {
    switch (extension.charAt(0)) {
      case 'R', 'r' -> resources.resource(out, address, extension.charAt(0) == 'R', spec);
      case 'd' -> dentry(out, address, extension, spec);
      case 'D' -> {
        if (StringFormat.checkPointer(out, address, spec)) {
          long path = address + layouts.offset("file", "f_path");
          dentry(out, memory.getLong(path + layouts.offset("path", "dentry")), extension, spec);
        }
      }
      case 'g' -> blockDevice(out, address, spec);
      case 'C' -> clock(out, address, spec);
      case 'G' -> flags(out, address, extension, spec);
      // Debian's kernel for x86-64 has no CONFIG_OF
      case 'O' ->
          StringFormat.error(
              out, PointerFormat.letter(extension, 1) == 'F' ? "(%pOF?)" : "(%pO?)", spec);
      default -> fwnode(out, address, extension, spec);
    }
  }

  private long pointer(long address, String struct, String field) {
    return memory.getLong(address + layouts.offset(struct, field));
  }

  /** %pd, %pd2 … %pd4: the last components of a dentry's path (dentry_name()). */
  private void dentry(OutputBuffer out, long address, String extension, PrintfSpec spec) {
    int digit = PointerFormat.letter(extension, 1);
    int depth = digit >= '2' && digit <= '4' ? digit - '0' : 1;
    List<String> names = new ArrayList<>(depth);
    long dentry = address;
    while (names.size() < depth) {
      if (!StringFormat.checkPointer(out, dentry, spec)) {
        return;
      }
      long parent = pointer(dentry, "dentry", "d_parent");
      boolean root = parent == dentry;
      if (root && !names.isEmpty()) {
        names.add("");
        break;
      }
      long name = dentry + layouts.offset("dentry", "d_name");
      names.add(memory.string(pointer(name, "qstr", "name")));
      if (root) {
        break;
      }
      dentry = parent;
    }
    StringFormat.text(out, String.join("/", names.reversed()), spec);
  }

  /** %pg (bdev_name()). */
  private void blockDevice(OutputBuffer out, long address, PrintfSpec spec) {
    if (!StringFormat.checkPointer(out, address, spec)) {
      return;
    }
    long disk = pointer(address, "block_device", "bd_disk");
    long nameAddress = disk + layouts.offset("gendisk", "disk_name");
    strings.string(out, nameAddress, spec);
    int partition = memory.getByte(address + layouts.offset("block_device", "bd_partno")) & 0xff;
    if (partition != 0) {
      String name = memory.string(nameAddress);
      if (!name.isEmpty() && Ctype.isDigit(name.charAt(name.length() - 1))) {
        out.append('p');
      }
      NumberFormat.number(out, partition, spec);
    }
  }

  /** %pC (clock()). */
  private void clock(OutputBuffer out, long address, PrintfSpec spec) {
    if (StringFormat.checkPointer(out, address, spec)) {
      long core = pointer(address, "clk", "core");
      strings.string(out, pointer(core, "clk_core", "name"), spec);
    }
  }

  /** %pGp, %pGv, %pGg (flags_string()). */
  private void flags(OutputBuffer out, long address, String extension, PrintfSpec spec) {
    if (!StringFormat.checkPointer(out, address, spec)) {
      return;
    }
    switch (PointerFormat.letter(extension, 1)) {
      case 'p' -> flags.page(out, memory.getLong(address));
      case 'v' -> flags.vma(out, memory.getLong(address));
      case 'g' -> flags.gfp(out, Integer.toUnsignedLong(memory.getInt(address)));
      default -> StringFormat.error(out, "(%pG?)", spec);
    }
  }

  /** %pfw, %pfwf, %pfwP (fwnode_string()). */
  private void fwnode(OutputBuffer out, long address, String extension, PrintfSpec spec) {
    if (PointerFormat.letter(extension, 1) != 'w') {
      StringFormat.error(out, "(%pf?)", spec);
      return;
    }
    if (!StringFormat.checkPointer(out, address, spec)) {
      return;
    }
    boolean last = PointerFormat.letter(extension, 2) == 'P';
    List<String> own = fwnodes.path(address);
    if (!own.isEmpty()) {
      StringFormat.text(out, last ? own.getLast() : String.join("/", own), spec);
      return;
    }
    OutputBuffer name = new OutputBuffer(Integer.MAX_VALUE);
    if (last) {
      PrintfSpec part = spec.copy();
      part.fieldWidth = -1;
      strings.string(name, fwnodeOperation(address, "get_name"), part);
    } else {
      long node = address;
      List<Long> path = new ArrayList<>();
      while (node != 0 && path.size() < FWNODE_DEPTH_MAX) {
        path.add(node);
        node = fwnodeOperation(node, "get_parent");
      }
      for (long part : path.reversed()) {
        strings.string(name, fwnodeOperation(part, "get_name_prefix"), PrintfSpec.string());
        strings.string(name, fwnodeOperation(part, "get_name"), PrintfSpec.string());
      }
    }
    out.append(name.text());
    out.widen(name.length(), spec);
  }

  /** fwnode_call_ptr_op(): NULL if the node cannot answer. */
  private long fwnodeOperation(long node, String operation) {
    long operations = pointer(node, "fwnode_handle", "ops");
    long function = operations == 0 ? 0 : pointer(operations, "fwnode_operations", operation);
    return function == 0 ? 0 : functions.call(function, node);
  }
}
