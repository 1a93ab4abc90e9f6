package io.kobox.shell.dkms;

import io.kobox.shell.command.Command;
import io.kobox.shell.command.Session;
import io.kobox.shell.kbuild.HostPrograms;
import io.kobox.syscalls.ErrnoException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The host's {@code make} as a command of the shell that runs the lines of a dkms.conf. */
public final class HostMake implements Command {
  /** What dkms takes out of a build's environment. */
  private static final List<String> UNSET = List.of("CC", "CXX", "CFLAGS", "CXXFLAGS", "LDFLAGS");

  private final HostPrograms programs;
  private final Map<String, String> login;

  /** {@code login}: the environment of the machine's first shell, which make does not get. */
  public HostMake(HostPrograms programs, Map<String, String> login) {
    this.programs = programs;
    this.login = Map.copyOf(login);
  }

  @Override
  public String name() {
    return "make";
  }

  @Override
  public String summary() {
    return "the host's make";
  }

  @Override
  public String usage() {
    return "Usage: make [options] [target] ...\n";
  }

  @Override
  public int run(Session session) throws ErrnoException {
    if (!programs.has("make")) {
      session.error("make: not found on the host: Debian/Ubuntu 'apt install make'");
      return 127;
    }
    Map<String, String> environment = new HashMap<>();
    UNSET.forEach(name -> environment.put(name, ""));
    session
        .environment()
        .forEach(
            (name, value) -> {
              if (!login.containsKey(name) && !name.endsWith("PWD") && !name.equals("SHLVL")) {
                environment.put(name, text(value));
              }
            });
    List<String> argv = session.argv().stream().map(HostMake::text).toList();
    try {
      Path folder = Path.of(text(session.calls().getcwd()));
      return programs.run(argv, folder, environment, output(session));
    } catch (IOException e) {
      session.error("make: " + e.getMessage());
      return 2;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 130;
    }
  }

  private static OutputStream output(Session session) {
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        try {
          session.out().write(bytes, offset, length);
        } catch (ErrnoException e) {
          throw new IOException(e.getMessage());
        }
      }
    };
  }

  /** The machine's bytes as the host's text. */
  private static String text(String bytes) {
    return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }
}
