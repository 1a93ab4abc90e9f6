package io.kobox.shell.survey;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SubjectListTest {
  @TempDir Path directory;

  @BeforeEach
  void modules() throws IOException {
    Files.writeString(
        directory.resolve("modules.dep"),
        """
        kernel/fs/9p/9p.ko.xz: kernel/net/9p/9pnet.ko.xz
        kernel/crypto/ecb.ko.xz:
        kernel/drivers/net/ethernet/3com/3c574_cs.ko.xz:
        """);
  }

  private List<String> read(String list) throws IOException {
    Path file = Files.writeString(directory.resolve("list"), list);
    return SubjectList.read(directory, file).stream().map(Subject::module).toList();
  }

  @Test
  void allModulesAreSortedByPath() throws IOException {
    List<Subject> all = SubjectList.read(directory, null);
    assertEquals(List.of("ecb", "3c574_cs", "9p"), all.stream().map(Subject::module).toList());
    assertEquals(
        List.of("crypto", "drivers/net", "fs/9p"), all.stream().map(Subject::directory).toList());
  }

  @Test
  void aListHasNamesOrRecordings() throws IOException {
    String recording = "{\"module\":\"9p\",\"path\":\"kernel/fs/9p/9p.ko\",\"rc\":0}";
    assertEquals(List.of("3c574_cs", "9p"), read("# some\n3c574-cs\n\n" + recording + "\n"));
    assertThrows(IllegalArgumentException.class, () -> read("nothing\n"));
  }

  @Test
  void aModuleOfACorpusIsLoadedByFile() {
    Subject subject =
        Subject.of(
            "{\"module\":\"mdpy\",\"corpus\":\"samples\",\"path\":\"s/mdpy.ko\",\"depends\":[\"vfio\"]}");
    assertEquals(true, subject.byFile());
    assertEquals(subject, Subject.of(subject.json()));
  }

  @Test
  void shardsAreDisjointAndHaveEverything() {
    List<Integer> all = List.of(1, 2, 3, 4, 5);
    assertEquals(List.of(1, 3, 5), Shard.parse("1/2").of(all));
    assertEquals(List.of(2, 4), Shard.parse("2/2").of(all));
    assertThrows(IllegalArgumentException.class, () -> Shard.parse("0/2"));
    assertThrows(IllegalArgumentException.class, () -> Shard.parse("3/2"));
    assertThrows(IllegalArgumentException.class, () -> Shard.parse("2"));
  }
}
