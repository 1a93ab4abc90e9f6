#include <linux/module.h>
#include <linux/kthread.h>
#include <linux/percpu-rwsem.h>
#include <linux/wait_bit.h>
#include <linux/sched/signal.h>
#include <linux/pid.h>
#include <linux/jump_label.h>
#include <linux/ioport.h>
#include <linux/percpu_counter.h>
#include <linux/stop_machine.h>
#include <linux/reboot.h>
#include <linux/delay.h>
#include <linux/slab.h>
#include <linux/rtmutex.h>
static DEFINE_STATIC_KEY_FALSE(floor_key);
static struct kthread_worker *kw;
static void wfn(struct kthread_work *w) { pr_info("floor_demo: work %s on %s\n", "a", current->comm); }
static void dfn(struct kthread_work *w) { pr_info("floor_demo: delayed work on %s\n", current->comm); }
static DEFINE_KTHREAD_WORK(kwork, wfn);
static DEFINE_KTHREAD_WORK(kwork2, wfn);
static DEFINE_KTHREAD_DELAYED_WORK(dwork, dfn);
static struct percpu_rw_semaphore prs;
static unsigned long bits;
static int waiter(void *d) { int r = wait_on_bit(&bits, 3, TASK_UNINTERRUPTIBLE); pr_info("floor_demo: bit waited %d\n", r); wake_up_var(&kw); return 0; }
static int wrote;
static int writer(void *d) { percpu_down_write(&prs); wrote = 1; pr_info("floor_demo: writer in\n"); percpu_up_write(&prs); return 0; }
static int stopper(void *d) { return *(int *)d + 1; }
static void each(void *p) { ++*(int *)p; }
static DEFINE_RT_MUTEX(rtm);
static int rb(struct notifier_block *n, unsigned long a, void *p) { return NOTIFY_DONE; }
static struct notifier_block nb = { .notifier_call = rb };
static int __init floor_init(void)
{
	struct kthread_worker w2; struct task_struct *t; struct pid *p; struct resource *r; struct percpu_counter pc; int n = 41;
	struct kthread_worker *k = kthread_create_worker(0, "floor/%d", 7);
	kw = k;
	pr_info("floor_demo: worker %d %s\n", IS_ERR(k), k->task->comm);
	pr_info("floor_demo: queue %d %d\n", kthread_queue_work(k, &kwork), kthread_queue_work(k, &kwork));
	kthread_flush_work(&kwork);
	pr_info("floor_demo: delayed %d\n", kthread_queue_delayed_work(k, &dwork, msecs_to_jiffies(20)));
	pr_info("floor_demo: delayed again %d\n", kthread_queue_delayed_work(k, &dwork, msecs_to_jiffies(20)));
	msleep(50);
	pr_info("floor_demo: delayed %d\n", kthread_queue_delayed_work(k, &dwork, HZ));
	pr_info("floor_demo: mod %d\n", kthread_mod_delayed_work(k, &dwork, 2 * HZ));
	pr_info("floor_demo: cancel %d %d\n", kthread_cancel_delayed_work_sync(&dwork), kthread_cancel_work_sync(&kwork));
	kthread_flush_worker(k);
	kthread_destroy_worker(k);
	kthread_init_worker(&w2);
	t = kthread_run(kthread_worker_fn, &w2, "floor_own");
	kthread_queue_work(&w2, &kwork2); kthread_flush_worker(&w2); kthread_stop(t);
	pr_info("floor_demo: prs %d\n", percpu_init_rwsem(&prs));
	percpu_down_read(&prs);
	t = kthread_run(writer, NULL, "floor_writer"); msleep(20);
	pr_info("floor_demo: wrote %d\n", wrote);
	percpu_up_read(&prs); msleep(20);
	pr_info("floor_demo: wrote %d try %d\n", wrote, percpu_down_read_trylock(&prs));
	percpu_up_read(&prs); percpu_free_rwsem(&prs);
	set_bit(3, &bits);
	kthread_run(waiter, NULL, "floor_waiter"); msleep(10);
	clear_bit(3, &bits); wake_up_bit(&bits, 3); msleep(10);
	pr_info("floor_demo: key %d\n", static_branch_unlikely(&floor_key));
	static_branch_enable(&floor_key); pr_info("floor_demo: key %d\n", static_branch_unlikely(&floor_key));
	static_branch_inc(&floor_key); static_branch_dec(&floor_key); static_branch_disable(&floor_key); pr_info("floor_demo: key %d\n", static_branch_unlikely(&floor_key));
	rcu_read_lock(); t = pid_task(find_vpid(1), PIDTYPE_PID); pr_info("floor_demo: pid 1 %s %d\n", t ? "found" : "none", find_vpid(99999) == NULL); rcu_read_unlock();
	p = find_get_pid(current->pid); t = get_pid_task(p, PIDTYPE_PID); pr_info("floor_demo: self %d nr %d\n", t == current, pid_vnr(p) == current->pid); put_task_struct(t); put_pid(p);
	r = request_region(0x2e0, 8, "floor_io"); pr_info("floor_demo: region %d busy %d\n", r != NULL, request_region(0x2e4, 2, "floor_io2") == NULL); release_region(0x2e0, 8);
	r = request_mem_region(0x90000000, 0x1000, "floor_mem"); pr_info("floor_demo: mem %pR\n", r); release_mem_region(0x90000000, 0x1000);
	pr_info("floor_demo: pc %d\n", percpu_counter_init(&pc, 5, GFP_KERNEL)); percpu_counter_add(&pc, 100); percpu_counter_inc(&pc); pr_info("floor_demo: sum %lld pos %lld\n", percpu_counter_sum(&pc), percpu_counter_read_positive(&pc)); percpu_counter_destroy(&pc);
	pr_info("floor_demo: stop %d\n", stop_machine(stopper, &n, NULL)); n = 0; on_each_cpu(each, &n, 1); pr_info("floor_demo: each %d\n", n);
	rt_mutex_lock(&rtm); pr_info("floor_demo: rt %d\n", rt_mutex_trylock(&rtm)); rt_mutex_unlock(&rtm);
	pr_info("floor_demo: reboot nb %d\n", register_reboot_notifier(&nb)); unregister_reboot_notifier(&nb);
	return 0;
}
static void __exit floor_exit(void) { pr_info("floor_demo: bye\n"); }
module_init(floor_init); module_exit(floor_exit);
MODULE_LICENSE("GPL");
