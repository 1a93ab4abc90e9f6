#include <linux/module.h>
#include <linux/slab.h>
#include <linux/gfp.h>

/* gives a page of the page allocator to kfree */
static int __init kfree_page_init(void)
{
	kfree((void *)__get_free_page(GFP_KERNEL));
	pr_info("kfree_page: survived\n");
	return 0;
}
static void __exit kfree_page_exit(void)
{
	pr_info("kfree_page: exit\n");
}
module_init(kfree_page_init);
module_exit(kfree_page_exit);
MODULE_LICENSE("GPL");
