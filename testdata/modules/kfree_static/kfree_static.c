#include <linux/module.h>
#include <linux/slab.h>

/* gives the module's own data to kfree */
static char data[64];

static int __init kfree_static_init(void)
{
	kfree(data);
	pr_info("kfree_static: survived\n");
	return 0;
}
static void __exit kfree_static_exit(void)
{
	pr_info("kfree_static: exit\n");
}
module_init(kfree_static_init);
module_exit(kfree_static_exit);
MODULE_LICENSE("GPL");
