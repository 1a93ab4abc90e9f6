package io.kobox.gdb;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Listens for one debugger at a time, on the loopback interface alone. Its packets wait here until
 * the machine stands still; one who comes while another is there is turned away.
 */
public final class GdbServer implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(GdbServer.class.getName());

  /** What a client may say while the machine does not listen. */
  private static final int MOST_PACKETS = 1000;

  private final ServerSocket listener;

  /** What clients sent; empty: the client went. */
  private final BlockingQueue<Optional<String>> packets = new LinkedBlockingQueue<>(MOST_PACKETS);

  private final GdbSession session = new GdbSession(this);
  private final Object lock = new Object();
  private @Nullable Socket client;
  private @Nullable Packets connection;
  private volatile Runnable interrupt = () -> {};

  private GdbServer(ServerSocket listener) {
    this.listener = listener;
  }

  /**
   * Listens at a port of 127.0.0.1; 0: any that is free.
   *
   * @throws IOException if somebody else does
   */
  public static GdbServer listen(int port) throws IOException {
    ServerSocket socket = new ServerSocket();
    socket.setReuseAddress(true);
    socket.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port));
    GdbServer server = new GdbServer(socket);
    Thread.ofPlatform().daemon().name("kobox gdb").start(server::accept);
    return server;
  }

  /** The port that it listens at. */
  public int port() {
    return listener.getLocalPort();
  }

  public GdbSession session() {
    return session;
  }

  /** What stops a running machine; is run on any thread. */
  public void onInterrupt(Runnable action) {
    interrupt = action;
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        if (!take(socket)) {
          close(socket);
        }
      } catch (IOException e) {
        LOG.log(System.Logger.Level.DEBUG, "nobody came", e);
      }
    }
  }

  private boolean take(Socket socket) throws IOException {
    synchronized (lock) {
      if (client != null) {
        return false;
      }
      socket.setTcpNoDelay(true);
      Packets newConnection = new Packets(socket.getInputStream(), socket.getOutputStream());
      client = socket;
      connection = newConnection;
      Thread.ofPlatform()
          .daemon()
          .name("kobox gdb client")
          .start(() -> read(socket, newConnection));
    }
    interrupt.run();
    return true;
  }

  private void read(Socket socket, Packets source) {
    try {
      while (true) {
        String packet = source.read();
        if (packet.equals(Packets.INTERRUPT)) {
          interrupt.run();
        } else {
          packets.put(Optional.of(packet));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      disconnect(socket);
      interrupt.run();
      leave();
    }
  }

  private void leave() {
    try {
      packets.put(Optional.empty());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void disconnect(@Nullable Socket socket) {
    synchronized (lock) {
      if (socket == null || !socket.equals(client)) {
        return;
      }
      client = null;
      connection = null;
      close(socket);
    }
  }

  /** A connection that cannot be closed is gone anyway. */
  private static void close(Closeable connection) {
    try {
      connection.close();
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "not closed", e);
    }
  }

  /** The client's next packet, waiting for a client if there is none; null: it has gone. */
  @Nullable String take() {
    try {
      return packets.take().orElse(null);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }

  /** Whether a client is there. */
  boolean hasClient() {
    return connection() != null;
  }

  /** Sends a packet, if the client is still there. */
  void send(String packet) {
    Packets receiver = connection();
    if (receiver != null) {
      try {
        receiver.write(packet);
      } catch (IOException e) {
        disconnect(client);
      }
    }
  }

  /** See {@link Packets#stopAcknowledging}. */
  void stopAcknowledging() {
    Packets receiver = connection();
    if (receiver != null) {
      receiver.stopAcknowledging();
    }
  }

  private @Nullable Packets connection() {
    synchronized (lock) {
      return connection;
    }
  }

  @Override
  public void close() {
    close(listener);
    disconnect(client);
  }
}
