package io.kobox.symbols;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.kobox.export.Level;
import io.kobox.export.ServedCall;
import io.kobox.export.ServedExports;
import io.kobox.profile.KernelProfile;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SymbolTableTest {
  private static final ExportedSymbols KERNEL = KernelProfile.embedded().exports();

  private record Table(String function, String variable) implements ServedExports {
    @Override
    public List<FunctionDeclaration> functions() {
      return List.of(new FunctionDeclaration(function, false, Level.FULL, "", "Table"));
    }

    @Override
    public List<DataDeclaration> variables() {
      return List.of(
          new DataDeclaration(variable, "long unsigned int", 1, false, Level.FULL, "", "Table"));
    }

    @Override
    public void call(int index, ServedCall call) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void initialise(int index, long address) {
      throw new UnsupportedOperationException();
    }
  }

  private static KernelSymbol ofModule(String name, String module) {
    return new KernelSymbol(name, 0xffffffffc0001000L, 1, false, "", SymbolType.FUNCTION, module);
  }

  @Test
  void whatJavaDeclaresHasTheKernelsSymbol() {
    SymbolTable table = SymbolTable.simulated(KERNEL, List.of(new Table("_printk", "jiffies")));
    var printk = assertInstanceOf(Resolution.ServedFunction.class, table.resolve("_printk"));
    assertEquals(KERNEL.find("_printk"), printk.symbol());
    assertEquals("_printk", printk.declaration().name());
    var jiffies = assertInstanceOf(Resolution.ServedVariable.class, table.resolve("jiffies"));
    assertEquals(KERNEL.find("jiffies"), jiffies.symbol());
    assertEquals(List.of(printk, jiffies), table.served());
  }

  @Test
  void simulatedKernelLacksWhatNobodyDeclares() {
    SymbolTable table = SymbolTable.simulated(KERNEL, List.of());
    var known = assertInstanceOf(Resolution.Unresolved.class, table.resolve("vfs_fsync"));
    assertNotNull(known.inRealKernel());
    var unknown = assertInstanceOf(Resolution.Unresolved.class, table.resolve("no_such_thing"));
    assertNull(unknown.inRealKernel());
  }

  @Test
  void imageServesTheRest() {
    SymbolTable table = SymbolTable.ofImage(KERNEL, List.of(new Table("_printk", "jiffies")));
    assertInstanceOf(Resolution.ServedFunction.class, table.resolve("_printk"));
    var image = assertInstanceOf(Resolution.ImageSymbol.class, table.resolve("vfs_fsync"));
    assertEquals(KERNEL.find("vfs_fsync"), image.symbol());
  }

  @Test
  void modulesComeFirstUntilTheyGo() {
    SymbolTable table = SymbolTable.simulated(KERNEL, List.of(new Table("_printk", "jiffies")));
    table.addModule(List.of(ofModule("_printk", "b"), ofModule("b_one", "b")));
    table.addModule(List.of(ofModule("a_one", "a")));
    assertInstanceOf(Resolution.ModuleSymbol.class, table.resolve("_printk"));
    assertEquals(List.of(ofModule("_printk", "b"), ofModule("b_one", "b")), table.exportsOf("b"));
    table.removeModule("b");
    assertInstanceOf(Resolution.ServedFunction.class, table.resolve("_printk"));
    assertInstanceOf(Resolution.Unresolved.class, table.resolve("b_one"));
    assertInstanceOf(Resolution.ModuleSymbol.class, table.resolve("a_one"));
  }

  @Test
  void refusesTwoDeclarationsOfOneName() {
    List<ServedExports> tables = List.of(new Table("f", "x"), new Table("x", "y"));
    assertThrows(IllegalArgumentException.class, () -> SymbolTable.simulated(KERNEL, tables));
  }
}
