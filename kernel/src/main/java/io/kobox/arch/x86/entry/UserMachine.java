package io.kobox.arch.x86.entry;

import io.kobox.kernel.printk.Printk;
import io.kobox.kernel.process.Processes;
import io.kobox.kernel.sched.Scheduler;
import io.kobox.kernel.time.Timekeeping;
import io.kobox.machine.Machine;
import io.kobox.types.Structs;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * What programs of machine code run on.
 *
 * @param ratelimit __ratelimit for the function of that name: whether it may print
 * @param random fills memory with random bytes
 * @param report tells the person at the machine a line that Linux would not print
 */
public record UserMachine(
    Machine machine,
    Structs structs,
    Scheduler scheduler,
    Timekeeping timekeeping,
    Processes processes,
    Printk printk,
    Predicate<String> ratelimit,
    Consumer<byte[]> random,
    Consumer<String> report) {}
