// SPDX-License-Identifier: GPL-2.0
/* Lab 11: a box office, /dev/tickets. Each write buys a ticket. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/fs.h>
#include <linux/init.h>
#include <linux/list.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/slab.h>

static int seats = 2;
module_param(seats, int, 0444);
MODULE_PARM_DESC(seats, "how many tickets there are");

static int sold;
module_param(sold, int, 0444);
MODULE_PARM_DESC(sold, "how many are sold");

struct ticket {
	struct list_head list;
	int number;
};

static LIST_HEAD(tickets);

static ssize_t tickets_write(struct file *file, const char __user *buffer, size_t size, loff_t *pos)
{
	struct ticket *ticket;
	ssize_t result = size;

	if (sold >= seats) {
		result = -ENOSPC;
		goto out;
	}
	ticket = kzalloc(sizeof(*ticket), GFP_KERNEL);
	if (!ticket) {
		result = -ENOMEM;
		goto out;
	}
	sold++;
	ticket->number = sold;
	list_add_tail(&ticket->list, &tickets);
out:
	return result;
}

static const struct file_operations tickets_fops = {
	.owner = THIS_MODULE,
	.write = tickets_write,
};

static struct miscdevice tickets_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "tickets",
	.fops = &tickets_fops,
	.mode = 0666,
};

static int __init tickets_init(void)
{
	return misc_register(&tickets_device);
}

static void __exit tickets_exit(void)
{
	struct ticket *ticket, *next;

	misc_deregister(&tickets_device);
	list_for_each_entry_safe(ticket, next, &tickets, list) {
		pr_info("ticket %d\n", ticket->number);
		kfree(ticket);
	}
}

module_init(tickets_init);
module_exit(tickets_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("A box office");
