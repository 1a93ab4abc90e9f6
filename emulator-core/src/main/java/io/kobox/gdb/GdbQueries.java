package io.kobox.gdb;

import io.kobox.gdb.Hex.BadPacketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The packets that ask: about the protocol, threads, modules, files; and gdb's {@code monitor}. */
final class GdbQueries {
  private static final String OK = "OK";
  private static final String UNKNOWN = "";
  private static final String ERROR = "E01";
  private static final String FEATURES =
      "PacketSize="
          + Integer.toHexString(Packets.LARGEST)
          + ";QStartNoAckMode+;vContSupported+;swbreak+;hwbreak+"
          + ";qXfer:features:read+;qXfer:threads:read+;qXfer:libraries:read+"
          + ";qXfer:exec-file:read+";
  private static final String BACK = ";ReverseStep+;ReverseContinue+";

  private final Supplier<DebugTarget> target;
  private final TargetFiles files;
  private final MonitorCommands monitor;

  GdbQueries(Supplier<DebugTarget> target) {
    this.target = target;
    this.files = new TargetFiles(target);
    this.monitor = new MonitorCommands(target);
  }

  /** Makes what takes longer than gdb waits for an answer. */
  void prepare() {
    files.kernel();
  }

  String answer(String packet) throws BadPacketException {
    if (packet.startsWith("vFile:")) {
      return files.answer(packet.substring("vFile:".length()));
    }
    if (packet.startsWith("qXfer:")) {
      return transfer(packet.substring("qXfer:".length()));
    }
    if (packet.startsWith("qRcmd,")) {
      return Hex.of(monitor.run(Hex.text(packet.substring("qRcmd,".length()))));
    }
    if (packet.startsWith("qThreadExtraInfo,")) {
      return extraInfo(Hex.number(packet.substring("qThreadExtraInfo,".length())));
    }
    if (packet.startsWith("qSupported")) {
      return target.get().canGoBack() ? FEATURES + BACK : FEATURES;
    }
    return switch (packet) {
      case "QStartNoAckMode" -> OK;
      case "vCont?" -> "vCont;c;C;s;S;r";
      case "qC" -> "QC" + Long.toHexString(target.get().currentThread());
      case "qfThreadInfo" ->
          target.get().threads().stream()
              .map(thread -> Long.toHexString(thread.id()))
              .collect(Collectors.joining(",", "m", ""));
      case "qsThreadInfo" -> "l";
      case "qAttached" -> "1";
      case "qSymbol::" -> OK;
      default -> UNKNOWN;
    };
  }

  private String extraInfo(long id) {
    return target.get().threads().stream()
        .filter(thread -> thread.id() == id)
        .map(thread -> Hex.of(thread.name() + ", " + thread.state()))
        .findFirst()
        .orElse(ERROR);
  }

  /** {@code OBJECT:read:ANNEX:OFFSET,LENGTH}. */
  private String transfer(String request) throws BadPacketException {
    String[] parts = request.split(":", 4);
    if (parts.length < 4 || !parts[1].equals("read")) {
      return UNKNOWN;
    }
    String object =
        switch (parts[0]) {
          case "features" -> parts[2].equals("target.xml") ? TargetDescription.XML : null;
          case "threads" -> threads();
          case "libraries" -> LibraryList.xml(target.get().modules());
          case "exec-file" -> TargetFiles.KERNEL;
          default -> null;
        };
    if (object == null) {
      return UNKNOWN;
    }
    int comma = parts[3].indexOf(',');
    int offset = Hex.count(parts[3].substring(0, comma));
    int length = Math.min(Hex.count(parts[3].substring(comma + 1)), Packets.LARGEST - 1);
    String text = new String(object.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    if (offset >= text.length()) {
      return "l";
    }
    int end = (int) Math.min(text.length(), (long) offset + length);
    return (end == text.length() ? "l" : "m") + text.substring(offset, end);
  }

  private String threads() {
    List<DebugThread> threads = target.get().threads();
    StringBuilder xml = new StringBuilder("<?xml version=\"1.0\"?>\n<threads>\n");
    for (DebugThread thread : threads) {
      xml.append(
          String.format(
              Locale.ROOT,
              "<thread id=\"%x\" name=\"%s\">%s</thread>%n",
              thread.id(),
              LibraryList.escape(thread.name()),
              LibraryList.escape(thread.state())));
    }
    return xml.append("</threads>\n").toString();
  }
}
