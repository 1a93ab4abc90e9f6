package io.kobox.shell.lab;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far a student is with a lab; kept in the student's folder.
 *
 * @param lab its name
 * @param checks how often it was checked
 * @param passed the names of the steps that passed at the last check
 * @param hints how many hints were asked for
 * @param solution whether the solution was looked at
 */
public record Progress(String lab, int checks, List<String> passed, int hints, boolean solution) {
  /** The file's name. */
  static final String FILE = ".kobox-lab";

  static Progress begin(String lab) {
    return new Progress(lab, 0, List.of(), 0, false);
  }

  /** That of {@code folder}; null if no lab was started there. */
  static @Nullable Progress of(Path folder) throws IOException, LabException {
    Path file = folder.resolve(FILE);
    if (!Files.isRegularFile(file)) {
      return null;
    }
    Progress read = null;
    try {
      read = new GsonBuilder().create().fromJson(Files.readString(file), Progress.class);
    } catch (JsonParseException | CharacterCodingException e) {
      throw damaged(file);
    }
    if (read == null || !isComplete(read.lab(), read.passed())) {
      throw damaged(file);
    }
    return read;
  }

  /** Gson leaves null what the file does not have. */
  private static boolean isComplete(@Nullable Object lab, @Nullable Object passed) {
    return lab != null && passed != null;
  }

  private static LabException damaged(Path file) {
    return new LabException(
        file + ": damaged; delete it, and 'kobox lab start NAME .' makes a new one");
  }

  /** Writes the file anew; one that is there is replaced, never written through. */
  void save(Path folder) throws IOException {
    String text = new GsonBuilder().setPrettyPrinting().create().toJson(this) + "\n";
    Path written = Files.createTempFile(folder, FILE, "");
    Files.writeString(written, text);
    Files.move(written, folder.resolve(FILE), StandardCopyOption.REPLACE_EXISTING);
  }

  Progress checked(List<String> nowPassed) {
    return new Progress(lab, checks + 1, List.copyOf(nowPassed), hints, solution);
  }

  Progress hinted(int number) {
    return new Progress(lab, checks, passed, Math.max(hints, number), solution);
  }

  Progress solutionSeen() {
    return new Progress(lab, checks, passed, hints, true);
  }
}
