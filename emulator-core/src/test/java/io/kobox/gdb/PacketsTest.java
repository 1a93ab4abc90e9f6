package io.kobox.gdb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The bytes on the wire, as "Overview" of gdb's manual, appendix E, has them. */
class PacketsTest {
  private final ByteArrayOutputStream sent = new ByteArrayOutputStream();

  private Packets packets(String received) {
    byte[] bytes = received.getBytes(StandardCharsets.ISO_8859_1);
    return new Packets(new ByteArrayInputStream(bytes), sent);
  }

  private String sent() {
    return sent.toString(StandardCharsets.ISO_8859_1);
  }

  @Test
  void readsAndAcknowledges() throws IOException {
    Packets packets = packets("+$qC#b4$g#67");
    assertEquals("qC", packets.read());
    assertEquals("g", packets.read());
    assertEquals("++", sent());
  }

  @Test
  void asksForDamagedPacketsAgain() throws IOException {
    assertEquals("g", packets("$g#66$g#67").read());
    assertEquals("-+", sent());
  }

  @Test
  void takesEscapesBack() throws IOException {
    assertEquals("X0,1:}", packets("$X0,1:}]#f9").read());
  }

  @Test
  void escapesWhatItSends() throws IOException {
    Packets packets = packets("");
    packets.write("a#$}*b");
    assertEquals("$a}\003}\004}]}\nb#25", sent());
  }

  @Test
  void sendsAgainWhatCameDamaged() throws IOException {
    Packets packets = packets("-$g#67");
    packets.write("OK");
    packets.read();
    assertEquals("$OK#9a$OK#9a+", sent());
  }

  @Test
  void needNotAcknowledge() throws IOException {
    Packets packets = packets("$g#67\003");
    packets.stopAcknowledging();
    assertEquals("g", packets.read());
    assertEquals(Packets.INTERRUPT, packets.read());
    assertEquals("", sent());
  }

  @Test
  void endsWithTheConnection() {
    assertThrows(EOFException.class, () -> packets("$qSupp").read());
    assertThrows(IOException.class, () -> packets("$" + "a".repeat(70_000)).read());
  }
}
