package io.kobox.shell.dkms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kobox.shell.kbuild.HeadersFinder;
import io.kobox.shell.kbuild.HostPrograms;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Without a compiler: the conf is given, and make is one that writes a file. Texts: dkms 3.0.10.
 */
class DkmsCommandTest {
  private static final String RELEASE = "6.1.0-56-amd64";
  private static final String OTHER = "6.12.1-amd64";

  @TempDir Path root;

  private final ByteArrayOutputStream text = new ByteArrayOutputStream();
  private final Map<String, String> conf = new HashMap<>();
  private int makeStatus;

  @BeforeEach
  void host() throws IOException {
    conf.put("PACKAGE_NAME", "hello");
    conf.put("PACKAGE_VERSION", "1.0");
    conf.put("BUILT_MODULE_NAME", "hello");
    conf.put("DEST_MODULE_LOCATION", "/kernel/drivers/misc");
    write("hello/dkms.conf", "");
    write("hello/hello.c", "");
    for (String release : List.of(RELEASE, OTHER)) {
      String headers = "usr/src/linux-headers-" + release + "/";
      write(headers + "Makefile", "");
      write(headers + ".config", "CONFIG_X=m\n");
      write(headers + "include/config/auto.conf", "");
      write(
          headers + "include/generated/utsrelease.h", "#define UTS_RELEASE \"" + release + "\"\n");
      write("inst/" + release + "/modules.order", "");
    }
  }

  private void write(String name, String content) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.resolveSibling("."));
    Files.writeString(file, content);
  }

  /** Standard output and error of one command, the folder taken out. */
  private String run(int status, String... words) throws InterruptedException {
    text.reset();
    PrintStream stream = new PrintStream(text, true, StandardCharsets.UTF_8);
    DkmsCommand.Places places =
        new DkmsCommand.Places(
            root.resolve("dkms"), RELEASE, release -> root.resolve("inst/" + release));
    int result =
        new DkmsCommand(
                new NoPrograms(), new HeadersFinder(root), new Shell(), places, stream, stream)
            .run(List.of(words));
    String output = text.toString(StandardCharsets.UTF_8).replace(root.toString(), "ROOT");
    assertEquals(status, result, output);
    return output;
  }

  @Test
  void aPackageFromItsSourcesToTheKernel() throws Exception {
    assertEquals(
        "Creating symlink ROOT/dkms/tree/hello/1.0/source -> ROOT/dkms/src/hello-1.0\n",
        run(0, "add", root.resolve("hello").toString()));
    assertEquals("hello/1.0: added\n", run(0, "status"));
    assertEquals(
        """

        Building module:
        Cleaning build area...
        make -j2 KERNELRELEASE=6.1.0-56-amd64 -C ROOT/usr/src/linux-headers-6.1.0-56-amd64 M=ROOT/dkms/tree/hello/1.0/build...
        Cleaning build area...
        """,
        run(0, "build", "hello/1.0", "-j", "2"));
    assertEquals(
        "Module hello/1.0 already built for kernel 6.1.0-56-amd64 (x86_64), skip."
            + " You may override by specifying --force.\n",
        run(0, "build", "hello/1.0"));
    assertEquals("hello/1.0, 6.1.0-56-amd64, x86_64: built\n", run(0, "status"));
    assertEquals(
        """

        hello.ko:
        Running module version sanity check.
         - Original module
           - No original module exists within this kernel
         - Installation
           - Installing to ROOT/inst/6.1.0-56-amd64/updates/dkms/
        depmod...
        """,
        run(0, "install", "hello/1.0", "--no-depmod"));
    assertTrue(Files.exists(root.resolve("inst/" + RELEASE + "/updates/dkms/hello.ko")));
    assertEquals("hello/1.0, 6.1.0-56-amd64, x86_64: installed\n", run(0, "status", "hello"));
    assertEquals(
        """
        Module hello-1.0 for kernel 6.1.0-56-amd64 (x86_64).
        Before uninstall, this module version was ACTIVE on this kernel.

        hello.ko:
         - Uninstallation
           - Deleting from: ROOT/inst/6.1.0-56-amd64/updates/dkms/
         - Original module
           - No original module was found for this module on this kernel.
           - Use the dkms install command to reinstall any previous module version.
        depmod...
        Deleting module hello-1.0 completely from the DKMS tree.
        """,
        run(0, "remove", "hello/1.0", "--no-depmod"));
    assertFalse(Files.exists(root.resolve("inst/" + RELEASE + "/updates")));
    assertEquals("", run(0, "status"));
  }

  @Test
  void buildsForEveryKernelThatHasHeaders() throws Exception {
    conf.put("BUILD_EXCLUSIVE_KERNEL", "^6\\.1\\.");
    run(0, "add", root.resolve("hello").toString());
    String output = run(77, "build", "hello/1.0", "--all");
    assertTrue(output.contains("6.12.1-amd64/x86_64/dkms.conf for module hello includes a"));
    assertEquals("hello/1.0, 6.1.0-56-amd64, x86_64: built\n", run(0, "status"));
    conf.put("BUILD_EXCLUSIVE_CONFIG", "CONFIG_X");
    conf.put("BUILD_EXCLUSIVE_KERNEL", "^6\\.");
    run(0, "build", "hello/1.0", "-k", OTHER);
    assertEquals(
        "hello/1.0, 6.1.0-56-amd64, x86_64: built\nhello/1.0, 6.12.1-amd64, x86_64: built\n",
        run(0, "status"));
  }

  @Test
  void aNewerOrEqualModuleStays() throws Exception {
    write("inst/" + RELEASE + "/kernel/hello.ko", "");
    run(0, "add", root.resolve("hello").toString());
    String output = run(0, "install", "hello/1.0", "--no-depmod");
    assertTrue(
        output.contains(
            """
            exactly matches what is already found in kernel 6.1.0-56-amd64.
            DKMS will not replace this module.
            You may override by specifying --force.
            """),
        output);
    assertFalse(Files.exists(root.resolve("inst/" + RELEASE + "/updates")));
  }

  @Test
  void errorsAreThoseOfDkms() throws Exception {
    assertEquals(
        """
        Error! Could not find module source directory.
        Directory: ROOT/dkms/src/none-1 does not exist.
        """,
        run(2, "add", "none/1"));
    assertEquals(
        "Error! The module/version combo: none-1 is not located in the DKMS tree.\n",
        run(3, "remove", "none/1"));
    assertTrue(run(2, "--foo").startsWith("Error!  Unknown option: --foo\nUsage: "));
    run(0, "add", root.resolve("hello").toString());
    makeStatus = 2;
    assertTrue(
        run(10, "build", "hello/1.0")
            .endsWith(
                """
                ...(bad exit status: 2)
                Error! Bad return status for module build on kernel: 6.1.0-56-amd64 (x86_64)
                Consult ROOT/dkms/tree/hello/1.0/build/make.log for more information.
                """));
    assertTrue(run(1, "build", "hello/1.0", "-k", "5.4").contains("headers for kernel 5.4 cannot"));
    conf.put("BUILT_MODULE_NAME", "hello.ko");
    conf.remove("PACKAGE_NAME");
    assertEquals(
        """
        dkms.conf: Error! 'BUILT_MODULE_NAME' directive ends in '.o' or '.ko' in record #0.
        dkms.conf: Error! 'DEST_MODULE_NAME' directive ends in '.o' or '.ko' in record #0.
        dkms.conf: Error! No 'PACKAGE_NAME' directive specified.
        Error! Bad conf file.
        File:  does not represent a valid dkms.conf file.
        """,
        run(8, "build", "hello/1.0"));
  }

  @Test
  void versionsCompareByTheirNumbers() {
    ModuleVersion ten = new ModuleVersion("1.10", "");
    assertTrue(ten.isNewerThan(new ModuleVersion("1.9", "")));
    assertFalse(ten.isNewerThan(new ModuleVersion("", "")));
    assertEquals("002.006.009-001cvs200409091247", ModuleVersion.padded("2.6.9-1cvs200409091247"));
  }

  private static final class NoPrograms implements HostPrograms {
    @Override
    public boolean has(String program) {
      return false;
    }

    @Override
    public int run(List<String> argv) {
      throw new IllegalStateException("there is no program");
    }

    @Override
    public int run(
        List<String> argv, Path folder, Map<String, String> environment, OutputStream output) {
      throw new IllegalStateException("there is no program");
    }
  }

  /** Gives the conf of the test; a command that says M= makes hello.ko. */
  private final class Shell implements ConfShell {
    @Override
    public Map<String, NavigableMap<Integer, String>> source(
        Path file, Map<String, String> variables) {
      Map<String, NavigableMap<Integer, String>> values = new TreeMap<>();
      conf.forEach((name, value) -> values.put(name, new TreeMap<>(Map.of(0, value))));
      return values;
    }

    @Override
    public int run(String command, Path folder, OutputStream output) throws IOException {
      if (!command.endsWith(" clean") && makeStatus == 0) {
        Files.writeString(folder.resolve("hello.ko"), "");
      }
      return command.endsWith(" clean") ? 0 : makeStatus;
    }
  }
}
