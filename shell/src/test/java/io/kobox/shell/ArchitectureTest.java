package io.kobox.shell;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import org.junit.jupiter.api.Test;

/** The direction of the arrows in docs/design: who may use whom. */
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.kobox");

  @Test
  void arrowsPointDown() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("emulator-core")
        .definedBy(
            "io.kobox.checkpoint..",
            "io.kobox.unicorn..",
            "io.kobox.machine..",
            "io.kobox.debug..",
            "io.kobox.device..",
            "io.kobox.gdb..",
            "io.kobox.capstone..")
        .layer("symbol-table")
        .definedBy(
            "io.kobox.export..",
            "io.kobox.symbols..",
            "io.kobox.btf..",
            "io.kobox.kallsyms..",
            "io.kobox.vmlinux..",
            "io.kobox.profile..")
        .layer("loader")
        .definedBy("io.kobox.loader..", "io.kobox.kmod..", "io.kobox.dwarf..")
        .layer("kernel")
        .definedBy(
            "io.kobox.kernel..",
            "io.kobox.arch..",
            "io.kobox.drivers..",
            "io.kobox.fs..",
            "io.kobox.lib..",
            "io.kobox.mm..",
            "io.kobox.syscalls..",
            "io.kobox.types..")
        .layer("shell")
        .definedBy("io.kobox.shell..")
        .whereLayer("emulator-core")
        .mayOnlyBeAccessedByLayers("kernel", "shell")
        .whereLayer("symbol-table")
        .mayOnlyBeAccessedByLayers("loader", "kernel", "shell")
        .whereLayer("loader")
        .mayOnlyBeAccessedByLayers("kernel", "shell")
        .whereLayer("kernel")
        .mayOnlyBeAccessedByLayers("shell")
        .whereLayer("shell")
        .mayNotBeAccessedByAnyLayer()
        .check(CLASSES);
  }

  @Test
  void commandsKnowOnlySystemCalls() {
    ArchRuleDefinition.noClasses()
        .that()
        .resideInAnyPackage(
            "io.kobox.shell.coreutils..",
            "io.kobox.shell.utillinux..",
            "io.kobox.shell.procps..",
            "io.kobox.shell.busybox..",
            "io.kobox.shell.kmod..",
            "io.kobox.shell.lang..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.kobox.kernel..", "io.kobox.fs..", "io.kobox.machine..")
        .check(CLASSES);
  }
}
