package io.kobox.kernel.locking;

import io.kobox.export.KernelExport;
import io.kobox.export.ServedCall;
import io.kobox.kernel.sched.PreemptCount;
import io.kobox.kernel.softirq.IrqFlags;
import io.kobox.kernel.softirq.Softirqs;
import io.kobox.machine.GuestMemory;

/**
 * Spinlocks and rwlocks (kernel/locking/spinlock.c, include/asm-generic/qspinlock.h, qrwlock.h).
 * The lock words are those of Linux; nobody ever queues on one CPU.
 */
public final class SpinlockExports {
  private static final String SPINLOCK = "spinlock_t";
  private static final String RWLOCK = "rwlock_t";

  /** _QW_LOCKED: a writer has it. */
  private static final int WRITER = 0xff;

  /** _QR_BIAS: one reader. */
  private static final int READER = 1 << 9;

  private final GuestMemory memory;
  private final PreemptCount preemptCount;
  private final IrqFlags irqFlags;
  private final Softirqs softirqs;
  private final SpinWait spin;
  private final Lockdep lockdep;

  public SpinlockExports(GuestMemory memory, Softirqs softirqs, SpinWait spin, Lockdep lockdep) {
    this.memory = memory;
    this.preemptCount = softirqs.preemptCount();
    this.irqFlags = softirqs.irqFlags();
    this.softirqs = softirqs;
    this.spin = spin;
    this.lockdep = lockdep;
  }

  private void takeSpin(long lock, long ip) {
    preemptCount.add(PreemptCount.PREEMPT_OFFSET);
    lockdep.acquiring(lock, SPINLOCK, ip);
    if (memory.getInt(lock) != 0) {
      spin.until(() -> memory.getInt(lock) == 0);
    }
    memory.putInt(lock, 1);
    lockdep.acquired(lock, SPINLOCK, ip);
  }

  private boolean trySpin(long lock, long ip) {
    preemptCount.add(PreemptCount.PREEMPT_OFFSET);
    if (memory.getInt(lock) != 0) {
      preemptCount.sub(PreemptCount.PREEMPT_OFFSET);
      return false;
    }
    memory.putInt(lock, 1);
    lockdep.acquired(lock, SPINLOCK, ip);
    return true;
  }

  private void giveSpin(long lock, long ip) {
    lockdep.released(lock, SPINLOCK, ip);
    memory.putByte(lock, (byte) 0);
  }

  private void takeRead(long lock, long ip) {
    preemptCount.add(PreemptCount.PREEMPT_OFFSET);
    if ((memory.getInt(lock) & WRITER) != 0) {
      lockdep.acquiring(lock, RWLOCK, ip);
      spin.until(() -> (memory.getInt(lock) & WRITER) == 0);
    }
    memory.putInt(lock, memory.getInt(lock) + READER);
    lockdep.acquired(lock, RWLOCK, ip);
  }

  private boolean tryRead(long lock, long ip) {
    preemptCount.add(PreemptCount.PREEMPT_OFFSET);
    if ((memory.getInt(lock) & WRITER) != 0) {
      preemptCount.sub(PreemptCount.PREEMPT_OFFSET);
      return false;
    }
    memory.putInt(lock, memory.getInt(lock) + READER);
    lockdep.acquired(lock, RWLOCK, ip);
    return true;
  }

  private void giveRead(long lock, long ip) {
    lockdep.released(lock, RWLOCK, ip);
    memory.putInt(lock, memory.getInt(lock) - READER);
  }

  private void takeWrite(long lock, long ip) {
    preemptCount.add(PreemptCount.PREEMPT_OFFSET);
    lockdep.acquiring(lock, RWLOCK, ip);
    if (memory.getInt(lock) != 0) {
      spin.until(() -> memory.getInt(lock) == 0);
    }
    memory.putInt(lock, WRITER);
    lockdep.acquired(lock, RWLOCK, ip);
  }

  private boolean tryWrite(long lock, long ip) {
    preemptCount.add(PreemptCount.PREEMPT_OFFSET);
    if (memory.getInt(lock) != 0) {
      preemptCount.sub(PreemptCount.PREEMPT_OFFSET);
      return false;
    }
    memory.putInt(lock, WRITER);
    lockdep.acquired(lock, RWLOCK, ip);
    return true;
  }

  private void giveWrite(long lock, long ip) {
    lockdep.released(lock, RWLOCK, ip);
    memory.putByte(lock, (byte) 0);
  }

  private void enablePreemption() {
    preemptCount.sub(PreemptCount.PREEMPT_OFFSET);
  }

  private void enableBottomHalves() {
    preemptCount.sub(PreemptCount.PREEMPT_OFFSET);
    softirqs.enableBottomHalves();
  }

  /** void _raw_spin_lock(raw_spinlock_t *lock). */
  @KernelExport
  void _raw_spin_lock(long lock, ServedCall call) {
    takeSpin(lock, call.returnAddress());
  }

  /** unsigned long _raw_spin_lock_irqsave(raw_spinlock_t *lock). */
  @KernelExport
  long _raw_spin_lock_irqsave(long lock, ServedCall call) {
    long flags = irqFlags.save();
    takeSpin(lock, call.returnAddress());
    return flags;
  }

  /** void _raw_spin_lock_irq(raw_spinlock_t *lock). */
  @KernelExport
  void _raw_spin_lock_irq(long lock, ServedCall call) {
    irqFlags.disable();
    takeSpin(lock, call.returnAddress());
  }

  /** void _raw_spin_lock_bh(raw_spinlock_t *lock). */
  @KernelExport
  void _raw_spin_lock_bh(long lock, ServedCall call) {
    softirqs.disableBottomHalves();
    takeSpin(lock, call.returnAddress());
  }

  /** int _raw_spin_trylock(raw_spinlock_t *lock). */
  @KernelExport
  boolean _raw_spin_trylock(long lock, ServedCall call) {
    return trySpin(lock, call.returnAddress());
  }

  /** int _raw_spin_trylock_bh(raw_spinlock_t *lock). */
  @KernelExport
  boolean _raw_spin_trylock_bh(long lock, ServedCall call) {
    softirqs.disableBottomHalves();
    if (trySpin(lock, call.returnAddress())) {
      return true;
    }
    softirqs.enableBottomHalves();
    return false;
  }

  /** void _raw_spin_unlock(raw_spinlock_t *lock). */
  @KernelExport
  void _raw_spin_unlock(long lock, ServedCall call) {
    giveSpin(lock, call.returnAddress());
    enablePreemption();
  }

  /** void _raw_spin_unlock_irqrestore(raw_spinlock_t *lock, unsigned long flags). */
  @KernelExport
  void _raw_spin_unlock_irqrestore(long lock, long flags, ServedCall call) {
    giveSpin(lock, call.returnAddress());
    irqFlags.restore(flags);
    enablePreemption();
  }

  /** void _raw_spin_unlock_irq(raw_spinlock_t *lock). */
  @KernelExport
  void _raw_spin_unlock_irq(long lock, ServedCall call) {
    giveSpin(lock, call.returnAddress());
    irqFlags.enable();
    enablePreemption();
  }

  /** void _raw_spin_unlock_bh(raw_spinlock_t *lock). */
  @KernelExport
  void _raw_spin_unlock_bh(long lock, ServedCall call) {
    giveSpin(lock, call.returnAddress());
    enableBottomHalves();
  }

  /** void _raw_read_lock(rwlock_t *lock). */
  @KernelExport
  void _raw_read_lock(long lock, ServedCall call) {
    takeRead(lock, call.returnAddress());
  }

  /** unsigned long _raw_read_lock_irqsave(rwlock_t *lock). */
  @KernelExport
  long _raw_read_lock_irqsave(long lock, ServedCall call) {
    long flags = irqFlags.save();
    takeRead(lock, call.returnAddress());
    return flags;
  }

  /** void _raw_read_lock_irq(rwlock_t *lock). */
  @KernelExport
  void _raw_read_lock_irq(long lock, ServedCall call) {
    irqFlags.disable();
    takeRead(lock, call.returnAddress());
  }

  /** void _raw_read_lock_bh(rwlock_t *lock). */
  @KernelExport
  void _raw_read_lock_bh(long lock, ServedCall call) {
    softirqs.disableBottomHalves();
    takeRead(lock, call.returnAddress());
  }

  /** int _raw_read_trylock(rwlock_t *lock). */
  @KernelExport
  boolean _raw_read_trylock(long lock, ServedCall call) {
    return tryRead(lock, call.returnAddress());
  }

  /** void _raw_read_unlock(rwlock_t *lock). */
  @KernelExport
  void _raw_read_unlock(long lock, ServedCall call) {
    giveRead(lock, call.returnAddress());
    enablePreemption();
  }

  /** void _raw_read_unlock_irqrestore(rwlock_t *lock, unsigned long flags). */
  @KernelExport
  void _raw_read_unlock_irqrestore(long lock, long flags, ServedCall call) {
    giveRead(lock, call.returnAddress());
    irqFlags.restore(flags);
    enablePreemption();
  }

  /** void _raw_read_unlock_irq(rwlock_t *lock). */
  @KernelExport
  void _raw_read_unlock_irq(long lock, ServedCall call) {
    giveRead(lock, call.returnAddress());
    irqFlags.enable();
    enablePreemption();
  }

  /** void _raw_read_unlock_bh(rwlock_t *lock). */
  @KernelExport
  void _raw_read_unlock_bh(long lock, ServedCall call) {
    giveRead(lock, call.returnAddress());
    enableBottomHalves();
  }

  /** void _raw_write_lock(rwlock_t *lock). */
  @KernelExport
  void _raw_write_lock(long lock, ServedCall call) {
    takeWrite(lock, call.returnAddress());
  }

  /** unsigned long _raw_write_lock_irqsave(rwlock_t *lock). */
  @KernelExport
  long _raw_write_lock_irqsave(long lock, ServedCall call) {
    long flags = irqFlags.save();
    takeWrite(lock, call.returnAddress());
    return flags;
  }

  /** void _raw_write_lock_irq(rwlock_t *lock). */
  @KernelExport
  void _raw_write_lock_irq(long lock, ServedCall call) {
    irqFlags.disable();
    takeWrite(lock, call.returnAddress());
  }

  /** void _raw_write_lock_bh(rwlock_t *lock). */
  @KernelExport
  void _raw_write_lock_bh(long lock, ServedCall call) {
    softirqs.disableBottomHalves();
    takeWrite(lock, call.returnAddress());
  }

  /** int _raw_write_trylock(rwlock_t *lock). */
  @KernelExport
  boolean _raw_write_trylock(long lock, ServedCall call) {
    return tryWrite(lock, call.returnAddress());
  }

  /** void _raw_write_unlock(rwlock_t *lock). */
  @KernelExport
  void _raw_write_unlock(long lock, ServedCall call) {
    giveWrite(lock, call.returnAddress());
    enablePreemption();
  }

  /** void _raw_write_unlock_irqrestore(rwlock_t *lock, unsigned long flags). */
  @KernelExport
  void _raw_write_unlock_irqrestore(long lock, long flags, ServedCall call) {
    giveWrite(lock, call.returnAddress());
    irqFlags.restore(flags);
    enablePreemption();
  }

  /** void _raw_write_unlock_irq(rwlock_t *lock). */
  @KernelExport
  void _raw_write_unlock_irq(long lock, ServedCall call) {
    giveWrite(lock, call.returnAddress());
    irqFlags.enable();
    enablePreemption();
  }

  /** void _raw_write_unlock_bh(rwlock_t *lock). */
  @KernelExport
  void _raw_write_unlock_bh(long lock, ServedCall call) {
    giveWrite(lock, call.returnAddress());
    enableBottomHalves();
  }

  /** int _atomic_dec_and_lock(atomic_t *atomic, spinlock_t *lock). */
  @KernelExport
  boolean _atomic_dec_and_lock(long atomic, long lock, ServedCall call) {
    int value = memory.getInt(atomic);
    if (value != 1) {
      memory.putInt(atomic, value - 1);
      return false;
    }
    takeSpin(lock, call.returnAddress());
    memory.putInt(atomic, 0);
    return true;
  }
}
