// SPDX-License-Identifier: GPL-2.0
/*
 * /dev/mailbox: each write is a message, each read takes the oldest one. Readers wait for a message,
 * writers get ENOSPC when the box is full. Messages that wait too long are counted in sysfs.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/fs.h>
#include <linux/list.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/poll.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/uaccess.h>
#include <linux/wait.h>

#include "mailbox.h"

static int capacity = 4;
module_param(capacity, int, 0444);
MODULE_PARM_DESC(capacity, "how many messages may wait");

struct message {
	struct list_head list;
	size_t length;
	char text[];
};

/* one open file */
struct client {
	unsigned int received;
	char label[MAILBOX_LABEL_SIZE];
};

static LIST_HEAD(messages);
static int count;
static DEFINE_MUTEX(lock); /* of the list and the count */
static DECLARE_WAIT_QUEUE_HEAD(arrived);

static unsigned int idle_seconds;
static DEFINE_SPINLOCK(idle_lock);
static struct timer_list idle_timer;

static void mailbox_idle(struct timer_list *timer)
{
	spin_lock(&idle_lock);
	idle_seconds++;
	spin_unlock(&idle_lock);
	mod_timer(timer, jiffies + HZ);
}

static void mailbox_busy(void)
{
	spin_lock_bh(&idle_lock);
	idle_seconds = 0;
	spin_unlock_bh(&idle_lock);
}

/* The lock is held. */
static struct message *mailbox_take(void)
{
	struct message *message = list_first_entry_or_null(&messages, struct message, list);

	if (message) {
		list_del(&message->list);
		count--;
	}
	return message;
}

static void mailbox_clear(void)
{
	struct message *message;

	mutex_lock(&lock);
	while ((message = mailbox_take()))
		kfree(message);
	mutex_unlock(&lock);
}

static int mailbox_open(struct inode *inode, struct file *file)
{
	struct client *client = kzalloc(sizeof(*client), GFP_KERNEL);

	if (!client)
		return -ENOMEM;
	strscpy(client->label, "nobody", sizeof(client->label));
	file->private_data = client;
	return nonseekable_open(inode, file);
}

static int mailbox_release(struct inode *inode, struct file *file)
{
	struct client *client = file->private_data;

	pr_debug("%s received %u\n", client->label, client->received);
	client->received = 0;
	kfree(client);
	return 0;
}

static ssize_t mailbox_write(struct file *file, const char __user *text, size_t length, loff_t *pos)
{
	struct message *message;
	int result = 0;

	if (length == 0 || length > MAILBOX_LONGEST)
		return -EINVAL;
	message = kmalloc(struct_size(message, text, length), GFP_KERNEL);
	if (!message)
		return -ENOMEM;
	if (copy_from_user(message->text, text, length)) {
		kfree(message);
		return -EFAULT;
	}
	message->length = length;

	mutex_lock(&lock);
	if (count < capacity) {
		list_add_tail(&message->list, &messages);
		count++;
	} else {
		result = -ENOSPC;
	}
	mutex_unlock(&lock);
	if (result) {
		kfree(message);
		return result;
	}
	mailbox_busy();
	wake_up_interruptible(&arrived);
	return length;
}

static ssize_t mailbox_read(struct file *file, char __user *buffer, size_t size, loff_t *pos)
{
	struct client *client = file->private_data;
	struct message *message;
	ssize_t result;

	for (;;) {
		mutex_lock(&lock);
		message = mailbox_take();
		mutex_unlock(&lock);
		if (message)
			break;
		if (file->f_flags & O_NONBLOCK)
			return -EAGAIN;
		if (wait_event_interruptible(arrived, READ_ONCE(count) > 0))
			return -ERESTARTSYS;
	}
	result = min(size, message->length);
	if (copy_to_user(buffer, message->text, result))
		result = -EFAULT;
	else
		client->received++;
	kfree(message);
	mailbox_busy();
	return result;
}

static __poll_t mailbox_poll(struct file *file, poll_table *wait)
{
	__poll_t events = 0;

	poll_wait(file, &arrived, wait);
	mutex_lock(&lock);
	if (count > 0)
		events |= EPOLLIN | EPOLLRDNORM;
	if (count < capacity)
		events |= EPOLLOUT | EPOLLWRNORM;
	mutex_unlock(&lock);
	return events;
}

static long mailbox_label(struct client *client, const char __user *name)
{
	char label[MAILBOX_LABEL_SIZE];
	long length = strncpy_from_user(label, name, sizeof(label));

	if (length < 0)
		return length;
	if (length >= sizeof(client->label))
		return -ENAMETOOLONG;
	memcpy(client->label, label, length + 1);
	return 0;
}

static long mailbox_ioctl(struct file *file, unsigned int command, unsigned long argument)
{
	switch (command) {
	case MAILBOX_COUNT:
		return put_user(READ_ONCE(count), (int __user *)argument);
	case MAILBOX_CLEAR:
		mailbox_clear();
		return 0;
	case MAILBOX_LABEL:
		return mailbox_label(file->private_data, (const char __user *)argument);
	default:
		return -ENOTTY;
	}
}

static const struct file_operations mailbox_fops = {
	.owner = THIS_MODULE,
	.open = mailbox_open,
	.release = mailbox_release,
	.read = mailbox_read,
	.write = mailbox_write,
	.poll = mailbox_poll,
	.unlocked_ioctl = mailbox_ioctl,
	.llseek = no_llseek,
};

static ssize_t idle_show(struct device *device, struct device_attribute *attribute, char *buffer)
{
	unsigned int seconds;

	spin_lock_bh(&idle_lock);
	seconds = idle_seconds;
	spin_unlock_bh(&idle_lock);
	return sysfs_emit(buffer, "%u\n", seconds);
}
static DEVICE_ATTR_RO(idle);

static struct attribute *mailbox_attrs[] = {
	&dev_attr_idle.attr,
	NULL,
};
ATTRIBUTE_GROUPS(mailbox);

static struct miscdevice mailbox_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "mailbox",
	.fops = &mailbox_fops,
	.groups = mailbox_groups,
	.mode = 0666,
};

static int __init mailbox_init(void)
{
	int error;

	if (capacity < 1) {
		pr_err("capacity %d: must be at least 1\n", capacity);
		return -EINVAL;
	}
	timer_setup(&idle_timer, mailbox_idle, 0);
	error = misc_register(&mailbox_device);
	if (error)
		return error;
	mod_timer(&idle_timer, jiffies + HZ);
	pr_info("room for %d messages\n", capacity);
	return 0;
}

static void __exit mailbox_exit(void)
{
	misc_deregister(&mailbox_device);
	del_timer_sync(&idle_timer);
	mailbox_clear();
}

module_init(mailbox_init);
module_exit(mailbox_exit);

MODULE_DESCRIPTION("A mailbox for messages between processes");
MODULE_LICENSE("GPL");
