package io.kobox.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.kobox.kernel.KernelConfig;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** /sys/module of what is built into the kernel; the image kernel says the same. */
class BuiltinModulesTest {
  private static String run(String script) throws Exception {
    return ScriptMachine.run(
            List.of(new KernelConfig.Bind(ScriptMachine.TESTDATA.resolve("modules"), "/mods")),
            Map.of(),
            List.of("sh", "-c", script))
        .output();
  }

  @Test
  void theyCannotBeRemoved() throws Exception {
    assertEquals(
        """
        rmmod: ERROR: ../libkmod/libkmod-module.c:1998 kmod_module_get_holders()\
         could not open '/sys/module/printk/holders': No such file or directory
        rmmod: ERROR: Module unloading is not supported
        1
        """,
        run("rmmod printk; echo $?"));
  }

  @Test
  void theirParametersAreReadAndWritten() throws Exception {
    assertEquals(
        "Y\nN\n2.0\n4\nsh: line 1: echo: write error: Invalid argument\n",
        run(
            "cd /sys/module; cat printk/parameters/time; echo N > printk/parameters/time;"
                + "cat printk/parameters/time tpm/version 8250/parameters/nr_uarts;"
                + "echo x > printk/parameters/time"));
  }

  @Test
  void aKernelThatEnforcesSignaturesTakesNoUnsignedModule() throws Exception {
    assertEquals(
        """
        insmod: ERROR: could not insert module /mods/hello_world/hello_world.ko:\
         Key was rejected by service
        1
        Loading of unsigned module is rejected
        sh: line 1: echo: write error: Read-only file system
        """,
        run(
            "P=/sys/module/module/parameters/sig_enforce; echo 1 > $P;"
                + "insmod /mods/hello_world/hello_world.ko; echo $?;"
                + "dmesg -t | tail -n 1; echo 0 > $P"));
  }
}
