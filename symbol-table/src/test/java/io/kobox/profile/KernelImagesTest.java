package io.kobox.profile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.kobox.vmlinux.ImageFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KernelImagesTest {
  @TempDir Path folder;

  private KernelImages.Image add(KernelImages images, String name) throws IOException {
    Files.createDirectories(folder.resolve(name));
    Files.writeString(folder.resolve(name).resolve("profile"), "");
    KernelImages.Image image = images.find(name);
    assertNotNull(image, name);
    return image;
  }

  @Test
  void findsUsesAndRemoves() throws IOException {
    KernelImages images = new KernelImages(folder);
    assertEquals(List.of(), images.list());
    KernelImages.Image newer = add(images, "6.12.1+deb13-amd64");
    KernelImages.Image older = add(images, "6.1.0-56-amd64");
    assertEquals(List.of(older, newer), images.list());
    assertNull(images.current());
    images.use(newer);
    assertEquals(newer, images.current());
    assertNull(newer.modules());
    images.remove(newer);
    assertNull(images.current());
    assertFalse(Files.exists(newer.folder()));
    assertEquals(List.of(older), images.list());
  }

  @Test
  void namesAreNoPaths() throws IOException {
    KernelImages images = new KernelImages(folder.resolve("kernels"));
    Files.createDirectories(folder.resolve("kernels"));
    Files.writeString(folder.resolve("profile"), "");
    assertNull(images.find(".."));
    assertNull(images.find("../kernels"));
    assertNull(images.find(""));
  }

  @Test
  void whatIsNoKernelIsNotInstalled() throws IOException {
    KernelImages images = new KernelImages(folder.resolve("kernels"));
    Path file = Files.writeString(folder.resolve("text"), "text");
    assertThrows(ImageFormatException.class, () -> images.install(file, null));
    assertEquals(List.of(), images.list());
  }
}
