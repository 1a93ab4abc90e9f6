package io.kobox.kmod;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/** The host's own files: what kobox itself indexes, outside of any machine. */
public final class HostTree implements ModuleTree {
  private static final int S_IFCHR = 0020000;
  private static final int EIO = 5;
  private static final int ENOTDIR = 20;

  @Override
  public Status stat(String path) throws KmodException {
    try {
      BasicFileAttributes attributes =
          Files.readAttributes(Path.of(path), BasicFileAttributes.class);
      int type =
          attributes.isDirectory() ? S_IFDIR : attributes.isRegularFile() ? S_IFREG : S_IFCHR;
      return new Status(type, attributes.size(), attributes.lastModifiedTime().toMillis() / 1000);
    } catch (IOException e) {
      throw errno(e);
    }
  }

  @Override
  public OpenFile open(String path) throws KmodException {
    try {
      FileChannel channel = FileChannel.open(Path.of(path), StandardOpenOption.READ);
      return new HostFile(channel, channel.size());
    } catch (IOException e) {
      throw errno(e);
    }
  }

  @Override
  public void create(String path, byte[] content) throws KmodException {
    try {
      Files.write(Path.of(path), content, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw errno(e);
    }
  }

  @Override
  public void rename(String from, String to) throws KmodException {
    try {
      Files.move(Path.of(from), Path.of(to), StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw errno(e);
    }
  }

  @Override
  public String currentDirectory() {
    return Path.of("").toAbsolutePath().toString();
  }

  @Override
  public Directory directory(String path) throws KmodException {
    if (!stat(path).isDirectory()) {
      throw new KmodException(ENOTDIR, "Not a directory");
    }
    return new HostDirectory(path);
  }

  private record HostDirectory(String path) implements Directory {
    @Override
    public List<Entry> list() throws KmodException {
      List<Entry> entries = new ArrayList<>();
      try (DirectoryStream<Path> stream = Files.newDirectoryStream(Path.of(path))) {
        for (Path child : stream) {
          BasicFileAttributes attributes =
              Files.readAttributes(child, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
          int type = attributes.isDirectory() ? S_IFDIR : attributes.isRegularFile() ? S_IFREG : 0;
          entries.add(new Entry(String.valueOf(child.getFileName()), type));
        }
      } catch (IOException e) {
        throw errno(e);
      }
      return entries;
    }

    @Override
    public OpenFile open(String name) throws KmodException {
      return new HostTree().open(path + "/" + name);
    }

    @Override
    public Directory directory(String name) throws KmodException {
      return new HostTree().directory(path + "/" + name);
    }

    @Override
    public void close() {
      // nothing is held
    }
  }

  private static KmodException errno(IOException e) {
    if (e instanceof NoSuchFileException) {
      return KmodException.noEntry();
    }
    return e instanceof FileAlreadyExistsException
        ? KmodException.exists()
        : new KmodException(EIO, "Input/output error");
  }

  private record HostFile(FileChannel channel, long size) implements OpenFile {
    @Override
    public int read(long position, byte[] buffer, int offset, int count) throws KmodException {
      try {
        int done = 0;
        while (done < count) {
          int n =
              channel.read(ByteBuffer.wrap(buffer, offset + done, count - done), position + done);
          if (n <= 0) {
            break;
          }
          done += n;
        }
        return done;
      } catch (IOException e) {
        throw errno(e);
      }
    }

    @Override
    public void close() {
      try {
        channel.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
