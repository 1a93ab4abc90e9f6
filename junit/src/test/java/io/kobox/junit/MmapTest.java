package io.kobox.junit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.kobox.profile.KernelImages;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.MmapFlags;
import io.kobox.syscalls.OpenFlags;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** mmap of a driver's file; the same tests on the simulated and on the real kernel. */
class MmapTest {
  private static final String MODULE = "../testdata/mmap/mmap_demo.ko";
  private static final String KERNEL = "6.1.0-56-amd64";
  private static final int PAGE = 4096;
  private static final int READ_WRITE = MmapFlags.PROT_READ | MmapFlags.PROT_WRITE;

  /** remap_pfn_range, a fault handler, vm_insert_page. */
  private static final List<Integer> WAYS = List.of(0, 2, 4);

  static boolean isInstalled() {
    return KernelImages.ofUser().find(KERNEL) != null;
  }

  @Nested
  @KernelTest(modules = MODULE)
  class Simulated extends Cases {}

  @Nested
  @EnabledIf("io.kobox.junit.MmapTest#isInstalled")
  @KernelTest(modules = MODULE, kernel = KERNEL)
  class OnTheImage extends Cases {}

  /** What both kernels do. */
  abstract static class Cases {
    private static Errno error(OpenFile file, int length, int protection, long offset) {
      return assertThrows(ErrnoException.class, () -> file.mmap(length, protection, offset))
          .errno();
    }

    private static String text(byte[] bytes) {
      return new String(bytes, StandardCharsets.US_ASCII);
    }

    @Test
    void memoryIsSharedWithTheDriver(Device device) throws Exception {
      for (int way : WAYS) {
        try (OpenFile file = device.open();
            Mapping memory = file.mmap(2 * PAGE, READ_WRITE, way * (long) PAGE)) {
          assertEquals("page 1", text(memory.read(PAGE, 6)));
          memory.write(way, (byte) ('A' + way));
          assertEquals('A' + way, file.read(16)[way]);
          memory.write(way, (byte) "page 0\0".charAt(way));
          file.seek(0);
          assertEquals("page 0", text(file.read(6)));
        }
      }
    }

    @Test
    void theDriverIsToldOfEachStep(Device device, Log log) throws Exception {
      log.clear();
      try (OpenFile file = device.open()) {
        for (int way : WAYS) {
          file.mmap(PAGE + 1, READ_WRITE, way * (long) PAGE).close();
        }
      }
      assertEquals(
          List.of(
              "mmap_demo: 2 pages from 0, write, shared",
              "mmap_demo: open 2 pages",
              "mmap_demo: close 2 pages",
              "mmap_demo: 2 pages from 2, write, shared",
              "mmap_demo: open 2 pages",
              "mmap_demo: fault at page 0",
              "mmap_demo: fault at page 1",
              "mmap_demo: close 2 pages",
              "mmap_demo: 2 pages from 4, write, shared",
              "mmap_demo: open 2 pages",
              "mmap_demo: close 2 pages"),
          log.lines());
    }

    @Test
    void whatIsRefused(Device device) throws Exception {
      try (OpenFile file = device.open();
          OpenFile readOnly = device.open(OpenFlags.O_RDONLY)) {
        assertEquals(Errno.EPERM, error(file, PAGE, READ_WRITE, 6 * PAGE));
        assertEquals(Errno.EINVAL, error(file, 3 * PAGE, READ_WRITE, 0));
        assertEquals(Errno.EINVAL, error(file, 0, READ_WRITE, 0));
        assertEquals(Errno.EINVAL, error(file, PAGE, READ_WRITE, 1));
        assertEquals(Errno.EACCES, error(readOnly, PAGE, READ_WRITE, 0));
        try (Mapping memory = readOnly.mmap(PAGE, MmapFlags.PROT_READ, 0)) {
          assertEquals("page 0", text(memory.read(0, 6)));
        }
      }
    }

    @Test
    void anotherDriversFileHasNoMemory(Machine machine) throws Exception {
      try (OpenFile log = machine.open("/dev/kmsg", OpenFlags.O_RDWR)) {
        assertEquals(Errno.ENODEV, error(log, PAGE, READ_WRITE, 0));
      }
    }

    @Test
    void theModuleStaysWhileItsMemoryIsMapped(Machine machine, Device device, Module module)
        throws Exception {
      OpenFile file = device.open();
      Mapping memory = file.mmap(PAGE, READ_WRITE, 0);
      file.close();
      assertEquals(1, module.referenceCount());
      memory.close();
      assertEquals(0, module.referenceCount());
      Background process =
          machine.start(
              "holder",
              holder -> {
                OpenFile open = holder.open(device.path(), OpenFlags.O_RDWR);
                assertEquals(
                    "page 1", text(open.mmap(2 * PAGE, READ_WRITE, 2 * PAGE).read(PAGE, 6)));
              });
      process.await();
      assertEquals(0, module.referenceCount());
      machine.log().assertContains("mmap_demo: close 2 pages");
    }
  }
}
