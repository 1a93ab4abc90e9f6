#include <linux/module.h>
#include <linux/kthread.h>
#include <linux/delay.h>
#include <linux/wait.h>
#include <linux/completion.h>
#include <linux/sched/signal.h>
#include <linux/mutex.h>
#include <linux/semaphore.h>
#include <linux/rwsem.h>

static struct task_struct *a, *b, *s, *p, *d;
static DECLARE_WAIT_QUEUE_HEAD(wq);
static DECLARE_COMPLETION(done);
static int flag, token;
static DEFINE_MUTEX(m);
static DEFINE_SEMAPHORE(sem, 1);
static DECLARE_RWSEM(rw);

static int quick_fn(void *data)
{
	pr_info("kthread_demo: %s pid ok=%d mm=%d kthread=%d data=%ld\n", current->comm, current->pid > 0, !!current->mm, !!(current->flags & PF_KTHREAD), (long)data);
	return 7;
}
static int loop_fn(void *data)
{
	int n = 0;

	while (!kthread_should_stop()) {
		if (n++ < 3)
			pr_info("kthread_demo: loop %d\n", n);
		msleep_interruptible(50);
	}
	pr_info("kthread_demo: loop stopped after %d+\n", n >= 3);
	return 42;
}
static int wait_fn(void *data)
{
	long left;
	int r;

	pr_info("kthread_demo: waiter starts\n");
	r = wait_event_interruptible(wq, flag);
	pr_info("kthread_demo: waiter woke %d\n", r);
	left = wait_event_timeout(wq, 0, msecs_to_jiffies(20));
	pr_info("kthread_demo: timeout left=%ld\n", left);
	left = wait_event_timeout(wq, flag == 2, HZ);
	pr_info("kthread_demo: in time=%d\n", left > 0);
	complete(&done);
	while (!kthread_should_stop()) {
		set_current_state(TASK_INTERRUPTIBLE);
		if (!kthread_should_stop())
			schedule();
		__set_current_state(TASK_RUNNING);
	}
	return -5;
}
static int signal_fn(void *data)
{
	int r;

	allow_signal(SIGUSR1);
	r = wait_event_interruptible(wq, 0);
	pr_info("kthread_demo: signal r=%d pending=%d\n", r, signal_pending(current));
	flush_signals(current);
	pr_info("kthread_demo: flushed pending=%d\n", signal_pending(current));
	while (!kthread_should_stop())
		schedule_timeout_interruptible(HZ);
	return 0;
}
static int park_fn(void *data)
{
	while (!kthread_should_stop()) {
		if (kthread_should_park()) {
			pr_info("kthread_demo: parking\n");
			kthread_parkme();
			pr_info("kthread_demo: unparked\n");
		}
		schedule_timeout_interruptible(1);
	}
	return 0;
}
static int mutex_fn(void *data)
{
	pr_info("kthread_demo: %s wants\n", current->comm);
	mutex_lock(&m);
	pr_info("kthread_demo: %s has token %d\n", current->comm, ++token);
	msleep(8);
	mutex_unlock(&m);
	down(&sem);
	pr_info("kthread_demo: %s down\n", current->comm);
	up(&sem);
	down_read(&rw);
	pr_info("kthread_demo: %s reads\n", current->comm);
	up_read(&rw);
	return 0;
}
static int __init kthread_demo_init(void)
{
	struct task_struct *q;
	int i, r;

	q = kthread_create(quick_fn, (void *)5L, "quick/%d", 3);
	pr_info("kthread_demo: created %s\n", q->comm);
	get_task_struct(q);
	wake_up_process(q);
	pr_info("kthread_demo: woken\n");
	msleep(10);
	pr_info("kthread_demo: quick returned %d\n", kthread_stop(q));
	put_task_struct(q);

	q = kthread_create(quick_fn, NULL, "never");
	pr_info("kthread_demo: never ran %d\n", kthread_stop(q));

	a = kthread_run(loop_fn, NULL, "looper");
	pr_info("kthread_demo: looper started\n");
	b = kthread_run(wait_fn, NULL, "waiter");
	pr_info("kthread_demo: waiter started\n");
	msleep(120);
	pr_info("kthread_demo: stop looper\n");
	r = kthread_stop(a);
	pr_info("kthread_demo: looper gave %d\n", r);
	flag = 1;
	pr_info("kthread_demo: active=%d\n", !!waitqueue_active(&wq));
	wake_up(&wq);
	pr_info("kthread_demo: after wake_up\n");
	msleep(60);
	flag = 2;
	wake_up_all(&wq);
	wait_for_completion(&done);
	pr_info("kthread_demo: completed\n");
	r = kthread_stop(b);
	pr_info("kthread_demo: waiter gave %d\n", r);

	s = kthread_run(signal_fn, NULL, "signals");
	msleep(10);
	send_sig(SIGUSR2, s, 1);
	msleep(10);
	pr_info("kthread_demo: send\n");
	send_sig(SIGUSR1, s, 1);
	msleep(10);
	kthread_stop(s);

	p = kthread_run(park_fn, NULL, "parker");
	r = kthread_park(p);
	pr_info("kthread_demo: park %d\n", r);
	kthread_unpark(p);
	msleep(20);
	kthread_stop(p);

	mutex_lock(&m);
	down(&sem);
	down_write(&rw);
	for (i = 0; i < 3; i++) {
		d = kthread_run(mutex_fn, NULL, "m%d", i);
		pr_info("kthread_demo: ran m%d\n", i);
	}
	msleep(20);
	mutex_unlock(&m);
	pr_info("kthread_demo: unlocked\n");
	msleep(60);
	up(&sem);
	pr_info("kthread_demo: upped\n");
	msleep(20);
	up_write(&rw);
	pr_info("kthread_demo: up_write\n");
	msleep(20);
	pr_info("kthread_demo: init done\n");
	return 0;
}
static void __exit kthread_demo_exit(void)
{
	pr_info("kthread_demo: exit by %s\n", current->comm);
}
module_init(kthread_demo_init);
module_exit(kthread_demo_exit);
MODULE_LICENSE("GPL");
