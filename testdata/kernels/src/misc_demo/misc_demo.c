#include <linux/module.h>
#include <linux/miscdevice.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/poll.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <linux/uio.h>
#include <linux/wait.h>

/* misc_queue: a pipe of 64 bytes with blocking readers, poll and fasync; misc_iter: read_iter and write_iter */

static char queue[64];
static int used;
static DECLARE_WAIT_QUEUE_HEAD(readers);
static struct fasync_struct *async;

static int q_open(struct inode *ino, struct file *f)
{
	struct miscdevice *m = f->private_data;

	pr_info("misc_demo: open %s dynamic %d %pD flags %#x\n", m->name, m->minor < 128, f, f->f_flags & O_NONBLOCK);
	return stream_open(ino, f);
}
static int q_fasync(int fd, struct file *f, int on)
{
	pr_info("misc_demo: fasync %d\n", on);
	return fasync_helper(fd, f, on, &async);
}
static int q_flush(struct file *f, fl_owner_t id)
{
	pr_info("misc_demo: flush\n");
	return 0;
}
static int q_release(struct inode *ino, struct file *f)
{
	q_fasync(-1, f, 0);
	pr_info("misc_demo: release\n");
	return 0;
}
static ssize_t q_read(struct file *f, char __user *u, size_t n, loff_t *pos)
{
	if (pos)
		pr_info("misc_demo: a stream has a position?\n");
	if (!used && (f->f_flags & O_NONBLOCK))
		return -EAGAIN;
	if (wait_event_interruptible(readers, used))
		return -ERESTARTSYS;
	n = min_t(size_t, n, used);
	if (copy_to_user(u, queue, n))
		return -EFAULT;
	memmove(queue, queue + n, used - n);
	used -= n;
	return n;
}
static ssize_t q_write(struct file *f, const char __user *u, size_t n, loff_t *pos)
{
	if (used == sizeof(queue))
		return -ENOSPC;
	n = min_t(size_t, n, sizeof(queue) - used);
	if (copy_from_user(queue + used, u, n))
		return -EFAULT;
	used += n;
	wake_up_interruptible(&readers);
	kill_fasync(&async, SIGIO, POLL_IN);
	return n;
}
static __poll_t q_poll(struct file *f, poll_table *p)
{
	__poll_t r = 0;

	poll_wait(f, &readers, p);
	if (used)
		r |= EPOLLIN | EPOLLRDNORM;
	if (used < sizeof(queue))
		r |= EPOLLOUT | EPOLLWRNORM;
	return r;
}
static const struct file_operations q_fops = {
	.owner = THIS_MODULE, .open = q_open, .release = q_release, .flush = q_flush, .read = q_read,
	.write = q_write, .poll = q_poll, .fasync = q_fasync, .llseek = noop_llseek,
};
static struct miscdevice q_dev = { .minor = MISC_DYNAMIC_MINOR, .name = "misc_queue", .fops = &q_fops, .mode = 0660 };

static char text[32] = "iterated\n";
static size_t len = 9;

static ssize_t i_read(struct kiocb *k, struct iov_iter *to)
{
	size_t n;

	pr_info("misc_demo: read_iter pos %lld count %zu append %d\n", k->ki_pos, iov_iter_count(to), !!(k->ki_flags & IOCB_APPEND));
	if (k->ki_pos >= len)
		return 0;
	n = copy_to_iter(text + k->ki_pos, min_t(size_t, len - k->ki_pos, iov_iter_count(to)), to);
	if (!n)
		return -EFAULT;
	k->ki_pos += n;
	return n;
}
static ssize_t i_write(struct kiocb *k, struct iov_iter *from)
{
	size_t n = iov_iter_count(from);

	if (k->ki_flags & IOCB_APPEND)
		k->ki_pos = len;
	if (k->ki_pos >= sizeof(text))
		return -EFBIG;
	n = copy_from_iter(text + k->ki_pos, min_t(size_t, sizeof(text) - k->ki_pos, n), from);
	if (!n)
		return -EFAULT;
	k->ki_pos += n;
	len = k->ki_pos;
	return n;
}
static const struct file_operations i_fops = {
	.owner = THIS_MODULE, .read_iter = i_read, .write_iter = i_write, .llseek = default_llseek,
};
static struct miscdevice i_dev = { .minor = MISC_DYNAMIC_MINOR, .name = "misc_iter", .nodename = "demo/iter", .fops = &i_fops };
static struct miscdevice fixed = { .minor = 200, .name = "misc_fixed", .fops = &i_fops };
static struct miscdevice taken = { .minor = 200, .name = "misc_taken", .fops = &i_fops };

static int __init misc_demo_init(void)
{
	int r = misc_register(&q_dev);

	if (r)
		return r;
	r = misc_register(&i_dev);
	if (!r)
		r = misc_register(&fixed);
	pr_info("misc_demo: taken: %d\n", misc_register(&taken));
	return r;
}
static void __exit misc_demo_exit(void)
{
	misc_deregister(&fixed);
	misc_deregister(&i_dev);
	misc_deregister(&q_dev);
}
module_init(misc_demo_init);
module_exit(misc_demo_exit);
MODULE_LICENSE("GPL");
