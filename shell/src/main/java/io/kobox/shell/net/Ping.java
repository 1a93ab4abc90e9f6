package io.kobox.shell.net;

import io.kobox.shell.command.CommandException;
import io.kobox.shell.command.Options;
import io.kobox.shell.command.Origin;
import io.kobox.shell.command.Session;
import io.kobox.shell.command.Utility;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.SystemCalls;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** {@code ping} of busybox 1.35, for IPv4. */
public final class Ping extends Utility {
  private static final int SOCK_RAW = 3;
  private static final int IPPROTO_ICMP = 1;
  private static final int ECHO = 8;
  private static final int ECHO_REPLY = 0;
  private static final int HEADER = 8;
  private static final int POLLIN = 1;
  private static final int MONOTONIC = 1;
  private static final int MOST_BYTES = 65507;
  private static final long MILLISECOND = 1_000_000;
  private static final long SECOND = 1000 * MILLISECOND;

  public Ping() {
    super(
        Origin.BUSYBOX,
        "ping",
        "send ICMP echo requests to a host",
        """
        Usage: ping [OPTIONS] HOST

        Send ICMP ECHO_REQUESTs to HOST

        \t-c CNT\t\tSend only CNT pings
        \t-s SIZE\t\tSend SIZE data bytes in packets (default 56)
        \t-i SECS\t\tInterval
        \t-W SEC\t\tSeconds to wait for the first response (default 10)
        \t\t\t(after all -c CNT packets are sent)
        \t-w SEC\t\tSeconds until ping exits (default:infinite)
        \t\t\t(can exit earlier with -c CNT)
        \t-q\t\tQuiet, only display output at start/finish""");
  }

  /** What was asked for, and what has come of it. */
  private static final class Run {
    private final Session session;
    private final String address;
    private final byte[] sockaddr;
    private final int size;
    private final boolean quiet;
    private final int id;
    private final int socket;
    private long[] sentAt = new long[64];
    private long sent;
    private long received;
    private long least = Long.MAX_VALUE;
    private long most;
    private long sum;

    private Run(Session session, byte[] host, int size, boolean quiet, int socket) {
      this.session = session;
      this.sockaddr = Ipv4.sockaddr(host);
      this.address = Ipv4.text(sockaddr, 0);
      this.size = size;
      this.quiet = quiet;
      this.socket = socket;
      this.id = session.calls().getpid() & 0xffff;
    }

    private long now() throws ErrnoException {
      return session.calls().clockGettime(MONOTONIC);
    }

    private void send() throws ErrnoException, CommandException {
      long now = now();
      ByteBuffer packet = ByteBuffer.allocate(HEADER + size);
      packet.put((byte) ECHO).put((byte) 0).putShort((short) 0);
      packet.putShort((short) id).putShort((short) sent);
      if (size >= Integer.BYTES) {
        packet.putInt(Integer.reverseBytes((int) (now / 1000)));
      }
      packet.putShort(2, checksum(packet.array()));
      sentAt[(int) sent % sentAt.length] = now;
      sent++;
      try {
        session.calls().sendto(socket, packet.array(), sockaddr);
      } catch (ErrnoException e) {
        throw CommandException.failure("sendto", e);
      }
    }

    /** Takes replies until {@code end}, or until {@code count} are there. */
    private void receive(long end, long count) throws ErrnoException {
      SystemCalls calls = session.calls();
      byte[] packet = new byte[HEADER + size + 128];
      byte[] from = new byte[Ipv4.SOCKADDR_SIZE];
      while (received < count) {
        long left = end - now();
        if (left <= 0
            || (calls.poll(socket, POLLIN, Duration.ofMillis(Math.ceilDiv(left, MILLISECOND)))
                    & POLLIN)
                == 0) {
          return;
        }
        int length = calls.recvfrom(socket, packet, from);
        reply(packet, length, from);
      }
    }

    private void reply(byte[] packet, int length, byte[] from) throws ErrnoException {
      int header = (packet[0] & 0xf) * 4;
      ByteBuffer icmp = ByteBuffer.wrap(packet, header, Math.max(0, length - header));
      if (length < header + HEADER
          || icmp.get() != ECHO_REPLY
          || (icmp.getShort(header + 4) & 0xffff) != id) {
        return;
      }
      int sequence = icmp.getShort(header + 6) & 0xffff;
      long time = (now() - sentAt[sequence % sentAt.length]) / 1000;
      received++;
      least = Math.min(least, time);
      most = Math.max(most, time);
      sum += time;
      if (!quiet) {
        session
            .out()
            .println(
                String.format(
                    Locale.ROOT,
                    "%d bytes from %s: seq=%d ttl=%d time=%s ms",
                    length - header,
                    Ipv4.text(from, 0),
                    sequence,
                    packet[8] & 0xff,
                    milliseconds(time)));
        session.out().flush();
      }
    }

    private static String milliseconds(long microseconds) {
      return String.format(Locale.ROOT, "%d.%03d", microseconds / 1000, microseconds % 1000);
    }

    private void statistics(String host) throws ErrnoException {
      session.out().println("\n--- " + host + " ping statistics ---");
      session
          .out()
          .println(
              sent
                  + " packets transmitted, "
                  + received
                  + " packets received, "
                  + (sent == 0 ? 0 : (sent - received) * 100 / sent)
                  + "% packet loss");
      if (received > 0) {
        session
            .out()
            .println(
                "round-trip min/avg/max = "
                    + milliseconds(least)
                    + "/"
                    + milliseconds(sum / received)
                    + "/"
                    + milliseconds(most)
                    + " ms");
      }
    }
  }

  @Override
  protected int main(Session session) throws ErrnoException, CommandException {
    Options options = Options.parse(session.arguments(), "4qc:s:i:W:w:t:I:p:A");
    if (options.operands().size() != 1) {
      throw CommandException.usage(null);
    }
    String host = options.operands().getFirst();
    byte[] address = Ipv4.parse(host);
    if (address == null) {
      throw CommandException.failure(1, "bad address '" + host + "'");
    }
    long count = number(options.argument('c'), 0);
    int size = (int) Math.min(number(options.argument('s'), 56), MOST_BYTES);
    long interval = number(options.argument('i'), 1) * SECOND;
    long wait = number(options.argument('W'), 10) * SECOND;
    String deadline = options.argument('w');
    int socket;
    try {
      socket = session.calls().socket(Ipv4.AF_INET, SOCK_RAW, IPPROTO_ICMP);
    } catch (ErrnoException e) {
      throw CommandException.failure("can't create raw socket", e);
    }
    try {
      Run run = new Run(session, address, size, options.has('q'), socket);
      session.out().println("PING " + host + " (" + run.address + "): " + size + " data bytes");
      session.out().flush();
      long end = deadline == null ? Long.MAX_VALUE : run.now() + number(deadline, 0) * SECOND;
      ping(run, count, interval, wait, end);
      run.statistics(host);
      return run.received == 0 || (deadline != null && run.received < count) ? 1 : 0;
    } finally {
      session.calls().close(socket);
    }
  }

  private static void ping(Run run, long count, long interval, long wait, long end)
      throws ErrnoException, CommandException {
    long next = run.now();
    while ((count == 0 || run.sent < count) && run.now() < end) {
      run.send();
      boolean last = run.sent == count;
      next += interval;
      run.receive(
          Math.min(end, last ? run.now() + wait : next), count == 0 ? Long.MAX_VALUE : count);
    }
  }

  private static long number(@Nullable String text, long otherwise) throws CommandException {
    if (text == null) {
      return otherwise;
    }
    if (!text.matches("[0-9]{1,9}")) {
      throw CommandException.failure(1, "invalid number '" + text + "'");
    }
    return Long.parseLong(text);
  }

  /** The checksum of the internet's protocols (RFC 1071). */
  private static short checksum(byte[] data) {
    int sum = 0;
    for (int i = 0; i < data.length; i += 2) {
      int low = i + 1 < data.length ? data[i + 1] & 0xff : 0;
      sum += (data[i] & 0xff) << 8 | low;
    }
    while (sum >>> 16 != 0) {
      sum = (sum & 0xffff) + (sum >>> 16);
    }
    return (short) ~sum;
  }
}
