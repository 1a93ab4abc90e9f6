package io.kobox.shell.net;

import static io.kobox.shell.net.InterfaceRequest.*;

import io.kobox.shell.command.MachineText;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.SystemCalls;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** An interface as ifconfig shows it. */
final class InterfaceText {
  private static final String INDENT = "          ";
  private static final int BROADCAST = 2;
  private static final int POINT_TO_POINT = 0x10;
  private static final int ETHER = 1;
  private static final int LOOPBACK = 772;

  /** In the order of the bits. */
  private static final String[] FLAGS = {
    "UP",
    "BROADCAST",
    "DEBUG",
    "LOOPBACK",
    "POINTOPOINT",
    "NOTRAILERS",
    "RUNNING",
    "NOARP",
    "PROMISC",
    "ALLMULTI",
    "MASTER",
    "SLAVE",
    "MULTICAST",
    "PORTSEL",
    "AUTOMEDIA",
    "DYNAMIC"
  };

  private static final String[] UNITS = {"", "Ki", "Mi", "Gi", "Ti"};
  private static final String STATISTICS = "/proc/net/dev";
  private static final String IPV6 = "/proc/net/if_inet6";

  private final SystemCalls calls;
  private final int socket;
  private final String name;

  InterfaceText(SystemCalls calls, int socket, String name) {
    this.calls = calls;
    this.socket = socket;
    this.name = name;
  }

  /** The interfaces of the machine. */
  static List<String> names(SystemCalls calls) {
    List<String> names = new ArrayList<>();
    for (String line : MachineText.lines(calls, STATISTICS)) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        names.add(line.substring(0, colon).strip());
      }
    }
    return names;
  }

  private InterfaceRequest get(int request) throws ErrnoException {
    return new InterfaceRequest(calls, socket, name).get(request);
  }

  String text() throws ErrnoException {
    int flags = get(GET_FLAGS).shortNumber();
    StringBuilder text = new StringBuilder();
    hardware(text);
    addresses(text, flags);
    text.append(INDENT);
    for (int i = 0; i < FLAGS.length; i++) {
      if ((flags >> i & 1) != 0) {
        text.append(FLAGS[i]).append(' ');
      }
    }
    text.append(flags == 0 ? "[NO FLAGS] " : "");
    text.append(" MTU:").append(get(GET_MTU).number());
    text.append("  Metric:").append(Math.max(1, get(GET_METRIC).number())).append('\n');
    statistics(text);
    return text.append('\n').toString();
  }

  private void hardware(StringBuilder text) throws ErrnoException {
    byte[] address = get(GET_HARDWARE).sockaddr();
    int type = (address[0] & 0xff) | (address[1] & 0xff) << 8;
    String title =
        switch (type) {
          case ETHER -> "Ethernet";
          case LOOPBACK -> "Local Loopback";
          case 512 -> "Point-to-Point Protocol";
          case 768 -> "IPIP Tunnel";
          case 776 -> "IPv6-in-IPv4";
          default -> "UNSPEC";
        };
    text.append(String.format("%-9s Link encap:%s  ", name, title));
    if (type == ETHER) {
      text.append("HWaddr ");
      for (int i = 0; i < 6; i++) {
        text.append(String.format("%s%02X", i == 0 ? "" : ":", address[2 + i] & 0xff));
      }
      text.append("  ");
    } else if (title.equals("UNSPEC")) {
      text.append("HWaddr ");
      for (int i = 0; i < Ipv4.SOCKADDR_SIZE; i++) {
        boolean shown = i < Ipv4.SOCKADDR_SIZE - 2;
        text.append(String.format("%s%02X", i == 0 ? "" : "-", shown ? address[2 + i] & 0xff : 0));
      }
      text.append("  ");
    }
    text.append('\n');
  }

  private void addresses(StringBuilder text, int flags) {
    String own = address(GET_ADDRESS);
    if (own != null) {
      text.append(INDENT).append("inet addr:").append(own).append(' ');
      if ((flags & POINT_TO_POINT) != 0) {
        text.append(" P-t-P:").append(address(GET_DESTINATION)).append(' ');
      }
      if ((flags & BROADCAST) != 0) {
        text.append(" Bcast:").append(address(GET_BROADCAST)).append(' ');
      }
      text.append(" Mask:").append(address(GET_NETMASK)).append('\n');
    }
    for (String line : MachineText.lines(calls, IPV6)) {
      String[] fields = line.strip().split(" +", -1);
      if (fields.length == 6 && fields[5].equals(name)) {
        text.append(INDENT).append("inet6 addr: ").append(Ipv6.text(fields[0]));
        text.append('/').append(Integer.parseInt(fields[2], 16));
        text.append(" Scope:").append(scope(Integer.parseInt(fields[3], 16))).append('\n');
      }
    }
  }

  private static String scope(int scope) {
    return switch (scope & 0xf0) {
      case 0 -> "Global";
      case 0x10 -> "Host";
      case 0x20 -> "Link";
      case 0x40 -> "Site";
      case 0x80 -> "Compat";
      default -> "Unknown";
    };
  }

  private @Nullable String address(int request) {
    try {
      return Ipv4.text(get(request).sockaddr(), 0);
    } catch (ErrnoException e) {
      return null;
    }
  }

  /** The columns of /proc/net/dev. */
  private void statistics(StringBuilder text) throws ErrnoException {
    for (String line : MachineText.lines(calls, STATISTICS)) {
      int colon = line.indexOf(':');
      if (colon > 0 && line.substring(0, colon).strip().equals(name)) {
        String[] n = line.substring(colon + 1).strip().split(" +", -1);
        text.append(INDENT);
        text.append(
            String.format(
                "RX packets:%s errors:%s dropped:%s overruns:%s frame:%s%n",
                n[1], n[2], n[3], n[4], n[5]));
        text.append(INDENT);
        text.append(
            String.format(
                "TX packets:%s errors:%s dropped:%s overruns:%s carrier:%s%n",
                n[9], n[10], n[11], n[12], n[14]));
        text.append(INDENT).append("collisions:").append(n[13]);
        text.append(" txqueuelen:").append(get(GET_QUEUE_LENGTH).number()).append(" \n");
        text.append(INDENT).append("RX ").append(scaled(n[0]));
        text.append("  TX ").append(scaled(n[8])).append('\n');
      }
    }
  }

  private static String scaled(String bytes) {
    BigInteger tenths = new BigInteger(bytes).multiply(BigInteger.TEN);
    int unit = 0;
    BigInteger limit = BigInteger.valueOf(10240);
    while (tenths.compareTo(limit) >= 0 && unit < UNITS.length - 1) {
      tenths = tenths.shiftRight(10);
      unit++;
    }
    BigInteger[] parts = tenths.divideAndRemainder(BigInteger.TEN);
    return String.format(
        Locale.ROOT, "bytes:%s (%d.%d %sB)", bytes, parts[0], parts[1], UNITS[unit]);
  }
}
