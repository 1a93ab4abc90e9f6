#include <linux/module.h>
#include <linux/kthread.h>
#include <linux/delay.h>
#include <linux/workqueue.h>
#include <linux/timer.h>
#include <linux/interrupt.h>
#include <linux/refcount.h>
#include <linux/hrtimer.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/percpu.h>
#include <linux/smp.h>

static struct workqueue_struct *ow, *uw, *bw;
struct item { struct work_struct w; int n; };
static struct item items[6];
static struct timer_list t[5];
static struct delayed_work dw;
static struct hrtimer ht[2];

static void w_fn(struct work_struct *w)
{
	struct item *i = container_of(w, struct item, w);

	pr_info("sched_demo: work %d begins kworker=%d\n", i->n, !strncmp(current->comm, "kworker/", 8));
	if (i->n != 1)
		msleep(i->n ? 40 : 10);
	pr_info("sched_demo: work %d ends\n", i->n);
}
static void t_fn(struct timer_list *x)
{
	pr_info("sched_demo: timer %d\n", (int)(x - t));
}
static void dw_fn(struct work_struct *w) { pr_info("sched_demo: delayed\n"); }
static enum hrtimer_restart h_fn(struct hrtimer *h)
{
	pr_info("sched_demo: hrtimer %d hardirq=%d softirq=%d\n", (int)(h - ht), !!in_hardirq(), !!in_serving_softirq());
	return HRTIMER_NORESTART;
}
static void ipi(void *x) { pr_info("sched_demo: ipi %ld irqs_disabled=%d\n", (long)x, irqs_disabled()); }
static void queue(struct workqueue_struct *q, const char *name)
{
	int i;

	pr_info("sched_demo: queue %s\n", name);
	for (i = 0; i < 3; i++)
		queue_work(q, &items[i].w);
	pr_info("sched_demo: queued, again %d\n", queue_work(q, &items[2].w));
	flush_workqueue(q);
	pr_info("sched_demo: flushed\n");
}
static irqreturn_t irq_fn(int irq, void *dev) { return IRQ_HANDLED; }
static int __init sched_demo_init(void)
{
	refcount_t rc = REFCOUNT_INIT(1);
	unsigned long j;
	int i, r;

	for (i = 0; i < 6; i++) { items[i].n = i; INIT_WORK(&items[i].w, w_fn); }
	ow = alloc_ordered_workqueue("ow", 0);
	uw = alloc_workqueue("uw", WQ_UNBOUND, 0);
	bw = create_singlethread_workqueue("single");
	queue(ow, "ordered");
	queue(uw, "unbound");
	queue(system_wq, "system");
	queue(bw, "single");
	queue_work(ow, &items[0].w);
	queue_work(ow, &items[3].w);
	r = cancel_work_sync(&items[3].w);
	pr_info("sched_demo: cancelled %d\n", r);
	r = flush_work(&items[0].w);
	pr_info("sched_demo: flush_work %d %d\n", r, flush_work(&items[0].w));
	INIT_DELAYED_WORK(&dw, dw_fn);
	schedule_delayed_work(&dw, HZ);
	pr_info("sched_demo: mod %d\n", mod_delayed_work(system_wq, &dw, 2));
	msleep(30);
	pr_info("sched_demo: cancel done %d\n", cancel_delayed_work(&dw));

	for (i = 0; i < 5; i++) timer_setup(&t[i], t_fn, 0);
	j = jiffies;
	mod_timer(&t[0], j + 5); mod_timer(&t[1], j + 5); mod_timer(&t[2], j + 3); mod_timer(&t[3], j + 100); mod_timer(&t[4], j);
	msleep(100);
	pr_info("sched_demo: pending %d, del %d %d\n", timer_pending(&t[3]), del_timer(&t[3]), del_timer(&t[3]));
	hrtimer_init(&ht[0], CLOCK_MONOTONIC, HRTIMER_MODE_REL); ht[0].function = h_fn;
	hrtimer_init(&ht[1], CLOCK_MONOTONIC, HRTIMER_MODE_REL_SOFT); ht[1].function = h_fn;
	hrtimer_start(&ht[0], ms_to_ktime(3), HRTIMER_MODE_REL);
	hrtimer_start(&ht[1], ms_to_ktime(1), HRTIMER_MODE_REL_SOFT);
	msleep(20);
	hrtimer_start(&ht[0], ms_to_ktime(300), HRTIMER_MODE_REL);
	pr_info("sched_demo: hrtimer active %d cancel %d", hrtimer_active(&ht[0]), hrtimer_cancel(&ht[0]));
	j = jiffies;
	while (time_before(jiffies, j + 10))
		cpu_relax();
	pr_info("sched_demo: busy loop ended\n");
	for (i = 0; time_before(jiffies, j + 20) && i < 2000000000; i++)
		barrier();
	pr_info("sched_demo: busy loop without pause ended %d\n", time_after_eq(jiffies, j + 20));
	mdelay(20);
	pr_info("sched_demo: mdelay moved jiffies %d\n", time_after_eq(jiffies, j + 25));
	on_each_cpu(ipi, (void *)1L, 1);
	smp_call_function_single(0, ipi, (void *)2L, 1);
	smp_call_function(ipi, (void *)3L, 1);
	pr_info("sched_demo: cpus %u %u online %d id %d\n", num_online_cpus(), num_possible_cpus(), cpu_online(0), smp_processor_id());
	r = request_irq(49, irq_fn, IRQF_SHARED, "sched_demo", &rc);
	pr_info("sched_demo: request_irq %d\n", r);
	r = request_irq(49, irq_fn, 0, "sched_demo2", &dw);
	pr_info("sched_demo: request again %d\n", r);
	r = request_irq(49, irq_fn, IRQF_SHARED, "sched_demo3", NULL);
	pr_info("sched_demo: shared without dev %d\n", r);
	r = request_irq(5000, irq_fn, 0, "sched_demo4", NULL);
	pr_info("sched_demo: no such irq %d\n", r);
	r = request_irq(49, NULL, 0, "sched_demo5", NULL);
	pr_info("sched_demo: no handler %d\n", r);
	pr_info("sched_demo: dev back %d\n", free_irq(49, &rc) != NULL);
	free_irq(49, &rc);
	r = request_threaded_irq(49, NULL, irq_fn, 0, "sched_demo6", &rc);
	pr_info("sched_demo: threaded %d\n", r);
	r = request_irq(51, irq_fn, IRQF_SHARED, "sched_demo7", &rc);
	pr_info("sched_demo: taken %d\n", r);
	r = request_irq(49, irq_fn, 0, "sched_demo8", &rc);
	enable_irq(49);
	disable_irq(49);
	enable_irq(49);
	pr_info("sched_demo: back %s\n", (const char *)free_irq(49, &rc));
	refcount_dec(&rc);
	refcount_set(&rc, 0);
	refcount_inc(&rc);
	refcount_set(&rc, 0);
	r = refcount_dec_and_test(&rc);
	pr_info("sched_demo: refcount %d %d\n", r, refcount_read(&rc) < 0);
	pr_info("sched_demo: init done\n");
	return 0;
}
static void __exit sched_demo_exit(void)
{
	destroy_workqueue(ow);
	destroy_workqueue(uw);
	destroy_workqueue(bw);
	pr_info("sched_demo: exit\n");
}
module_init(sched_demo_init);
module_exit(sched_demo_exit);
MODULE_LICENSE("GPL");
