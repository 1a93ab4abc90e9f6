package io.kobox.fs.chrdev;

import io.kobox.fs.driver.DriverFiles;
import io.kobox.fs.driver.GuestFile;
import io.kobox.fs.driver.GuestFileOperations;
import io.kobox.fs.driver.Methods;
import io.kobox.kernel.module.Modules;
import io.kobox.lib.kobject.Kobjects;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.types.Struct;

/** The files of a guest's struct cdev (fs/char_dev.c: chrdev_open). */
final class CdevOperations extends GuestFileOperations {
  private final Modules modules;
  private final Kobjects kobjects;
  private final Struct cdev;

  CdevOperations(DriverFiles files, Modules modules, Kobjects kobjects, long cdev) {
    super(files, Methods.FILE_OPERATIONS, 0);
    this.modules = modules;
    this.kobjects = kobjects;
    this.cdev = files.guest().at("cdev", cdev);
  }

  long cdev() {
    return cdev.address();
  }

  /** An open file holds the owner of the cdev and the owner of the methods. */
  @Override
  protected void prepare(GuestFile file) throws ErrnoException {
    if (!modules.tryGet(cdev.get("owner"))) {
      throw new ErrnoException(Errno.ENXIO);
    }
    kobjects.get(cdev.addressOf("kobj"));
    guest().at("inode", file.inodeAddress()).set("i_cdev", cdev.address());
    long operations = cdev.get("ops");
    if (operations == 0 || !modules.tryGet(owner(operations))) {
      putCdev(cdev.address());
      throw new ErrnoException(Errno.ENXIO);
    }
    file.struct().set("f_op", operations);
  }

  private long owner(long operations) {
    return guest().at("file_operations", operations).get("owner");
  }

  /** cdev_put. */
  private void putCdev(long address) {
    long owner = guest().at("cdev", address).get("owner");
    kobjects.put(guest().at("cdev", address).addressOf("kobj"));
    modules.put(owner);
  }

  @Override
  protected void finish(GuestFile file) {
    modules.put(owner(file.struct().get("f_op")));
    putCdev(cdev.address());
  }
}
