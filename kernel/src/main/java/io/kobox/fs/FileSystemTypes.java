package io.kobox.fs;

import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The kinds of file system the machine knows (fs/filesystems.c). */
public final class FileSystemTypes {
  private final Map<String, FileSystemType> types = new LinkedHashMap<>();
  private ModuleRequests requests = ModuleRequests.NONE;

  /** register_filesystem; EBUSY when the name is taken. */
  public void register(FileSystemType type) throws ErrnoException {
    if (types.putIfAbsent(type.name(), type) != null) {
      throw new ErrnoException(Errno.EBUSY);
    }
  }

  /** unregister_filesystem; EINVAL when it is not registered. */
  public void unregister(FileSystemType type) throws ErrnoException {
    if (!types.remove(type.name(), type)) {
      throw new ErrnoException(Errno.EINVAL);
    }
  }

  public @Nullable FileSystemType find(String name) {
    return types.get(name);
  }

  /** Whom to ask for types that are not there. */
  public void setModuleRequests(ModuleRequests newRequests) {
    requests = newRequests;
  }

  /** {@link #find}; a type that is not there is asked for by its name (get_fs_type). */
  @Nullable FileSystemType lookup(String name) {
    FileSystemType found = find(name);
    return found == null && requests.request("fs-" + name) == 0 ? find(name) : found;
  }

  /** What /proc/filesystems says, in order of registration. */
  public String procText() {
    StringBuilder text = new StringBuilder();
    for (FileSystemType type : types.values()) {
      text.append(type.needsDevice() ? "" : "nodev").append('\t').append(type.name()).append('\n');
    }
    return text.toString();
  }
}
