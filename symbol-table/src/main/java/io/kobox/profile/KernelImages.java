package io.kobox.profile;

import io.kobox.vmlinux.ImageFormatException;
import io.kobox.vmlinux.Vmlinux;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The kernels that a user has installed: a folder for each, named by its release, with the files
 * {@code vmlinuz}, {@code vmlinux} (uncompressed), {@code profile} and, if they came with it, the
 * folder {@code modules}. The file {@code current} holds the name of the one in use.
 */
public final class KernelImages {
  /** A release as {@code uname -r} prints it: no path, and no hidden file. */
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.+_~-]*");

  private static final String CURRENT = "current";

  private final Path root;

  /** The kernels below {@code root}, which need not exist. */
  public KernelImages(Path root) {
    this.root = root;
  }

  /** The kernels in the user's cache. */
  public static KernelImages ofUser() {
    return new KernelImages(UserCache.folder().resolve("kernels"));
  }

  /**
   * An installed kernel.
   *
   * @param name its release
   */
  public record Image(String name, Path folder) {
    /** The file it was installed from. */
    public Path vmlinuz() {
      return folder.resolve("vmlinuz");
    }

    /** The uncompressed ELF file. */
    public Path vmlinux() {
      return folder.resolve("vmlinux");
    }

    /** Its profile. */
    public Path profile() {
      return folder.resolve("profile");
    }

    /** Its folder of modules, as /lib/modules/RELEASE; null if it came without. */
    public @Nullable Path modules() {
      Path modules = folder.resolve("modules");
      return Files.isDirectory(modules) ? modules : null;
    }
  }

  /** All of them, sorted by name. */
  public List<Image> list() throws IOException {
    if (!Files.isDirectory(root)) {
      return List.of();
    }
    try (Stream<Path> folders = Files.list(root)) {
      return folders
          .map(folder -> new Image(String.valueOf(folder.getFileName()), folder))
          .filter(image -> find(image.name()) != null)
          .sorted(Comparator.comparing(Image::name))
          .toList();
    }
  }

  /** The kernel called {@code name}, or null. */
  public @Nullable Image find(String name) {
    if (!NAME.matcher(name).matches()) {
      return null;
    }
    Image image = new Image(name, root.resolve(name));
    return Files.isRegularFile(image.profile()) ? image : null;
  }

  /** The kernel in use, or null for the embedded profile's. */
  public @Nullable Image current() {
    Path file = root.resolve(CURRENT);
    try {
      return Files.isRegularFile(file)
          ? find(Files.readString(file, StandardCharsets.ISO_8859_1).strip())
          : null;
    } catch (IOException e) {
      throw new UncheckedIOException(file.toString(), e);
    }
  }

  /** From now on {@code image} is in use; null: none. */
  public void use(@Nullable Image image) throws IOException {
    if (image == null) {
      Files.deleteIfExists(root.resolve(CURRENT));
    } else {
      Files.writeString(root.resolve(CURRENT), image.name() + "\n");
    }
  }

  /** Deletes {@code image} from the disk. */
  public void remove(Image image) throws IOException {
    if (image.equals(current())) {
      use(null);
    }
    delete(image.folder());
  }

  /**
   * Copies a kernel here; one of the same release is replaced.
   *
   * @param vmlinuz a bzImage or an ELF file
   * @param modules its folder lib/modules/RELEASE's parent (one folder for each release), or null
   * @throws ImageFormatException if it is no kernel, or one without kallsyms or BTF
   */
  public Image install(Path vmlinuz, @Nullable Path modules) throws IOException {
    Vmlinux vmlinux = Vmlinux.read(vmlinuz);
    String name = vmlinux.release();
    if (!NAME.matcher(name).matches() || name.equals(CURRENT)) {
      throw new ImageFormatException("'" + name + "' is no kernel release");
    }
    Files.createDirectories(root);
    Path work = Files.createTempDirectory(root, ".install");
    try {
      Image unfinished = new Image(name, work);
      Files.copy(vmlinuz, unfinished.vmlinuz());
      Files.write(unfinished.vmlinux(), vmlinux.elf());
      Files.write(unfinished.profile(), ProfileWriter.write(vmlinux));
      Path tree = modules == null ? null : modules.resolve(name);
      if (tree != null && Files.isDirectory(tree)) {
        copy(tree, work.resolve("modules"));
      }
      Image image = new Image(name, root.resolve(name));
      delete(image.folder());
      Files.move(work, image.folder(), StandardCopyOption.ATOMIC_MOVE);
      return image;
    } finally {
      delete(work);
    }
  }

  /** Copies folders and plain files; what else a package may hold (links, devices) is left out. */
  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
          Files.createDirectories(target);
        } else if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
          Files.copy(file, target);
        }
      }
    }
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
