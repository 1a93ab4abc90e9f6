// SPDX-License-Identifier: GPL-2.0
/* Lab 7: a list of guests in /proc/guests. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/init.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/proc_fs.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#define LONGEST 31

struct guest {
	struct list_head list;
	char name[LONGEST + 1];
};

static LIST_HEAD(guests);

static void *guests_start(struct seq_file *m, loff_t *pos)
{
	return seq_list_start(&guests, *pos);
}

static void *guests_next(struct seq_file *m, void *v, loff_t *pos)
{
	return seq_list_next(v, &guests, pos);
}

static void guests_stop(struct seq_file *m, void *v)
{
}

static int guests_show(struct seq_file *m, void *v)
{
	struct guest *guest = list_entry(v, struct guest, list);

	seq_printf(m, "%s\n", guest->name);
	return 0;
}

static const struct seq_operations guests_seq = {
	.start = guests_start,
	.next = guests_next,
	.stop = guests_stop,
	.show = guests_show,
};

static int guests_open(struct inode *inode, struct file *file)
{
	return seq_open(file, &guests_seq);
}

static ssize_t guests_write(struct file *file, const char __user *buffer, size_t size, loff_t *pos)
{
	struct guest *guest;

	if (size == 0 || size > LONGEST)
		return -EINVAL;
	guest = kzalloc(sizeof(*guest), GFP_KERNEL);
	if (!guest)
		return -ENOMEM;
	if (copy_from_user(guest->name, buffer, size)) {
		kfree(guest);
		return -EFAULT;
	}
	strim(guest->name);
	kfree(guest);
	return size;
}

static const struct proc_ops guests_ops = {
	.proc_open = guests_open,
	.proc_read = seq_read,
	.proc_lseek = seq_lseek,
	.proc_write = guests_write,
	.proc_release = seq_release,
};

static int __init guests_init(void)
{
	return proc_create("guests", 0644, NULL, &guests_ops) ? 0 : -ENOMEM;
}

static void __exit guests_exit(void)
{
	struct guest *guest, *next;

	remove_proc_entry("guests", NULL);
	list_for_each_entry_safe(guest, next, &guests, list)
		kfree(guest);
}

module_init(guests_init);
module_exit(guests_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("A list of guests in /proc");
