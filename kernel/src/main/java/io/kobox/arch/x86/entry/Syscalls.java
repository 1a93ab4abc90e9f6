package io.kobox.arch.x86.entry;

import io.kobox.kernel.process.ProcessCalls;

/** Puts a program's table of system calls together. */
final class Syscalls {
  private Syscalls() {}

  /** The calls of {@code program}, whose process makes {@code calls}. */
  static SyscallTable table(UserProgram program, ProcessCalls calls) {
    UserMachine machine = program.machine();
    UserSpace space = new UserSpace(machine.machine().memory(), machine.structs());
    String name = program.process().task().toString();
    SyscallTable table =
        new SyscallTable(
            call ->
                machine
                    .report()
                    .accept(name + " made the call " + call + ", which is not there\n"));
    new FileSyscalls(calls, program.process().files(), space).addTo(table);
    new NameSyscalls(calls, space).addTo(table);
    new PollSyscalls(calls, program.process().files(), space).addTo(table);
    new MemorySyscalls(calls, program.process()).addTo(table);
    new SignalSyscalls(program, calls, space).addTo(table);
    new ProcessSyscalls(program, calls, space).addTo(table);
    new TimeSyscalls(program, calls, space).addTo(table);
    new MachineSyscalls(machine, calls, space).addTo(table);
    return table;
  }
}
