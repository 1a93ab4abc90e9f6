#include <linux/module.h>
#include <linux/slab.h>

/* frees an object twice: the hardened free list of 6.1 stops at the second time */
static int __init double_free_init(void)
{
	void *p = kmalloc(64, GFP_KERNEL);

	kfree(p);
	pr_info("double_free: once\n");
	kfree(p);
	pr_info("double_free: twice\n");
	return 0;
}
static void __exit double_free_exit(void)
{
	pr_info("double_free: exit\n");
}
module_init(double_free_init);
module_exit(double_free_exit);
MODULE_LICENSE("GPL");
