#include <linux/module.h>
#include <linux/slab.h>
static int *volatile p; static char *volatile q;
static int __init kd_init(void)
{
	p = kmalloc(40, GFP_KERNEL); q = kmalloc(10, GFP_KERNEL);
	p[3] = 7;
	pr_info("kd: past %d\n", q[10]);
	pr_info("kd: past int %d\n", p[10]);
	kfree(p);
	pr_info("kd: freed %d\n", p[3]);
	p[4] = 1;
	kfree(q);
	return 0;
}
static void __exit kd_exit(void) { }
module_init(kd_init); module_exit(kd_exit);
MODULE_LICENSE("GPL");
