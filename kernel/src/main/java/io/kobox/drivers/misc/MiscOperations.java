package io.kobox.drivers.misc;

import io.kobox.fs.driver.DriverFiles;
import io.kobox.fs.driver.GuestFile;
import io.kobox.fs.driver.GuestFileOperations;
import io.kobox.fs.driver.Methods;
import io.kobox.kernel.module.Modules;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.types.Struct;

/** The files of major 10: each open finds its device by the minor (misc_open). */
final class MiscOperations extends GuestFileOperations {
  private static final int MINOR_MASK = (1 << 20) - 1;

  private final Modules modules;
  private final MiscDevices devices;

  MiscOperations(DriverFiles files, Modules modules, MiscDevices devices) {
    super(files, Methods.FILE_OPERATIONS, 0);
    this.modules = modules;
    this.devices = devices;
  }

  @Override
  protected void prepare(GuestFile file) throws ErrnoException {
    int minor = guest().at("inode", file.inodeAddress()).getInt("i_rdev") & MINOR_MASK;
    long found = devices.find(minor);
    Struct misc = guest().at("miscdevice", found);
    if (found == 0 || misc.get("fops") == 0 || !modules.tryGet(owner(misc.get("fops")))) {
      throw new ErrnoException(Errno.ENODEV);
    }
    file.struct().set("private_data", found);
    file.struct().set("f_op", misc.get("fops"));
  }

  private long owner(long operations) {
    return guest().at("file_operations", operations).get("owner");
  }

  @Override
  protected void finish(GuestFile file) {
    modules.put(owner(file.struct().get("f_op")));
  }
}
