// SPDX-License-Identifier: GPL-2.0
/* A char device with most of its operations. */
#include <linux/module.h>
#include <linux/fs.h>
#include <linux/cdev.h>
#include <linux/device.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <linux/poll.h>
#include <linux/wait.h>
#include <linux/ioctl.h>
#include <linux/sched/signal.h>
#include <linux/uio.h>
#include <linux/mm.h>
#include <linux/capability.h>
#include <linux/version.h>

#define SIZE 64
#define T_RESET _IO('t', 0)
#define T_GET _IOR('t', 1, int)
#define T_SET _IOW('t', 2, int)
#define T_XCHG _IOWR('t', 3, int)
static dev_t first; static struct cdev cdev[3]; static struct class *cls; static char buf[SIZE]; static size_t len; static int value = 5; static DEFINE_MUTEX(lock); static DECLARE_WAIT_QUEUE_HEAD(wq); static int opens; static struct fasync_struct *fa;
static int t_open(struct inode *i, struct file *f)
{
	pr_info("chrdev_ops: open minor %u flags %o mode %x pos %lld opens %d\n", iminor(i), f->f_flags & 07777777, (__force int)f->f_mode & 3, f->f_pos, opens++);
	f->private_data = (void *)(unsigned long)iminor(i);
	if (iminor(i) == 2) return nonseekable_open(i, f);
	if (f->f_flags & O_TRUNC) len = 0;
	return 0;
}
static int t_release(struct inode *i, struct file *f) { pr_info("chrdev_ops: release %lu\n", (unsigned long)f->private_data); opens--; return -EIO; }
static int t_flush(struct file *f, fl_owner_t id) { pr_info("chrdev_ops: flush\n"); return 0; }
static ssize_t t_read(struct file *f, char __user *u, size_t n, loff_t *pos)
{
	ssize_t r;
	if (mutex_lock_interruptible(&lock)) return -ERESTARTSYS;
	while (!len) {
		mutex_unlock(&lock);
		if (f->f_flags & O_NONBLOCK) return -EAGAIN;
		if (wait_event_interruptible(wq, len)) return -ERESTARTSYS;
		mutex_lock(&lock);
	}
	r = simple_read_from_buffer(u, n, pos, buf, len);
	mutex_unlock(&lock);
	return r;
}
static ssize_t t_write(struct file *f, const char __user *u, size_t n, loff_t *pos)
{
	ssize_t r;
	mutex_lock(&lock);
	if (f->f_flags & O_APPEND) *pos = len;
	r = simple_write_to_buffer(buf, SIZE, pos, u, n);
	if (r > 0 && *pos > len) len = *pos;
	mutex_unlock(&lock);
	wake_up_interruptible(&wq); kill_fasync(&fa, SIGIO, POLL_IN);
	pr_info("chrdev_ops: wrote %zd at %lld of %zu\n", r, *pos, n);
	return r ? r : -ENOSPC;
}
static long t_ioctl(struct file *f, unsigned int cmd, unsigned long arg)
{
	int old = value;
	pr_info("chrdev_ops: ioctl nr %u dir %u size %u\n", _IOC_NR(cmd), _IOC_DIR(cmd), _IOC_SIZE(cmd));
	if (_IOC_TYPE(cmd) != 't') return -ENOTTY;
	switch (cmd) {
	case T_RESET: if (!capable(CAP_SYS_ADMIN)) return -EPERM; len = 0; memset(buf, 0, SIZE); return 0;
	case T_GET: return put_user(value, (int __user *)arg);
	case T_SET: return get_user(value, (int __user *)arg);
	case T_XCHG: if (get_user(value, (int __user *)arg)) return -EFAULT; return put_user(old, (int __user *)arg) ? -EFAULT : 3;
	}
	return -ENOTTY;
}
static __poll_t t_poll(struct file *f, poll_table *p) { poll_wait(f, &wq, p); return (len ? EPOLLIN | EPOLLRDNORM : 0) | EPOLLOUT; }
static loff_t t_llseek(struct file *f, loff_t o, int w) { loff_t r = fixed_size_llseek(f, o, w, SIZE); pr_info("chrdev_ops: llseek %lld %d -> %lld\n", o, w, r); return r; }
static int t_fasync(int fd, struct file *f, int on) { pr_info("chrdev_ops: fasync %d\n", on); return fasync_helper(fd, f, on, &fa); }
static int t_mmap(struct file *f, struct vm_area_struct *v) { pr_info("chrdev_ops: mmap %lu pages off %lu\n", vma_pages(v), v->vm_pgoff); return v->vm_pgoff ? -EINVAL : -ENODEV; }
static int t_fsync(struct file *f, loff_t a, loff_t b, int d) { pr_info("chrdev_ops: fsync %lld %d %d\n", a, b == LLONG_MAX, d); return 0; }
static const struct file_operations fops = { .owner = THIS_MODULE, .open = t_open, .release = t_release, .read = t_read, .write = t_write, .unlocked_ioctl = t_ioctl, .poll = t_poll, .llseek = t_llseek, .flush = t_flush, .fasync = t_fasync, .mmap = t_mmap, .fsync = t_fsync };
static ssize_t it_read(struct kiocb *k, struct iov_iter *to) { char z[8] = "iter\n"; size_t n; if (k->ki_pos >= 5) return 0; n = copy_to_iter(z + k->ki_pos, min_t(size_t, 5 - k->ki_pos, iov_iter_count(to)), to); k->ki_pos += n; return n; }
static ssize_t it_write(struct kiocb *k, struct iov_iter *from) { char z[16] = { 0 }; size_t n = copy_from_iter(z, min_t(size_t, 15, iov_iter_count(from)), from); pr_info("chrdev_ops: iter write %zu '%s' left %zu\n", n, z, iov_iter_count(from)); return n; }
static const struct file_operations ifops = { .owner = THIS_MODULE, .read_iter = it_read, .write_iter = it_write, .llseek = no_llseek };
static const struct file_operations nofops = { .owner = THIS_MODULE, .open = t_open };
static char *node(struct device *d, umode_t *m) { if (m) *m = 0640; return NULL; }
static ssize_t value_show(struct device *d, struct device_attribute *a, char *b) { return sysfs_emit(b, "%d %s\n", value, dev_name(d)); }
static ssize_t value_store(struct device *d, struct device_attribute *a, const char *b, size_t n) { int e = kstrtoint(b, 0, &value); return e ? e : n; }
static DEVICE_ATTR_RW(value);
static DEVICE_ATTR(wo, 0200, NULL, value_store);
static struct attribute *attrs[] = { &dev_attr_value.attr, &dev_attr_wo.attr, NULL }; static const struct attribute_group grp = { .attrs = attrs }; static const struct attribute_group *grps[] = { &grp, NULL };
static ssize_t count_show(struct class *c, struct class_attribute *a, char *b) { return sprintf(b, "%d\n", opens); }
static CLASS_ATTR_RO(count);
static int __init t_init(void)
{
	int e = alloc_chrdev_region(&first, 0, 3, "chrdev_ops"), i; struct device *d;
	if (e) return e;
	cls = class_create(THIS_MODULE, "chrdev_ops"); cls->devnode = node; e = class_create_file(cls, &class_attr_count);
	cdev_init(&cdev[0], &fops); cdev_init(&cdev[1], &ifops); cdev_init(&cdev[2], &nofops);
	for (i = 0; i < 3; i++) { cdev_add(&cdev[i], first + i, 1); d = device_create_with_groups(cls, NULL, first + i, NULL, i ? NULL : grps, "chrdev_ops%d", i); if (IS_ERR(d)) return PTR_ERR(d); }
	pr_info("chrdev_ops: minor %u e %d\n", MINOR(first), e);
	return 0;
}
static void __exit t_exit(void) { int i; for (i = 0; i < 3; i++) { device_destroy(cls, first + i); cdev_del(&cdev[i]); } class_remove_file(cls, &class_attr_count); class_destroy(cls); unregister_chrdev_region(first, 3); pr_info("chrdev_ops: bye\n"); }
module_init(t_init);
module_exit(t_exit);
MODULE_LICENSE("GPL");
