package io.kobox.shell.net;

import static io.kobox.shell.net.InterfaceRequest.*;

import io.kobox.shell.command.CommandException;
import io.kobox.shell.command.Origin;
import io.kobox.shell.command.Session;
import io.kobox.shell.command.Utility;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;

/** {@code ifconfig} of busybox 1.35. */
public final class Ifconfig extends Utility {
  private static final int SOCK_DGRAM = 2;
  private static final int UP = 1;
  private static final int RUNNING = 0x40;
  private static final int NOARP = 0x80;
  private static final int PROMISC = 0x100;
  private static final int ALLMULTI = 0x200;
  private static final int MULTICAST = 0x1000;
  private static final short ETHER = 1;

  public Ifconfig() {
    super(
        Origin.BUSYBOX,
        "ifconfig",
        "configure a network interface",
        """
        Usage: ifconfig [-a] [IFACE] [ADDRESS]

        Configure a network interface

        \t[[-]broadcast [ADDRESS]] [[-]pointopoint [ADDRESS]]
        \t[netmask ADDRESS] [dstaddr ADDRESS]
        \t[hw ether ADDRESS] [metric NN] [mtu NN]
        \t[[-]arp] [[-]allmulti] [multicast] [[-]promisc]
        \t[txqueuelen NN] [up|down] ...""");
  }

  @Override
  protected int main(Session session) throws ErrnoException, CommandException {
    Deque<String> words = new ArrayDeque<>(session.arguments());
    boolean all = "-a".equals(words.peek());
    if (all) {
      words.poll();
    }
    int socket = socket(session);
    try {
      String name = words.poll();
      if (name == null) {
        return showAll(session, socket, all);
      }
      if (words.isEmpty()) {
        return show(session, socket, name);
      }
      while (!words.isEmpty()) {
        configure(session, socket, name, words);
      }
      return 0;
    } finally {
      session.calls().close(socket);
    }
  }

  private static int socket(Session session) throws CommandException {
    try {
      return session.calls().socket(Ipv4.AF_INET, SOCK_DGRAM, 0);
    } catch (ErrnoException e) {
      throw CommandException.failure("socket", e);
    }
  }

  private static int showAll(Session session, int socket, boolean all) throws ErrnoException {
    List<String> names = new ArrayList<>(InterfaceText.names(session.calls()));
    Collections.sort(names);
    for (String name : names) {
      int flags = new InterfaceRequest(session.calls(), socket, name).get(GET_FLAGS).shortNumber();
      if (all || (flags & UP) != 0) {
        show(session, socket, name);
      }
    }
    return 0;
  }

  private static int show(Session session, int socket, String name) throws ErrnoException {
    InterfaceText text = new InterfaceText(session.calls(), socket, name);
    try {
      session.out().print(text.text());
      return 0;
    } catch (ErrnoException e) {
      boolean missing = e.errno() == Errno.ENODEV;
      session.error(
          name
              + ": error fetching interface information: "
              + (missing ? "Device not found" : e.getMessage()));
      return 1;
    }
  }

  private static void configure(Session session, int socket, String name, Deque<String> words)
      throws ErrnoException, CommandException {
    InterfaceRequest request = new InterfaceRequest(session.calls(), socket, name);
    String word = words.remove();
    switch (word) {
      case "up" -> flags(request, UP | RUNNING, true);
      case "down" -> flags(request, UP, false);
      case "arp" -> flags(request, NOARP, false);
      case "-arp" -> flags(request, NOARP, true);
      case "promisc" -> flags(request, PROMISC, true);
      case "-promisc" -> flags(request, PROMISC, false);
      case "allmulti" -> flags(request, ALLMULTI, true);
      case "-allmulti" -> flags(request, ALLMULTI, false);
      case "multicast" -> flags(request, MULTICAST, true);
      case "-multicast" -> flags(request, MULTICAST, false);
      case "mtu" -> set(request, "SIOCSIFMTU", SET_MTU, number(words));
      case "metric" -> set(request, "SIOCSIFMETRIC", SET_METRIC, number(words));
      case "txqueuelen" -> set(request, "SIOCSIFTXQLEN", SET_QUEUE_LENGTH, number(words));
      case "netmask" -> set(request, "SIOCSIFNETMASK", SET_NETMASK, address(words));
      case "broadcast" -> set(request, "SIOCSIFBRDADDR", SET_BROADCAST, address(words));
      case "dstaddr", "pointopoint" ->
          set(request, "SIOCSIFDSTADDR", SET_DESTINATION, address(words));
      case "hw" -> set(request, "SIOCSIFHWADDR", SET_HARDWARE, hardware(words));
      default -> {
        words.addFirst(word);
        set(request, "SIOCSIFADDR", SET_ADDRESS, address(words));
        flags(request, UP | RUNNING, true);
      }
    }
  }

  private static void flags(InterfaceRequest request, int mask, boolean on)
      throws CommandException {
    int flags;
    try {
      flags = request.get(GET_FLAGS).shortNumber();
    } catch (ErrnoException e) {
      throw CommandException.failure("SIOCGIFFLAGS", e);
    }
    set(request, "SIOCSIFFLAGS", SET_FLAGS, on ? flags | mask : flags & ~mask);
  }

  private static void set(InterfaceRequest request, String name, int number, int value)
      throws CommandException {
    try {
      request.set(number, value);
    } catch (ErrnoException e) {
      throw CommandException.failure(name, e);
    }
  }

  private static void set(InterfaceRequest request, String name, int number, byte[] value)
      throws CommandException {
    try {
      request.set(number, value);
    } catch (ErrnoException e) {
      throw CommandException.failure(name, e);
    }
  }

  private static String word(Deque<String> words) throws CommandException {
    String word = words.poll();
    if (word == null) {
      throw CommandException.usage(null);
    }
    return word;
  }

  private static int number(Deque<String> words) throws CommandException {
    String word = word(words);
    try {
      return Integer.decode(word);
    } catch (NumberFormatException e) {
      throw CommandException.failure(1, "invalid number '" + word + "'");
    }
  }

  private static byte[] address(Deque<String> words) throws CommandException {
    String word = word(words);
    byte[] address = Ipv4.parse(word);
    if (address == null) {
      throw CommandException.failure(1, "bad address '" + word + "'");
    }
    return Ipv4.sockaddr(address);
  }

  private static byte[] hardware(Deque<String> words) throws CommandException {
    String type = word(words);
    String text = word(words);
    String[] parts = text.split(":", -1);
    byte[] sockaddr = new byte[Ipv4.SOCKADDR_SIZE];
    sockaddr[0] = (byte) ETHER;
    if (!type.equals("ether") || parts.length != 6) {
      throw CommandException.failure(1, "invalid hw-addr " + text);
    }
    for (int i = 0; i < parts.length; i++) {
      if (!parts[i].matches("[0-9A-Fa-f]{1,2}")) {
        throw CommandException.failure(1, "invalid hw-addr " + text);
      }
      sockaddr[2 + i] = (byte) Integer.parseInt(parts[i], 16);
    }
    return sockaddr;
  }
}
