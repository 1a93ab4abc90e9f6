package io.kobox.image;

import io.kobox.pc.Pc;
import io.kobox.profile.KernelProfile;
import io.kobox.profile.ProfileReader;
import io.kobox.profile.UserCache;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A machine whose kernel is up, kept in a folder of the user's cache: its memory as a sparse file
 * that new machines map copy-on-write, and the state of everything else.
 */
final class MachineSnapshot {
  /** To be raised when what is kept, or the machine that it is of, changes. */
  private static final int VERSION = 23;

  /** How many machines are kept, those used last: each takes some 200 MB. */
  private static final int MOST_KEPT = 6;

  private static final String RAM = "ram";
  private static final String STATE = "state";
  private static final String PROFILE = "profile";

  private final Path folder;

  /** What a snapshot holds; {@code state} is for {@link Pc#restore}. */
  record Contents(MemorySegment ram, Facts facts, DataInputStream state) {}

  /**
   * What is known of the kernel.
   *
   * @param release as uname tells it
   * @param buffer where the first process's {@link UserBuffer} is
   * @param addresses of functions and variables, by name
   */
  record Facts(String release, long buffer, Map<String, Long> addresses) {
    void save(DataOutputStream out) throws IOException {
      out.writeUTF(release);
      out.writeLong(buffer);
      out.writeInt(addresses.size());
      for (Map.Entry<String, Long> address : addresses.entrySet()) {
        out.writeUTF(address.getKey());
        out.writeLong(address.getValue());
      }
    }

    static Facts restore(DataInputStream in) throws IOException {
      String release = in.readUTF();
      long buffer = in.readLong();
      Map<String, Long> addresses = new TreeMap<>();
      for (int i = in.readInt(); i > 0; i--) {
        addresses.put(in.readUTF(), in.readLong());
      }
      return new Facts(release, buffer, addresses);
    }
  }

  private MachineSnapshot(Path folder) {
    this.folder = folder;
  }

  /**
   * The snapshot of the kernel in the file {@code image}, started with {@code commandLine} and the
   * archive {@code files}.
   */
  static MachineSnapshot of(Path image, String commandLine, byte[] files) throws IOException {
    Path file = image.toRealPath();
    String key =
        String.join(
            "\n",
            String.valueOf(VERSION),
            file.toString(),
            String.valueOf(Files.size(file)),
            Files.getLastModifiedTime(file).toString(),
            commandLine);
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      sha.update(key.getBytes(StandardCharsets.UTF_8));
      byte[] digest = sha.digest(files);
      String name = HexFormat.of().formatHex(digest, 0, 8);
      return new MachineSnapshot(UserCache.folder().resolve("machines").resolve(name));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The profile of the snapshot's kernel. */
  KernelProfile profile() throws IOException {
    return ProfileReader.read(Files.readAllBytes(folder.resolve(PROFILE)));
  }

  boolean exists() {
    return Files.exists(folder.resolve(STATE));
  }

  Contents read() throws IOException {
    byte[] bytes = Files.readAllBytes(folder.resolve(STATE));
    DataInputStream state = new DataInputStream(new ByteArrayInputStream(bytes));
    Facts facts = Facts.restore(state);
    markUsed();
    try (FileChannel file =
        FileChannel.open(folder.resolve(RAM), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      MemorySegment ram = file.map(MapMode.PRIVATE, 0, file.size(), Arena.ofAuto());
      return new Contents(ram, facts, state);
    }
  }

  /** The memory as the snapshot has it. */
  MemorySegment memory() throws IOException {
    try (FileChannel file = FileChannel.open(folder.resolve(RAM), StandardOpenOption.READ)) {
      return file.map(MapMode.READ_ONLY, 0, file.size(), Arena.ofAuto());
    }
  }

  private void markUsed() {
    try {
      Files.setLastModifiedTime(folder, FileTime.from(Instant.now()));
    } catch (IOException e) {
      // A cache that cannot be written is good enough to start from.
    }
  }

  /** Removes the machines that have not been used for longest. */
  private void removeOld() throws IOException {
    List<Path> machines = new ArrayList<>();
    try (Stream<Path> folders = Files.list(folder.getParent())) {
      folders.forEach(machines::add);
    }
    Map<Path, FileTime> used = new HashMap<>();
    for (Path machine : machines) {
      used.put(machine, Files.getLastModifiedTime(machine));
    }
    machines.sort(Comparator.comparing(used::get, Comparator.reverseOrder()));
    for (Path machine : machines.subList(Math.min(MOST_KEPT, machines.size()), machines.size())) {
      remove(machine);
    }
  }

  /** A process that runs from there keeps its memory. */
  private static void remove(Path machine) throws IOException {
    Files.deleteIfExists(machine.resolve(STATE));
    Files.deleteIfExists(machine.resolve(RAM));
    Files.deleteIfExists(machine.resolve(PROFILE));
    Files.deleteIfExists(machine);
  }

  /** Begins a new snapshot, of a machine with {@code size} bytes of memory. */
  Writer write(long size) throws IOException {
    Files.createDirectories(folder.getParent());
    return new Writer(Files.createTempDirectory(folder.getParent(), "new-"), size);
  }

  /** A snapshot that is being made. The machine runs in the memory that is to be kept. */
  final class Writer implements AutoCloseable {
    private final Path temporary;
    private final MemorySegment ram;

    private Writer(Path temporary, long size) throws IOException {
      this.temporary = temporary;
      try (FileChannel file =
          FileChannel.open(
              temporary.resolve(RAM),
              StandardOpenOption.CREATE_NEW,
              StandardOpenOption.SPARSE,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE)) {
        ram = file.map(MapMode.READ_WRITE, 0, size, Arena.ofAuto());
      }
    }

    MemorySegment ram() {
      return ram;
    }

    /** Keeps the machine as it is now; it must not run on. */
    void finish(Pc pc, Facts facts, byte[] profile) throws IOException {
      Files.write(temporary.resolve(PROFILE), profile);
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      DataOutputStream state = new DataOutputStream(bytes);
      facts.save(state);
      pc.save(state);
      Files.write(temporary.resolve(STATE), bytes.toByteArray());
      try {
        Files.move(temporary, folder, StandardCopyOption.ATOMIC_MOVE);
        removeOld();
      } catch (FileAlreadyExistsException e) {
        return;
      } catch (FileSystemException e) {
        if (!exists()) {
          throw e;
        }
      }
    }

    /** Removes what was not finished. */
    @Override
    public void close() throws IOException {
      remove(temporary);
    }
  }
}
