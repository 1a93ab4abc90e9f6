// SPDX-License-Identifier: GPL-2.0
/*
 * /dev/mmap_demo: a buffer of two pages that programs map. The offset says how: page 0 remap_pfn_range,
 * page 2 a fault handler, page 4 vm_insert_page, page 6 refused. read() shows the buffer.
 */
#include <linux/fs.h>
#include <linux/io.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/uaccess.h>

#define PAGES 2

static char *buffer;

static void demo_open(struct vm_area_struct *vma)
{
	pr_info("mmap_demo: open %lu pages\n", vma_pages(vma));
}

static void demo_close(struct vm_area_struct *vma)
{
	pr_info("mmap_demo: close %lu pages\n", vma_pages(vma));
}

static vm_fault_t demo_fault(struct vm_fault *vmf)
{
	unsigned long number = vmf->pgoff - 2;
	struct page *page;

	if (number >= PAGES)
		return VM_FAULT_SIGBUS;
	pr_info("mmap_demo: fault at page %lu\n", number);
	page = virt_to_page(buffer + number * PAGE_SIZE);
	get_page(page);
	vmf->page = page;
	return 0;
}

static const struct vm_operations_struct plain_ops = {
	.open = demo_open,
	.close = demo_close,
};

static const struct vm_operations_struct fault_ops = {
	.open = demo_open,
	.close = demo_close,
	.fault = demo_fault,
};

static int demo_mmap(struct file *file, struct vm_area_struct *vma)
{
	unsigned long size = vma->vm_end - vma->vm_start;
	unsigned long i;
	int error = 0;

	pr_info("mmap_demo: %lu pages from %lu, %s, %s\n", vma_pages(vma), vma->vm_pgoff,
		vma->vm_flags & VM_WRITE ? "write" : "read", vma->vm_flags & VM_SHARED ? "shared" : "private");
	switch (vma->vm_pgoff) {
	case 0:
		if (size > PAGES * PAGE_SIZE)
			return -EINVAL;
		vma->vm_ops = &plain_ops;
		error = remap_pfn_range(vma, vma->vm_start, virt_to_phys(buffer) >> PAGE_SHIFT, size,
					vma->vm_page_prot);
		break;
	case 2:
		vma->vm_ops = &fault_ops;
		break;
	case 4:
		vma->vm_ops = &plain_ops;
		for (i = 0; i < vma_pages(vma) && !error; i++)
			error = vm_insert_page(vma, vma->vm_start + i * PAGE_SIZE,
					       virt_to_page(buffer + i * PAGE_SIZE));
		break;
	default:
		error = -EPERM;
	}
	if (!error)
		demo_open(vma);
	return error;
}

static ssize_t demo_read(struct file *file, char __user *to, size_t size, loff_t *pos)
{
	return simple_read_from_buffer(to, size, pos, buffer, PAGES * PAGE_SIZE);
}

static const struct file_operations demo_fops = {
	.owner = THIS_MODULE,
	.read = demo_read,
	.mmap = demo_mmap,
	.llseek = default_llseek,
};

static struct miscdevice demo_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "mmap_demo",
	.fops = &demo_fops,
	.mode = 0666,
};

static int __init demo_init(void)
{
	int error;
	int i;

	buffer = alloc_pages_exact(PAGES * PAGE_SIZE, GFP_KERNEL | __GFP_ZERO);
	if (!buffer)
		return -ENOMEM;
	for (i = 0; i < PAGES; i++)
		snprintf(buffer + i * PAGE_SIZE, 16, "page %d", i);
	error = misc_register(&demo_device);
	if (error)
		free_pages_exact(buffer, PAGES * PAGE_SIZE);
	return error;
}

static void __exit demo_exit(void)
{
	misc_deregister(&demo_device);
	free_pages_exact(buffer, PAGES * PAGE_SIZE);
}

module_init(demo_init);
module_exit(demo_exit);

MODULE_DESCRIPTION("Memory that programs map");
MODULE_LICENSE("GPL");
