package io.kobox.shell.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A course: a folder of labs.
 *
 * @param folder where they are; a lab is a folder in it that has a {@code check.kbt}
 */
public record Labs(Path folder) {
  /** All labs, in order of their names. */
  public List<Lab> all() throws IOException, LabException {
    if (!Files.isDirectory(folder)) {
      throw new LabException(folder + ": there are no labs");
    }
    List<Lab> labs = new ArrayList<>();
    for (Path each : Lab.sorted(folder)) {
      if (Files.isRegularFile(each.resolve("check.kbt"))) {
        labs.add(new Lab(each));
      }
    }
    return labs;
  }

  /** A lab by its whole name, its number ({@code 1}, {@code 01}) or what stands after that. */
  public Lab find(String name) throws IOException, LabException {
    for (Lab lab : all()) {
      int dash = lab.name().indexOf('-');
      String number = lab.name().substring(0, Math.max(dash, 0)).replaceFirst("^0+", "");
      if (name.equals(lab.name())
          || name.equals(lab.name().substring(dash + 1))
          || (!number.isEmpty() && name.replaceFirst("^0+", "").equals(number))) {
        return lab;
      }
    }
    throw new LabException(name + ": there is no such lab; 'kobox lab list' shows them");
  }
}
