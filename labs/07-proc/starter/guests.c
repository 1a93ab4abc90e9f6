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
	/* TODO (step 3): one line for the guest that v stands for */
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
	/* TODO (step 2): a new guest at the end of the list; (step 4): refuse names that are too long */
	return size;
}

static const struct proc_ops __maybe_unused guests_ops = {
	.proc_open = guests_open,
	.proc_read = seq_read,
	.proc_lseek = seq_lseek,
	.proc_write = guests_write,
	.proc_release = seq_release,
};

static int __init guests_init(void)
{
	/* TODO (step 1): make /proc/guests */
	return 0;
}

static void __exit guests_exit(void)
{
	/* TODO (step 1): remove it; (step 5): free the guests */
}

module_init(guests_init);
module_exit(guests_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("A list of guests in /proc");
