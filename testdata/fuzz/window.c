// SPDX-License-Identifier: GPL-2.0
/* A driver with bugs that only a mapping, a parameter, a file or two processes reach: for kobox fuzz. */
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/proc_fs.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <linux/wait.h>

#define PAGES 4

static int shares = 1;
module_param(shares, int, 0444);
static char *label = "window";
module_param(label, charp, 0444);

static unsigned long pages[PAGES + 1]; /* there is none behind the last */
static char *message; /* what was written last */
static DEFINE_MUTEX(lock);
static DECLARE_WAIT_QUEUE_HEAD(written);

/* the page behind the last one is not refused */
static vm_fault_t window_fault(struct vm_fault *vmf)
{
	struct page *page;

	if (vmf->pgoff > PAGES)
		return VM_FAULT_SIGBUS;
	page = virt_to_page((void *)pages[vmf->pgoff]);
	get_page(page);
	vmf->page = page;
	return 0;
}

static const struct vm_operations_struct window_vm_ops = {
	.fault = window_fault,
};

static int window_mmap(struct file *file, struct vm_area_struct *vma)
{
	vma->vm_ops = &window_vm_ops;
	return 0;
}

/* waits for a message; the lock is not held between the look and the use */
static ssize_t window_read(struct file *file, char __user *buffer, size_t size, loff_t *pos)
{
	char *text;
	ssize_t result;

	if (!READ_ONCE(message) && (file->f_flags & O_NONBLOCK))
		return -EAGAIN;
	if (wait_event_interruptible(written, READ_ONCE(message)))
		return -ERESTARTSYS;
	text = message;
	result = min(size, strlen(text));
	if (copy_to_user(buffer, text, result))
		result = -EFAULT;
	mutex_lock(&lock);
	kfree(text);
	message = NULL;
	mutex_unlock(&lock);
	return result;
}

static ssize_t window_write(struct file *file, const char __user *buffer, size_t size, loff_t *pos)
{
	char *text = memdup_user_nul(buffer, min_t(size_t, size, 64));

	if (IS_ERR(text))
		return PTR_ERR(text);
	mutex_lock(&lock);
	if (message) {
		mutex_unlock(&lock);
		kfree(text);
		return -EBUSY;
	}
	message = text;
	mutex_unlock(&lock);
	wake_up_interruptible(&written);
	return size;
}

static const struct file_operations window_fops = {
	.owner = THIS_MODULE,
	.read = window_read,
	.write = window_write,
	.mmap = window_mmap,
};

static struct miscdevice window_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "window",
	.fops = &window_fops,
};

/* a negative number leaks */
static ssize_t window_proc_write(struct file *file, const char __user *buffer, size_t size, loff_t *pos)
{
	char digits[8] = "";
	char *copy;
	int number;

	if (size > sizeof(digits) - 1)
		return -EINVAL;
	if (copy_from_user(digits, buffer, size))
		return -EFAULT;
	if (kstrtoint(digits, 10, &number))
		return -EINVAL;
	copy = kmalloc(8, GFP_KERNEL);
	if (!copy)
		return -ENOMEM;
	if (number < 0)
		return -ERANGE;
	kfree(copy);
	return size;
}

static const struct proc_ops window_proc_ops = {
	.proc_write = window_proc_write,
};

static int __init window_init(void)
{
	int i, error;

	pr_info("shares of %d pages\n", PAGES / shares); /* 0 is not refused */
	for (i = 0; i < PAGES; i++) {
		pages[i] = get_zeroed_page(GFP_KERNEL);
		if (!pages[i]) {
			error = -ENOMEM;
			goto free;
		}
	}
	error = misc_register(&window_device);
	if (error)
		goto free;
	if (!proc_create("window", 0666, NULL, &window_proc_ops)) {
		misc_deregister(&window_device);
		error = -ENOMEM;
		goto free;
	}
	return 0;
free:
	while (i--)
		free_page(pages[i]);
	return error;
}

static void __exit window_exit(void)
{
	int i;

	remove_proc_entry("window", NULL);
	misc_deregister(&window_device);
	for (i = 0; i < PAGES; i++)
		free_page(pages[i]);
	kfree(message);
}

module_init(window_init);
module_exit(window_exit);
MODULE_DESCRIPTION("Bugs for a fuzzer");
MODULE_LICENSE("GPL");
