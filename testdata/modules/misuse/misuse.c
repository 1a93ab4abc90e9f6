// SPDX-License-Identifier: GPL-2.0
/* More misuse that the kernel answers with a warning or a message and an errno. */
#include <linux/module.h>
#include <linux/kobject.h>
#include <linux/proc_fs.h>
#include <linux/sysfs.h>
#include <linux/fs.h>
#include <linux/device.h>
#include <linux/slab.h>
#include <linux/cdev.h>
#include <linux/vmalloc.h>
#include <linux/workqueue.h>
#include <linux/timer.h>
#include <linux/idr.h>
#include <linux/percpu.h>
#include <linux/mutex.h>
#include <linux/kthread.h>
#include <linux/uaccess.h>
#include <linux/hrtimer.h>
#include <linux/completion.h>
#include <linux/ioport.h>

static char *what = "";
module_param(what, charp, 0);
static const struct proc_ops pops = { };
static const struct file_operations fops = { };
static struct kobject bare, kob;
static void krel(struct kobject *k) { pr_info("misuse: released\n"); }
static struct kobj_type kt = { .release = krel, .sysfs_ops = &kobj_sysfs_ops };
static bool is(const char *n) { return !strcmp(n, what); }
static struct work_struct nowork; static struct timer_list notimer; static struct device dev; static struct cdev cd;
static struct attribute *noattrs[] = { NULL }; static const struct attribute_group grp = { .name = "t_grp", .attrs = noattrs };
static DEFINE_IDR(idr);
static volatile size_t big = 64;
static int nothing(void *d) { return 7; }

static int __init t_init(void)
{
	struct kmem_cache *a, *b; int i, j; char small[16], *p; void __user *u = (void __user *)0x1000; struct kobject *k; dev_t d; struct task_struct *t; struct page *pg;
	pr_info("misuse: %s\n", what);
	if (is("vfree")) vfree((void *)0xffffe8ffffe00000UL);
	if (is("procdot")) { pr_info("%d\n", proc_mkdir("..", NULL) != NULL); pr_info("%d\n", proc_create("12345", 0444, NULL, &pops) != NULL); }
	if (is("cache4")) { a = kmem_cache_create("t_four", 4, 0, 0, NULL); pr_info("misuse: %d\n", a != NULL); kmem_cache_destroy(a); }
	if (is("cachebig")) { a = kmem_cache_create("t_big", 8 << 20, 0, 0, NULL); pr_info("misuse: %d\n", a != NULL); }
	if (is("cachenull")) { a = kmem_cache_create(NULL, 64, 0, 0, NULL); pr_info("misuse: %d\n", a != NULL); }
	if (is("cachedup")) { a = kmem_cache_create("t_dup", 72, 0, SLAB_POISON, NULL); b = kmem_cache_create("t_dup", 72, 0, SLAB_POISON, NULL); pr_info("misuse: %d %d\n", a != NULL, b != NULL); kmem_cache_destroy(b); kmem_cache_destroy(a); }
	if (is("vmalloc")) { pr_info("misuse: %d\n", vmalloc(1UL << 44) != NULL); }
	if (is("pages")) { pg = alloc_pages(GFP_KERNEL, 11); pr_info("misuse: %d\n", pg != NULL); pg = alloc_pages(GFP_KERNEL | __GFP_NOWARN, 12); pr_info("misuse: %d\n", pg != NULL); }
	if (is("get")) { kobject_get(&bare); }
	if (is("inittwice")) { kobject_init(&kob, &kt); kobject_init(&kob, &kt); kobject_put(&kob); }
	if (is("initnull")) { kobject_init(NULL, &kt); kobject_init(&bare, NULL); }
	if (is("adduninit")) { pr_info("misuse: %d\n", kobject_add(&bare, NULL, "t_x")); }
	if (is("norelease")) { k = kzalloc(sizeof(*k), GFP_KERNEL); static struct kobj_type none; kobject_init(k, &none); i = kobject_add(k, NULL, "t_norel"); pr_info("misuse: %d\n", i); kobject_put(k); }
	if (is("devnorelease")) { dev_set_name(&dev, "t_dev"); i = device_register(&dev); pr_info("misuse: %d\n", i); device_unregister(&dev); }
	if (is("devnoname")) { memset(&dev, 0, sizeof(dev)); i = device_register(&dev); pr_info("misuse: %d\n", i); put_device(&dev); }
	if (is("group")) { k = kobject_create_and_add("t_g", kernel_kobj); sysfs_remove_group(k, &grp); kobject_put(k); }
	if (is("work")) { i = schedule_work(&nowork); pr_info("misuse: %d\n", i); pr_info("misuse: %d\n", flush_work(&nowork)); pr_info("misuse: %d\n", cancel_work_sync(&nowork)); }
	if (is("timer")) { i = del_timer(&notimer); pr_info("misuse: %d\n", i); i = mod_timer(&notimer, jiffies + 1); pr_info("misuse: %d\n", i); del_timer_sync(&notimer); }
	if (is("idr")) { pr_info("misuse: %d\n", idr_alloc(&idr, &i, -1, 0, GFP_KERNEL)); pr_info("misuse: %d\n", idr_alloc(&idr, &i, 5, 5, GFP_KERNEL)); pr_info("misuse: %d\n", idr_remove(&idr, 9) == NULL); pr_info("misuse: %ld\n", PTR_ERR(idr_replace(&idr, &i, 3))); }
	if (is("percpu")) { pr_info("misuse: %d\n", __alloc_percpu(0, 1) != NULL); pr_info("misuse: %d\n", __alloc_percpu(1 << 20, 8) != NULL); pr_info("misuse: %d\n", __alloc_percpu(8, 3) != NULL); free_percpu(NULL); }
	if (is("cdev")) { cdev_init(&cd, &fops); i = cdev_add(&cd, MKDEV(0, 0), 1); j = cdev_add(&cd, MKDEV(300, 0), 0); pr_info("misuse: %d %d\n", i, j); cdev_del(&cd); i = alloc_chrdev_region(&d, 0, 0, "t_zero"); pr_info("misuse: %d\n", i); i = register_chrdev_region(MKDEV(511, 0), 3, "t_high"); j = register_chrdev_region(MKDEV(511, 2), 1, "t_in"); pr_info("misuse: %d %d\n", i, j); unregister_chrdev_region(MKDEV(511, 0), 3); i = register_chrdev_region(MKDEV(512, 0), 3, "t_high"); pr_info("misuse: %d\n", i); }
	if (is("fortify")) { strcpy(small, "0123456789"); p = small; memset(p, 'x', big); pr_info("misuse: %.3s\n", small); }
	if (is("usercopy")) { p = kmalloc(64, GFP_KERNEL); pr_info("misuse: %d\n", (int)copy_to_user(u, p, big * 4)); }
	if (is("copybig")) { p = kmalloc(64, GFP_KERNEL); pr_info("misuse: %d\n", (int)copy_from_user(p, u, big)); kfree(p); }
	if (is("kthread")) { t = kthread_create(nothing, NULL, "%s", "a_name_that_is_much_too_long_for_comm"); pr_info("misuse: %s\n", t->comm); wake_up_process(t); get_task_struct(t); i = kthread_stop(t); pr_info("misuse: %d\n", i); j = kthread_stop(t); pr_info("misuse: again %d\n", j); put_task_struct(t); t = kthread_run(NULL + 0 == NULL ? nothing : nothing, NULL, "x"); }
	if (is("region")) { pr_info("misuse: %d\n", request_mem_region(0x100000, 0x1000, "t_ram") != NULL); release_region(0x2f0, 4); release_mem_region(0x90000000, 16); pr_info("misuse: %d\n", request_region(0x60, 1, "t_kbd") != NULL); release_region(0x60, 1); }
	if (is("module")) { pr_info("misuse: %d %d\n", try_module_get(THIS_MODULE), module_refcount(THIS_MODULE)); module_put(THIS_MODULE); __module_get(THIS_MODULE); module_put(THIS_MODULE); pr_info("misuse: %d\n", module_refcount(THIS_MODULE)); }
	if (is("snprintf")) { pr_info("misuse: %d\n", snprintf(small, ((size_t)INT_MAX) + big, "abc")); pr_info("misuse: %d\n", (int)strscpy(small, "abcdef", 4)); pr_info("misuse: %s\n", small); }
	if (is("bug")) { BUG_ON(big == 64); }
	if (is("warnfmt")) { for (i = 0; i < 2; i++) { WARN_ONCE(1, "once %d\n", i); WARN(i == 1, "twice %d\n", i); } pr_info("misuse: %d\n", WARN_ON(big == 64)); }
	return is("fail") ? -ENODEV : is("positive") ? 5 : 0;
}

static void __exit t_exit(void) { pr_info("misuse: bye\n"); }
module_init(t_init);
module_exit(t_exit);
MODULE_LICENSE("GPL");
