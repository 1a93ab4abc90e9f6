package io.kobox.gdb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kobox.debug.Resume;
import io.kobox.debug.StopReason;
import io.kobox.unicorn.Register;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients of all kinds, on a socket; the machine is one page of memory and a thread. */
@Timeout(20)
class GdbServerTest {
  private static final long PAGE = 0xffffffffc0000000L;

  private GdbServer server;
  private final byte[] memory = new byte[16];

  @BeforeEach
  void listen() throws IOException {
    server = GdbServer.listen(0);
    server.session().setTarget(new Page());
  }

  @AfterEach
  void close() {
    server.close();
  }

  private final class Page implements DebugTarget {
    @Override
    public List<DebugThread> threads() {
      return List.of(new DebugThread(1, "init", "running"), new DebugThread(42, "<&>", "sleeping"));
    }

    @Override
    public long currentThread() {
      return 1;
    }

    @Override
    public Map<Register, Long> registers(long thread) {
      return Map.of(Register.RAX, 0x1122334455667788L, Register.RIP, PAGE + thread);
    }

    @Override
    public boolean setRegister(long thread, Register register, long value) {
      return register == Register.RAX && value == 7;
    }

    @Override
    public byte[] read(long address, int length) {
      int from = (int) Math.min(memory.length, address - PAGE);
      return address < PAGE
          ? new byte[0]
          : java.util.Arrays.copyOfRange(memory, from, Math.min(memory.length, from + length));
    }

    @Override
    public boolean write(long address, byte[] bytes) {
      if (address < PAGE || address + bytes.length > PAGE + memory.length) {
        return false;
      }
      System.arraycopy(bytes, 0, memory, (int) (address - PAGE), bytes.length);
      return true;
    }

    @Override
    public List<LoadedModule> modules() {
      return List.of();
    }

    @Override
    public boolean canGoBack() {
      return true;
    }

    @Override
    public byte[] kernel() {
      return new byte[] {1, 2, 3};
    }
  }

  /** A client that wants no acknowledgements. */
  private final class Client implements AutoCloseable {
    private final Socket socket;
    private final Packets packets;

    Client() throws IOException {
      socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
      packets = new Packets(socket.getInputStream(), socket.getOutputStream());
      packets.stopAcknowledging();
    }

    String ask(String packet) throws IOException {
      packets.write(packet);
      return packets.read();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  private CompletableFuture<Resume> stop(StopReason.Kind kind) {
    return CompletableFuture.supplyAsync(() -> server.session().stopped(new StopReason(kind)));
  }

  private static Resume await(CompletableFuture<Resume> resume) throws Exception {
    return resume.get(10, TimeUnit.SECONDS);
  }

  @Test
  void tellsWhatItIsAskedFor() throws Exception {
    CompletableFuture<Resume> held = stop(StopReason.Kind.ATTACHED);
    try (Client gdb = new Client()) {
      assertTrue(gdb.ask("qSupported:multiprocess+").contains("ReverseContinue+"));
      assertEquals("T05thread:1;", gdb.ask("?"));
      assertEquals("m1,2a", gdb.ask("qfThreadInfo"));
      assertEquals("l", gdb.ask("qsThreadInfo"));
      assertTrue(gdb.ask("qXfer:threads:read::0,fff").contains("id=\"2a\" name=\"&lt;&amp;&gt;\""));
      assertTrue(gdb.ask("g").startsWith("8877665544332211xxxx"));
      assertEquals("010000c0ffffffff", gdb.ask("p10"));
      assertEquals("OK", gdb.ask("Hg2a"));
      assertEquals("2a0000c0ffffffff", gdb.ask("p10"));
      assertEquals("OK", gdb.ask("P0=0700000000000000"));
      assertEquals("E01", gdb.ask("P0=0800000000000000"));
      assertEquals("OK", gdb.ask("Mffffffffc0000001,2:cafe"));
      assertEquals("00cafe00", gdb.ask("mffffffffc0000000,4"));
      assertEquals("0000", gdb.ask("mffffffffc000000e,40"));
      assertEquals("E01", gdb.ask("m10,4"));
      assertEquals("F3", gdb.ask("vFile:open:" + Hex.of("/kobox/vmlinux") + ",0,0"));
      assertEquals("F2;\002\003", gdb.ask("vFile:pread:3,10,1"));
      assertEquals("F-1,2", gdb.ask("vFile:open:" + Hex.of("/etc/passwd") + ",0,0"));
      gdb.packets.write("vCont;s:2a;c");
      assertEquals(new Resume.Step(42, 0, 0), await(held));
      held = stop(StopReason.Kind.STEPPED);
      assertEquals("T05thread:1;", gdb.packets.read());
      gdb.packets.write("bc");
      assertEquals(new Resume.Back(true), await(held));
      server.session().exited(3);
      assertEquals("W03", gdb.packets.read());
    }
  }

  @Test
  void survivesNonsense() throws Exception {
    CompletableFuture<Resume> held = stop(StopReason.Kind.ATTACHED);
    try (Client gdb = new Client()) {
      for (String packet :
          List.of(
              "m",
              "mzz,1",
              "M1,1:0",
              "Z0",
              "Zx,1,1",
              "Z0,10,1",
              "Z2,0,ffffff",
              "P",
              "P99=0",
              "pffffffffffffffff",
              "G",
              "H",
              "T",
              "vFile:pread:9,1,1",
              "vFile:open:zz",
              "qXfer:features:read:target.xml:1",
              "qRcmd,0",
              "qThreadExtraInfo,7",
              "X0,5:a",
              "vCont;r1:1",
              "vFile:")) {
        assertTrue(gdb.ask(packet).matches("E01|F-1,9|OK||x*"), packet);
      }
      assertEquals("", gdb.ask(""));
      gdb.socket
          .getOutputStream()
          .write("$".repeat(10).getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    }
    assertInstanceOf(Resume.Detach.class, await(held));
  }

  @Test
  void servesOneClientAtATime() throws Exception {
    CompletableFuture<Resume> held = stop(StopReason.Kind.ATTACHED);
    try (Client gdb = new Client();
        Socket second = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      assertEquals("T05thread:1;", gdb.ask("?"));
      assertEquals(-1, second.getInputStream().read());
      assertEquals("OK", gdb.ask("D"));
      assertInstanceOf(Resume.Detach.class, await(held));
    }
  }

  @Test
  void interruptsARunningMachine() throws Exception {
    CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
    CompletableFuture<Resume> held = stop(StopReason.Kind.ATTACHED);
    try (Client gdb = new Client()) {
      gdb.ask("?");
      gdb.packets.write("c");
      assertInstanceOf(Resume.Run.class, await(held));
      server.onInterrupt(() -> interrupted.complete(true));
      gdb.socket.getOutputStream().write(3);
      assertTrue(interrupted.get(10, TimeUnit.SECONDS));
      CompletableFuture<Resume> again = stop(StopReason.Kind.INTERRUPTED);
      assertEquals("T02thread:1;", gdb.packets.read());
      gdb.packets.write("k");
      assertInstanceOf(Resume.Detach.class, await(again));
    }
  }
}
