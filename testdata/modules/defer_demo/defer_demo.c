// SPDX-License-Identifier: GPL-2.0
/* Timers, work, tasklets, waits: what they return and in which order they run. */
#include <linux/module.h>
#include <linux/hrtimer.h>
#include <linux/timer.h>
#include <linux/workqueue.h>
#include <linux/interrupt.h>
#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/wait.h>
#include <linux/rcupdate.h>
#include <linux/srcu.h>
#include <linux/slab.h>
#include <linux/ktime.h>
#include <linux/timekeeping.h>
#include <linux/irq_work.h>
#include <linux/completion.h>
#include <linux/percpu.h>
#include <linux/sched/clock.h>
#include <linux/jiffies.h>
#include <linux/time64.h>
#include <linux/rwsem.h>
#include <linux/semaphore.h>

#define P(...) pr_info("defer_demo: " __VA_ARGS__)
static struct hrtimer hr; static int ticks; static struct timer_list tm, tm2; static DECLARE_COMPLETION(done); static DECLARE_WAIT_QUEUE_HEAD(wq); static int flag;
static struct work_struct w1, w2; static struct delayed_work dw; static struct workqueue_struct *q, *oq; static struct irq_work iw; static struct rcu_head rh; DEFINE_STATIC_SRCU(srcu);
struct thing { struct rcu_head rcu; int v; };
static const char *ctx(void) { return in_hardirq() ? "hardirq" : in_serving_softirq() ? "softirq" : in_task() ? "task" : "?"; }
static enum hrtimer_restart hrf(struct hrtimer *t) { P("hr %d %s\n", ++ticks, ctx()); if (ticks == 3) { complete(&done); return HRTIMER_NORESTART; } hrtimer_forward_now(t, ms_to_ktime(5)); return HRTIMER_RESTART; }
static void tf(struct timer_list *t) { P("timer %s %s\n", t == &tm ? "one" : "two", ctx()); if (t == &tm2) complete(&done); }
static void wf(struct work_struct *w) { P("work %s %s by %.7s\n", w == &w1 ? "one" : w == &w2 ? "two" : "delayed", ctx(), current->comm); if (w == &w2) msleep(20); }
static void tl(struct tasklet_struct *t) { P("tasklet %s\n", ctx()); }
static void tlo(unsigned long d) { P("old tasklet %lu %s\n", d, ctx()); }
static DECLARE_TASKLET(tsk, tl); static struct tasklet_struct tsko;
static void iwf(struct irq_work *w) { P("irq_work %s\n", ctx()); }
static void rcuf(struct rcu_head *h) { P("rcu %s\n", ctx()); complete(&done); }
static int waker(void *d) { msleep(30); flag = 1; wake_up_interruptible(&wq); return 0; }
static int stopped(void *d) { while (!kthread_should_stop()) { set_current_state(TASK_INTERRUPTIBLE); if (!kthread_should_stop()) schedule_timeout(HZ); __set_current_state(TASK_RUNNING); } return 42; }
static int parker(void *d) { while (!kthread_should_stop()) { if (kthread_should_park()) { P("parks\n"); kthread_parkme(); P("unparked\n"); } msleep(5); } return -3; }
static DEFINE_SEMAPHORE(sem); static DECLARE_RWSEM(rw);
static int __init t_init(void)
{
	struct task_struct *t; long l; struct thing *th; int i; struct timespec64 ts; struct tm tmv; ktime_t k; struct rcu_head *unused = &rh; int idx; u64 before;
	(void)unused;
	P("HZ %d %lu %u %lu %lu\n", HZ, msecs_to_jiffies(1), jiffies_to_msecs(10), usecs_to_jiffies(5000), nsecs_to_jiffies(1000000000));
	ts = ns_to_timespec64(1234567890123LL); P("ts %lld.%09ld %lld\n", (s64)ts.tv_sec, ts.tv_nsec, timespec64_to_ns(&ts)); time64_to_tm(1700000000, 3600, &tmv); P("tm %04ld-%02d-%02d %02d:%02d:%02d w%d y%d mk %lld\n", tmv.tm_year + 1900, tmv.tm_mon + 1, tmv.tm_mday, tmv.tm_hour, tmv.tm_min, tmv.tm_sec, tmv.tm_wday, tmv.tm_yday, mktime64(2023, 11, 14, 22, 13, 20));
	P("after %d before %d round %lu rel %d\n", time_after(jiffies + 5, jiffies), time_before(jiffies, jiffies - 1), round_jiffies_relative(HZ) <= 2 * HZ, 1);
	hrtimer_init(&hr, CLOCK_MONOTONIC, HRTIMER_MODE_REL); hr.function = hrf; hrtimer_start(&hr, ms_to_ktime(5), HRTIMER_MODE_REL); P("active %d queued %d\n", hrtimer_active(&hr), hrtimer_is_queued(&hr)); wait_for_completion(&done); P("cancel %d try %d\n", hrtimer_cancel(&hr), hrtimer_try_to_cancel(&hr));
	reinit_completion(&done); timer_setup(&tm, tf, 0); timer_setup(&tm2, tf, TIMER_DEFERRABLE); P("mod %d", mod_timer(&tm, jiffies + HZ)); pr_cont(" %d pending %d reduce %d del %d %d\n", mod_timer(&tm, jiffies + 2), timer_pending(&tm), timer_reduce(&tm, jiffies + 1), mod_timer_pending(&tm2, jiffies + 1), del_timer(&tm2));
	mod_timer(&tm2, jiffies + 3); wait_for_completion(&done); P("sync %d %d\n", del_timer_sync(&tm), try_to_del_timer_sync(&tm2));
	INIT_WORK(&w1, wf); INIT_WORK(&w2, wf); INIT_DELAYED_WORK(&dw, wf); q = alloc_workqueue("t_q%d", WQ_UNBOUND | WQ_MEM_RECLAIM, 1, 7); oq = alloc_ordered_workqueue("t_o", 0);
	P("queue %d %d %d\n", queue_work(oq, &w2), queue_work(oq, &w2), queue_work(oq, &w1)); P("flush %d busy %u\n", flush_work(&w1), work_busy(&w1)); P("again %d\n", flush_work(&w1));
	P("delayed %d %d\n", schedule_delayed_work(&dw, 2), queue_delayed_work(q, &dw, 5)); flush_delayed_work(&dw); P("mod %d", mod_delayed_work(q, &dw, HZ)); pr_cont(" %d cancel %d %d\n", mod_delayed_work(q, &dw, 1), cancel_delayed_work(&dw), cancel_delayed_work_sync(&dw)); queue_work(q, &w2); P("sync %d\n", cancel_work_sync(&w2)); queue_work(q, &w1); drain_workqueue(q); destroy_workqueue(q); destroy_workqueue(oq);
	tasklet_schedule(&tsk); tasklet_init(&tsko, tlo, 7); tasklet_hi_schedule(&tsko); tasklet_disable(&tsk); msleep(2); tasklet_enable(&tsk); tasklet_kill(&tsk); tasklet_kill(&tsko);
	init_irq_work(&iw, iwf); P("irq_work %d\n", irq_work_queue(&iw)); irq_work_sync(&iw);
	flag = 0; t = kthread_run(waker, NULL, "waker"); l = wait_event_interruptible_timeout(wq, flag, HZ); P("woken %d\n", l > 0 && l <= HZ); flag = 0; P("timeout %ld\n", wait_event_timeout(wq, flag, 3)); P("sched %ld\n", schedule_timeout_interruptible(2)); P("left %lu\n", msleep_interruptible(10)); reinit_completion(&done); P("compl %lu try %d\n", wait_for_completion_timeout(&done, 2), try_wait_for_completion(&done)); complete_all(&done); P("done %d %d\n", completion_done(&done), try_wait_for_completion(&done));
	t = kthread_create(stopped, NULL, "t_stop/%d", 5); P("name %s\n", t->comm); wake_up_process(t); msleep(5); P("stop %d\n", kthread_stop(t)); t = kthread_run(stopped, NULL, "never"); P("at once %d\n", kthread_stop(t) == 42 || 1); t = kthread_create(stopped, NULL, "unwoken"); P("unwoken %d\n", kthread_stop(t));
	t = kthread_run(parker, NULL, "parker"); msleep(20); P("park %d\n", kthread_park(t)); kthread_unpark(t); msleep(20); P("stop %d\n", kthread_stop(t));
	reinit_completion(&done); call_rcu(&rh, rcuf); wait_for_completion(&done); th = kmalloc(sizeof(*th), GFP_KERNEL); kfree_rcu(th, rcu); synchronize_rcu(); rcu_barrier(); idx = srcu_read_lock(&srcu); srcu_read_unlock(&srcu, idx); synchronize_srcu(&srcu); P("srcu ok\n");
	P("sem %d %d %d", down_trylock(&sem), down_trylock(&sem), down_timeout(&sem, 2)); up(&sem); pr_cont(" rw %d %d", down_read_trylock(&rw), down_write_trylock(&rw)); up_read(&rw); pr_cont(" %d", down_write_trylock(&rw)); downgrade_write(&rw); pr_cont(" locked %d\n", rwsem_is_locked(&rw)); up_read(&rw);
	before = ktime_get_ns(); mdelay(3); udelay(10); usleep_range(1000, 1100); k = ktime_sub(ktime_get(), ns_to_ktime(before)); P("passed %d\n", ktime_to_ms(k) >= 4); P("boot %d real %d clock %d\n", ktime_get_boottime_ns() >= before, ktime_get_real_seconds() > 1600000000, local_clock() > 0); i = ktime_compare(ktime_add_ms(k, 1), k); P("cmp %d\n", i);
	return 0;
}
static void __exit t_exit(void) { P("bye\n"); }
module_init(t_init);
module_exit(t_exit);
MODULE_LICENSE("GPL");
