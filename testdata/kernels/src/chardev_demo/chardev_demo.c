#include <linux/module.h>
#include <linux/fs.h>
#include <linux/cdev.h>
#include <linux/device.h>
#include <linux/uaccess.h>
#include <linux/mutex.h>
#include <linux/ioctl.h>

#define BUFSZ 256
#define CD_MAGIC 'k'
#define CD_RESET  _IO(CD_MAGIC, 0)
#define CD_GETLEN _IOR(CD_MAGIC, 1, int)
#define CD_SETLEN _IOW(CD_MAGIC, 2, int)
#define CD_XCHG   _IOWR(CD_MAGIC, 3, int)

static dev_t devno;
static struct cdev cdev;
static struct class *cls;
static char buf[BUFSZ] = "initial content\n";
static int len = 16;
static DEFINE_MUTEX(lock);

static int cd_open(struct inode *ino, struct file *f)
{
	pr_info("chardev_demo: open minor %d flags %#x\n", iminor(ino), f->f_flags & O_ACCMODE);
	return 0;
}
static int cd_release(struct inode *ino, struct file *f)
{
	pr_info("chardev_demo: release\n");
	return 0;
}
static ssize_t cd_read(struct file *f, char __user *u, size_t n, loff_t *pos)
{
	ssize_t r;

	mutex_lock(&lock);
	r = simple_read_from_buffer(u, n, pos, buf, len);
	mutex_unlock(&lock);
	pr_info("chardev_demo: read %zd pos %lld\n", r, *pos);
	return r;
}
static ssize_t cd_write(struct file *f, const char __user *u, size_t n, loff_t *pos)
{
	ssize_t r;

	if (mutex_lock_interruptible(&lock))
		return -ERESTARTSYS;
	if (f->f_flags & O_APPEND)
		*pos = len;
	if (*pos >= BUFSZ) {
		r = -ENOSPC;
		goto out;
	}
	n = min_t(size_t, n, BUFSZ - *pos);
	if (copy_from_user(buf + *pos, u, n)) {
		r = -EFAULT;
		goto out;
	}
	*pos += n;
	len = max_t(int, len, *pos);
	if (!(f->f_flags & O_APPEND))
		len = *pos;
	r = n;
out:
	mutex_unlock(&lock);
	pr_info("chardev_demo: write %zd\n", r);
	return r;
}
static loff_t cd_llseek(struct file *f, loff_t off, int whence)
{
	loff_t r = fixed_size_llseek(f, off, whence, BUFSZ);

	pr_info("chardev_demo: llseek %lld,%d -> %lld\n", off, whence, r);
	return r;
}
static long cd_ioctl(struct file *f, unsigned int cmd, unsigned long arg)
{
	int v;

	pr_info("chardev_demo: ioctl %#x\n", cmd);
	switch (cmd) {
	case CD_RESET:
		len = 0;
		return 0;
	case CD_GETLEN:
		return put_user(len, (int __user *)arg);
	case CD_SETLEN:
		if (get_user(v, (int __user *)arg))
			return -EFAULT;
		if (v < 0 || v > BUFSZ)
			return -EINVAL;
		len = v;
		return 0;
	case CD_XCHG:
		if (copy_from_user(&v, (void __user *)arg, sizeof(v)))
			return -EFAULT;
		swap(v, len);
		return copy_to_user((void __user *)arg, &v, sizeof(v)) ? -EFAULT : 0;
	}
	return -ENOTTY;
}
static const struct file_operations fops = {
	.owner = THIS_MODULE, .open = cd_open, .release = cd_release,
	.read = cd_read, .write = cd_write, .llseek = cd_llseek, .unlocked_ioctl = cd_ioctl,
};

static int __init chardev_demo_init(void)
{
	struct device *d;
	int r, i;

	r = alloc_chrdev_region(&devno, 0, 2, "chardev_demo");
	if (r)
		return r;
	cdev_init(&cdev, &fops);
	cdev.owner = THIS_MODULE;
	r = cdev_add(&cdev, devno, 2);
	if (r)
		goto err_region;
	cls = class_create("chardev_demo");
	if (IS_ERR(cls)) {
		r = PTR_ERR(cls);
		goto err_cdev;
	}
	for (i = 0; i < 2; i++) {
		d = device_create(cls, NULL, devno + i, NULL, "chardev_demo%d", i);
		if (IS_ERR(d))
			pr_err("chardev_demo: device_create: %ld\n", PTR_ERR(d));
	}
	pr_info("chardev_demo: major allocated %s, minor %d\n", MAJOR(devno) ? "yes" : "no", MINOR(devno));
	return 0;
err_cdev:
	cdev_del(&cdev);
err_region:
	unregister_chrdev_region(devno, 2);
	return r;
}
static void __exit chardev_demo_exit(void)
{
	device_destroy(cls, devno);
	device_destroy(cls, devno + 1);
	class_destroy(cls);
	cdev_del(&cdev);
	unregister_chrdev_region(devno, 2);
	pr_info("chardev_demo: gone\n");
}
module_init(chardev_demo_init);
module_exit(chardev_demo_exit);
MODULE_LICENSE("GPL");
