package io.kobox.shell.lab;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A folder in which a student works on a lab.
 *
 * @param folder where the files are
 * @param progress of the lab that was started here, or in a folder around it
 * @param isOwn whether it was started here
 */
public record StudentFolder(Path folder, Progress progress, boolean isOwn) {
  /** The one that {@code folder} is, or that it lies in. */
  public static StudentFolder at(Path folder) throws IOException, LabException {
    if (!Files.isDirectory(folder)) {
      throw new LabException(folder + ": no such folder");
    }
    Path absolute = folder.toAbsolutePath().normalize();
    for (Path each = absolute; each != null; each = each.getParent()) {
      Progress progress = Progress.of(each);
      if (progress != null) {
        return new StudentFolder(absolute, progress, each.equals(absolute));
      }
    }
    throw new LabException("no lab was started here: 'kobox lab start NAME' begins one");
  }

  /** Copies the lab's starter and text into {@code folder}; nothing there is overwritten. */
  public static StudentFolder start(Lab lab, Path folder) throws IOException, LabException {
    Path absolute = folder.toAbsolutePath().normalize();
    List<Path> files = startFiles(lab);
    for (Path file : files) {
      Path target = absolute.resolve(file.getFileName());
      if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
        throw new LabException(
            folder + ": has a file " + file.getFileName() + " already; nothing was copied");
      }
    }
    if (Progress.of(absolute) != null) {
      throw new LabException(folder + ": a lab was started there already");
    }
    Files.createDirectories(absolute);
    copy(files, absolute);
    Progress progress = Progress.begin(lab.name());
    progress.save(absolute);
    return new StudentFolder(absolute, progress, true);
  }

  /** Sources before what is built from them, so that they are not newer. */
  private static List<Path> startFiles(Lab lab) throws IOException {
    List<Path> files = new ArrayList<>();
    files.add(lab.folder().resolve("README.md"));
    files.addAll(Lab.sorted(lab.starter()));
    files.sort((a, b) -> Boolean.compare(isModule(a), isModule(b)));
    return files;
  }

  private static boolean isModule(Path file) {
    return file.toString().endsWith(".ko");
  }

  private static void copy(List<Path> files, Path folder) throws IOException {
    for (Path file : files) {
      Files.copy(file, folder.resolve(file.getFileName()));
    }
  }

  /** Puts the starter back; files that are in its place move into the folder that is returned. */
  public @Nullable Path reset(Lab lab) throws IOException {
    Path aside = unused();
    boolean moved = false;
    for (Path file : startFiles(lab)) {
      Path mine = folder.resolve(file.getFileName());
      if (Files.exists(mine, LinkOption.NOFOLLOW_LINKS)) {
        Files.createDirectories(aside);
        Files.move(mine, aside.resolve(file.getFileName()));
        moved = true;
      }
    }
    copy(startFiles(lab), folder);
    Progress.begin(lab.name()).save(folder);
    return moved ? aside : null;
  }

  private Path unused() {
    int number = 1;
    while (Files.exists(folder.resolve("old-" + number), LinkOption.NOFOLLOW_LINKS)) {
      number++;
    }
    return folder.resolve("old-" + number);
  }

  /** Copies an answer of the lab's into a folder {@code study/NAME} here. */
  public Path study(Path answer) throws IOException, LabException {
    Path target = folder.resolve("study").resolve(Objects.requireNonNull(answer.getFileName()));
    try {
      Files.createDirectories(Objects.requireNonNull(target.getParent()));
      Files.createDirectory(target);
    } catch (FileAlreadyExistsException e) {
      throw new LabException(target + ": is there already");
    }
    List<Path> files = new ArrayList<>(Lab.sorted(answer));
    files.sort((a, b) -> Boolean.compare(isModule(a), isModule(b)));
    copy(files, target);
    return target;
  }

  /** Keeps how far the student is. */
  void keep(Progress now) throws IOException {
    if (isOwn) {
      now.save(folder);
    }
  }
}
