package io.kobox.fs.init;

import io.kobox.fs.Dentry;
import io.kobox.fs.FileSystemType;
import io.kobox.fs.FileSystemTypes;
import io.kobox.fs.FsStruct;
import io.kobox.fs.ModuleRequests;
import io.kobox.fs.Path;
import io.kobox.fs.SuperBlock;
import io.kobox.fs.Vfs;
import io.kobox.fs.chrdev.CharDevices;
import io.kobox.fs.chrdev.DeviceNodes;
import io.kobox.fs.chrdev.MemDevices;
import io.kobox.fs.chrdev.RandomSource;
import io.kobox.fs.debugfs.Debugfs;
import io.kobox.fs.devtmpfs.Devtmpfs;
import io.kobox.fs.hostfs.HostDirectory;
import io.kobox.fs.hostfs.HostNames;
import io.kobox.fs.hostfs.HostOverlay;
import io.kobox.fs.pipe.PipeFs;
import io.kobox.fs.proc.ProcFs;
import io.kobox.fs.ramfs.RamDirectory;
import io.kobox.fs.ramfs.RamSuperBlock;
import io.kobox.fs.ramfs.TmpfsType;
import io.kobox.fs.sysfs.Sysfs;
import io.kobox.kernel.sched.WaitQueue;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * All file systems of a machine and the tree they form.
 *
 * <pre>{@code
 * MachineFiles files = new MachineFiles(new MachineFiles.World(...));
 * files.mountAll();
 * files.proc().root().create("version", 0, () -> versionText());
 * FsStruct fs = files.newFsStruct("/root");
 * FileSystemCalls calls = new FileSystemCalls(files.vfs(), fs, descriptors, userMemory);
 * }</pre>
 */
public final class MachineFiles {
  private static final int DIRECTORY = 0755;
  private static final int UMASK = 022;

  /**
   * What the tree needs from the rest of the machine.
   *
   * @param clock nanoseconds since 1970 of virtual time
   * @param sigpipe sends SIGPIPE to the task that runs
   * @param memory bytes that one tree in memory may take
   * @param hostRoot the host's directory under the root; null for a machine without host files
   */
  public record World(
      LongSupplier clock,
      WaitQueue.Factory waitQueues,
      RandomSource random,
      Runnable sigpipe,
      long memory,
      java.nio.file.@Nullable Path hostRoot) {}

  private final World world;
  private final FileSystemTypes types = new FileSystemTypes();
  private final CharDevices charDevices = new CharDevices();
  private final ProcFs proc;
  private final Sysfs sysfs;
  private final Debugfs debugfs;
  private final Devtmpfs devtmpfs;
  private final PipeFs pipeFs;
  private final Vfs vfs;
  private int lastDevice;

  public MachineFiles(World world) throws ErrnoException {
    this.world = world;
    Dentry root = root(world, ramSuperBlock("rootfs"));
    proc = new ProcFs(superBlock("proc"));
    sysfs = new Sysfs(superBlock("sysfs"), world.waitQueues());
    devtmpfs = new Devtmpfs(ramSuperBlock("devtmpfs"));
    debugfs = new Debugfs(superBlock("debugfs"));
    pipeFs = new PipeFs(superBlock("pipefs"), world.waitQueues(), world.sigpipe());
    MemDevices.register(charDevices, world.random());
    DeviceNodes deviceNodes = new DeviceNodes(charDevices, pipeFs);
    vfs = new Vfs(root, types, deviceNodes, pipeFs, world.waitQueues());
  }

  /** Drivers and types of file systems that are not there are asked for from now on. */
  public void setModuleRequests(ModuleRequests requests) {
    charDevices.setModuleRequests(requests);
    types.setModuleRequests(requests);
  }

  private static Dentry root(World world, RamSuperBlock superBlock) throws ErrnoException {
    java.nio.file.Path host = world.hostRoot();
    if (host != null) {
      return new HostOverlay(superBlock, host).makeRoot();
    }
    return Dentry.root(new RamDirectory(superBlock, DIRECTORY));
  }

  private SuperBlock superBlock(String type) {
    return new SuperBlock(type, ++lastDevice, world.clock());
  }

  private RamSuperBlock ramSuperBlock(String type) {
    return new RamSuperBlock(type, ++lastDevice, world.clock(), world.memory(), ",inode64");
  }

  /** Registers the types and mounts /proc, /sys, /dev and /sys/kernel/debug. */
  public void mountAll() throws ErrnoException {
    types.register(sysfs);
    types.register(TmpfsType.tmpfs(this::newDevice, world.clock(), world.memory()));
    types.register(proc);
    types.register(devtmpfs);
    types.register(debugfs);
    types.register(TmpfsType.ramfs(this::newDevice, world.clock(), world.memory()));
    devtmpfs.createStandardNodes();
    sysfs.root().createDirectory("kernel").createDirectory("debug");
    mount("proc", "/proc", proc);
    mount("sysfs", "/sys", sysfs);
    mount("dev", "/dev", devtmpfs);
    mount("debugfs", "/sys/kernel/debug", debugfs);
    makeDirectories("/etc/modprobe.d", DIRECTORY);
    makeDirectories("/tmp", 01777);
    makeDirectories("/root", 0700);
  }

  private int newDevice() {
    return ++lastDevice;
  }

  private void mount(String source, String place, FileSystemType type) throws ErrnoException {
    Path at = makeDirectories(place, DIRECTORY);
    vfs.namespace().mount(source, type.mount(source, ""), at, false);
  }

  /** Shows a directory of the host, read-only, at a place of the machine ({@code --bind}). */
  public void bind(java.nio.file.Path host, String place) throws ErrnoException {
    mountHost(host, place, true);
  }

  /**
   * Shows a directory of the host as /lib/modules/RELEASE ({@code --modules}); what the machine
   * writes there stays in memory.
   */
  public void mountModules(java.nio.file.Path host, String release) throws ErrnoException {
    mountHost(host, "/lib/modules/" + release, false);
  }

  private void mountHost(java.nio.file.Path host, String place, boolean readOnly)
      throws ErrnoException {
    if (!java.nio.file.Files.isDirectory(host)) {
      throw new ErrnoException(java.nio.file.Files.exists(host) ? Errno.ENOTDIR : Errno.ENOENT);
    }
    RamDirectory directory =
        new RamDirectory(ramSuperBlock("hostfs"), DIRECTORY, new HostDirectory(host));
    String source = HostNames.bytes(host.toAbsolutePath());
    Path at = makeDirectories(place, DIRECTORY);
    vfs.namespace().mount(source, Dentry.root(directory), at, readOnly);
  }

  /** mkdir -p; the mode is that of the last. */
  private Path makeDirectories(String name, int mode) throws ErrnoException {
    Path at = vfs.namespace().root().rootPath();
    for (String component : name.split("/", -1)) {
      if (!component.isEmpty()) {
        Dentry directory = at.dentry();
        Dentry child = directory.inode().lookupForCreation(directory, component);
        if (child == null) {
          int bits = name.endsWith(component) ? mode : DIRECTORY;
          directory.inode().mkdir(directory, component, bits);
          child = directory.inode().lookup(directory, component);
        }
        if (child == null || !child.inode().isDirectory()) {
          throw new ErrnoException(Errno.ENOTDIR);
        }
        at = vfs.namespace().top(new Path(at.mount(), child));
      }
    }
    return at;
  }

  /** For a first process: it stands in that directory, or in the root if there is none. */
  public FsStruct newFsStruct(String workingDirectory) {
    FsStruct fs = new FsStruct(vfs.namespace(), vfs.namespace().root().rootPath(), UMASK);
    fs.enter(workingDirectory);
    return fs;
  }

  public Vfs vfs() {
    return vfs;
  }

  public FileSystemTypes fileSystemTypes() {
    return types;
  }

  public CharDevices charDevices() {
    return charDevices;
  }

  public ProcFs proc() {
    return proc;
  }

  public Sysfs sysfs() {
    return sysfs;
  }

  public Debugfs debugfs() {
    return debugfs;
  }

  public Devtmpfs devtmpfs() {
    return devtmpfs;
  }

  public PipeFs pipeFs() {
    return pipeFs;
  }
}
