// SPDX-License-Identifier: GPL-2.0
/* Lab 14: an init function that needs four things, each of which may fail. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/fs.h>
#include <linux/init.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/proc_fs.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

static char *drawer;
static struct workqueue_struct *queue;

static const struct file_operations desk_fops = {
	.owner = THIS_MODULE,
};

static struct miscdevice desk_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "desk",
	.fops = &desk_fops,
};

static const struct proc_ops desk_proc = {
};

static int __init desk_init(void)
{
	int error = -ENOMEM;

	drawer = kmalloc(4096, GFP_KERNEL);
	if (!drawer)
		return error;
	queue = alloc_workqueue("desk", 0, 0);
	if (!queue)
		goto free_drawer;
	error = misc_register(&desk_device);
	if (error)
		goto destroy_queue;
	error = -ENOMEM;
	if (!proc_create("desk", 0444, NULL, &desk_proc))
		goto deregister;
	pr_info("ready\n");
	return 0;

deregister:
	misc_deregister(&desk_device);
destroy_queue:
	destroy_workqueue(queue);
free_drawer:
	kfree(drawer);
	return error;
}

static void __exit desk_exit(void)
{
	remove_proc_entry("desk", NULL);
	misc_deregister(&desk_device);
	destroy_workqueue(queue);
}

module_init(desk_init);
module_exit(desk_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("A desk");
