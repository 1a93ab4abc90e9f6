#define pr_fmt(fmt) "versions: " fmt
// One module for the kernels 6.1 to 7.x: parameters, memory of every kind, lists, a timer, an hrtimer, work.
#include <linux/delay.h>
#include <linux/hrtimer.h>
#include <linux/init.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/mutex.h>
#include <linux/percpu.h>
#include <linux/slab.h>
#include <linux/timer.h>
#include <linux/version.h>
#include <linux/vmalloc.h>
#include <linux/workqueue.h>

static int count = 3;
module_param(count, int, 0644);
static char *label = "none";
module_param(label, charp, 0444);
static int sizes[4] = {16, 200, 5000};
static int n_sizes = 3;
module_param_array(sizes, int, &n_sizes, 0444);
static bool loud;
module_param(loud, bool, 0444);

struct item {
	struct list_head link;
	int number;
};

static LIST_HEAD(items);
static DEFINE_MUTEX(items_lock);
static struct kmem_cache *cache;
static int __percpu *hits;
static struct timer_list timer;
static struct hrtimer hrtimer;
static int fired, hr_fired;
static struct workqueue_struct *queue;

static void work_fn(struct work_struct *work)
{
	this_cpu_inc(*hits);
}
static DECLARE_WORK(work, work_fn);

static void timer_fn(struct timer_list *t)
{
	if (++fired < count)
		mod_timer(t, jiffies + msecs_to_jiffies(20));
}

static enum hrtimer_restart hrtimer_fn(struct hrtimer *t)
{
	hr_fired++;
	return HRTIMER_NORESTART;
}

static int memory(void)
{
	struct page *pages;
	char *p;
	int i;

	for (i = 0; i < n_sizes; i++) {
		p = kzalloc(sizes[i], GFP_KERNEL);
		if (!p)
			return -ENOMEM;
		pr_info("kzalloc %d: %zu\n", sizes[i], ksize(p));
		kfree(p);
	}
	p = krealloc(kmemdup("abcdef", 7, GFP_KERNEL), 64, GFP_KERNEL);
	pr_info("krealloc %s\n", p);
	kfree(p);
	p = vmalloc(3 * PAGE_SIZE);
	pr_info("vmalloc %d\n", is_vmalloc_addr(p));
	vfree(p);
	p = kvmalloc(64, GFP_KERNEL);
	pr_info("kvmalloc %d\n", is_vmalloc_addr(p));
	kvfree(p);
	pages = alloc_pages(GFP_KERNEL | __GFP_COMP, 2);
	pr_info("pages order %u, tail's head %d\n", compound_order(pages), compound_head(pages + 3) == pages);
	__free_pages(pages, 2);
	return 0;
}

static int __init versions_init(void)
{
	struct item *item;
	int i, sum = 0, err;

	pr_info("count=%d label=%s sizes=%d loud=%d\n", count, label, n_sizes, loud);
	err = memory();
	if (err)
		return err;
	cache = kmem_cache_create("versions_item", sizeof(struct item), 0, SLAB_HWCACHE_ALIGN, NULL);
	hits = alloc_percpu(int);
	queue = alloc_workqueue("versions_%d", WQ_UNBOUND, 1, 7);
	if (!cache || !hits || !queue)
		return -ENOMEM;
	mutex_lock(&items_lock);
	for (i = 0; i < count; i++) {
		item = kmem_cache_zalloc(cache, GFP_KERNEL);
		item->number = i;
		list_add_tail(&item->link, &items);
	}
	list_for_each_entry(item, &items, link)
		sum += item->number;
	mutex_unlock(&items_lock);
	queue_work(queue, &work);
	timer_setup(&timer, timer_fn, 0);
	mod_timer(&timer, jiffies + msecs_to_jiffies(20));
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 15, 0)
	hrtimer_setup(&hrtimer, hrtimer_fn, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
#else
	hrtimer_init(&hrtimer, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
	hrtimer.function = hrtimer_fn;
#endif
	hrtimer_start(&hrtimer, ms_to_ktime(5), HRTIMER_MODE_REL);
	msleep(40 * count + 100);
	flush_workqueue(queue);
	pr_info("sum %d, timer %d, hrtimer %d, work %d\n", sum, fired, hr_fired, *per_cpu_ptr(hits, 0));
	return 0;
}

static void __exit versions_exit(void)
{
	struct item *item, *next;

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 15, 0)
	timer_delete_sync(&timer);
#else
	del_timer_sync(&timer);
#endif
	hrtimer_cancel(&hrtimer);
	destroy_workqueue(queue);
	list_for_each_entry_safe(item, next, &items, link) {
		list_del(&item->link);
		kmem_cache_free(cache, item);
	}
	kmem_cache_destroy(cache);
	free_percpu(hits);
	pr_info("bye\n");
}

module_init(versions_init);
module_exit(versions_exit);
MODULE_LICENSE("GPL");
