package io.kobox.kmod.depmod;

import io.kobox.kmod.KmodAbort;
import io.kobox.kmod.KmodElf;
import io.kobox.kmod.KmodException;
import io.kobox.kmod.KmodLog;
import io.kobox.kmod.KmodSymbols;
import io.kobox.kmod.ModuleInfo;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one module's file held, and what was said while it was read. */
final class ModuleContent {
  /** The sections that are looked at. */
  static final List<String> SECTIONS =
      List.of(".strtab", ".symtab", "__versions", "__ksymtab_strings", ".modinfo");

  private record Message(String place, String function, String text) {}

  private final DepmodModule module;
  private final List<Message> messages = new ArrayList<>();
  private List<KmodSymbols.Symbol> exports = List.of();
  private @Nullable KmodException failure;
  private @Nullable KmodAbort abort;

  ModuleContent(DepmodModule module) {
    this.module = module;
  }

  DepmodModule module() {
    return module;
  }

  List<KmodSymbols.Symbol> exports() {
    return exports;
  }

  /** Takes libkmod's messages, for later. */
  KmodLog messages() {
    return (place, function, text) -> messages.add(new Message(place, function, text));
  }

  void failed(KmodException e) {
    failure = e;
  }

  void aborted(KmodAbort e) {
    abort = e;
  }

  /** The module's symbols and fields. */
  void parse(KmodElf elf, boolean crcs) {
    try {
      KmodSymbols symbols = new KmodSymbols(elf);
      try {
        exports = symbols.exports(crcs);
      } catch (KmodException e) {
        failure = e;
      }
      module.info = info(elf);
      module.imports = imports(symbols);
    } catch (KmodException e) {
      failure = e;
    } catch (KmodAbort e) {
      abort = e;
    }
  }

  /** Says what is to be said of it. */
  void report(DepmodLog log, KmodLog libraryLog) {
    for (Message message : messages) {
      libraryLog.error(message.place, message.function, message.text);
    }
    if (failure != null && failure.errno() != KmodException.ENOENT) {
      log.error("failed to load symbols from " + module.path + ": " + failure.text());
    }
    if (abort != null) {
      throw abort;
    }
  }

  private static List<ModuleInfo.Field> info(KmodElf elf) {
    try {
      return ModuleInfo.read(elf);
    } catch (KmodException e) {
      return List.of();
    }
  }

  private static List<KmodSymbols.Symbol> imports(KmodSymbols symbols) {
    try {
      return symbols.imports();
    } catch (KmodException e) {
      return List.of();
    }
  }
}
