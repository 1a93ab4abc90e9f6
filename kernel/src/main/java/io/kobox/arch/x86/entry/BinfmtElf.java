package io.kobox.arch.x86.entry;

import io.kobox.fs.FileMapping;
import io.kobox.fs.OpenFile;
import io.kobox.kernel.process.BinaryFormat;
import io.kobox.kernel.process.Process;
import io.kobox.kernel.process.ProcessCalls;
import io.kobox.kernel.sched.TaskKilledError;
import io.kobox.kernel.signal.Sighand;
import io.kobox.machine.AddressLayout;
import io.kobox.machine.PageFaultException;
import io.kobox.machine.UserContext;
import io.kobox.mm.AnonymousMapping;
import io.kobox.mm.MemoryMaps;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.MmapFlags;
import io.kobox.syscalls.OpenFlags;
import io.kobox.syscalls.Program;
import io.kobox.syscalls.SystemCalls;
import io.kobox.unicorn.Register;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** ELF programs (fs/binfmt_elf.c: load_elf_binary), without randomisation of addresses. */
public final class BinfmtElf implements BinaryFormat {
  /** ELF_ET_DYN_BASE, and where a loader goes that is executed for a program. */
  private static final long PROGRAM_BASE = 0x555555554000L;

  private static final long LOADER_BASE = 0x7ffff7fc3000L;
  private static final long STACK_SIZE = 8 << 20;
  private static final int READ_WRITE = MmapFlags.PROT_READ | MmapFlags.PROT_WRITE;

  private final UserMachine machine;

  public BinfmtElf(UserMachine machine) {
    this.machine = machine;
  }

  @Override
  public Program load(
      ProcessCalls calls,
      Process process,
      String path,
      List<String> argv,
      Map<String, String> environment)
      throws ErrnoException {
    List<String> variables =
        environment.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList();
    return load(calls, process, path, argv, variables);
  }

  /** The same with the environment as execve(2) has it. */
  Program load(
      ProcessCalls calls, Process process, String path, List<String> argv, List<String> variables)
      throws ErrnoException {
    int fd = calls.openat(OpenFlags.AT_FDCWD, path, OpenFlags.O_RDONLY | OpenFlags.O_CLOEXEC, 0);
    int loaderFd = -1;
    try {
      ElfProgram program = ElfProgram.read(calls, fd);
      ElfProgram loader = null;
      if (!program.loader().isEmpty()) {
        loaderFd =
            calls.openat(
                OpenFlags.AT_FDCWD, program.loader(), OpenFlags.O_RDONLY | OpenFlags.O_CLOEXEC, 0);
        loader = ElfProgram.read(calls, loaderFd);
      }
      OpenFile file = process.files().descriptors().get(fd);
      OpenFile loaderFile = loader == null ? null : process.files().descriptors().get(loaderFd);
      file.hold();
      if (loaderFile != null) {
        loaderFile.hold();
      }
      try {
        begin(process, path, argv);
        Image second = loader == null || loaderFile == null ? null : new Image(loader, loaderFile);
        return pointOfNoReturn(process, new Image(program, file), second, path, argv, variables);
      } finally {
        file.drop();
        if (loaderFile != null) {
          loaderFile.drop();
        }
      }
    } finally {
      closeIfOpen(process, fd);
      closeIfOpen(process, loaderFd);
    }
  }

  /** A program's headers and its file. */
  private record Image(ElfProgram elf, OpenFile file) {}

  private static void closeIfOpen(Process process, int fd) throws ErrnoException {
    if (process.files().descriptors().isOpen(fd)) {
      process.files().descriptors().close(fd);
    }
  }

  /** begin_new_exec: what the process was is gone. */
  private void begin(Process process, String path, List<String> argv) {
    Sighand handlers = process.sighand();
    machine.processes().setMemory(process, process.memory().create());
    process.files().descriptors().closeOnExec();
    if (handlers == null) {
      process.setSighand(new Sighand());
    } else {
      handlers.exec();
    }
    process.becomes(path.substring(path.lastIndexOf('/') + 1), argv);
  }

  /** What fails from here on ends the process. */
  private Program pointOfNoReturn(
      Process process,
      Image program,
      @Nullable Image loader,
      String path,
      List<String> argv,
      List<String> variables) {
    try {
      MemoryMaps memory = process.memory();
      long bias = program.elf.isPositionIndependent() ? PROGRAM_BASE : 0;
      long end = map(process, program, bias);
      memory.setHeap(AddressLayout.pageAlign(end));
      long entry = program.elf.entry() + bias;
      long start = entry;
      long loaderBase = 0;
      if (loader != null) {
        loaderBase = loader.elf.isPositionIndependent() ? LOADER_BASE : 0;
        map(process, loader, loaderBase);
        start = loader.elf.entry() + loaderBase;
      }
      long top = AddressLayout.USER_END;
      memory.addOwn(process.pid(), top - STACK_SIZE, STACK_SIZE, READ_WRITE);
      UserContext context = machine.machine().userMode().newContext();
      InitialStack stack = new InitialStack(machine.machine().memory(), top);
      long stackPointer =
          stack.build(
              argv,
              variables,
              path,
              InitialStack.auxiliary(
                  program.elf.headersAddress() + bias,
                  program.elf.headerCount(),
                  entry,
                  loaderBase),
              machine.random());
      context.write(Register.RSP, stackPointer);
      context.write(Register.RIP, start);
      return new UserProgram(
          machine,
          process,
          context,
          new SignalDelivery(machine, process),
          new Rseq(new UserSpace(machine.machine().memory(), machine.structs())));
    } catch (ErrnoException e) {
      throw new TaskKilledError(SystemCalls.SIGKILL);
    } catch (PageFaultException e) {
      throw new TaskKilledError(SystemCalls.SIGSEGV);
    }
  }

  /** Maps the segments; the end of the highest one. */
  private long map(Process process, Image image, long bias) throws ErrnoException {
    long end = 0;
    for (ElfProgram.Segment segment : image.elf.segments()) {
      map(process, image.file, segment, bias);
      end = Math.max(end, bias + segment.address() + segment.memorySize());
    }
    return end;
  }

  /** elf_map and set_brk: the file's part, then zeroes. */
  private void map(Process process, OpenFile file, ElfProgram.Segment segment, long bias)
      throws ErrnoException {
    MemoryMaps memory = process.memory();
    long start = AddressLayout.pageOf(bias + segment.address());
    long fileEnd = bias + segment.address() + segment.fileSize();
    long end = AddressLayout.pageAlign(bias + segment.address() + segment.memorySize());
    long mappedEnd = start;
    if (segment.fileSize() > 0) {
      mappedEnd = AddressLayout.pageAlign(fileEnd);
      long page = segment.offset() >>> AddressLayout.PAGE_SHIFT;
      memory.map(
          process.pid(),
          start,
          true,
          mappedEnd - start,
          page,
          segment.protection(),
          false,
          range -> new FileMapping(file, range));
      boolean writable = (segment.protection() & MmapFlags.PROT_WRITE) != 0;
      if (writable && segment.memorySize() > segment.fileSize() && fileEnd < mappedEnd) {
        machine.machine().memory().fill(fileEnd, mappedEnd - fileEnd, (byte) 0);
      }
    }
    if (end > mappedEnd) {
      memory.map(
          process.pid(),
          mappedEnd,
          true,
          end - mappedEnd,
          0,
          segment.protection(),
          false,
          range -> AnonymousMapping.INSTANCE);
    }
  }
}
