#include <linux/module.h>
#include <linux/proc_fs.h>
#include <linux/device.h>
#include <linux/kobject.h>
#include <linux/llist.h>
static struct device dev; static struct kobject a, b; static LLIST_HEAD(l); static struct llist_node n[3];
static bool run; module_param(run, bool, 0);
static int __init t_init(void)
{
	struct proc_dir_entry *d; struct llist_node *x; int i;
	if (!run)
		return 0;
	d = proc_mkdir("t_dup", NULL); pr_info("misuse_refs: mkdir %d\n", proc_mkdir("t_dup", NULL) != NULL); pr_info("misuse_refs: symlink %d\n", proc_symlink("t_dup", NULL, "x") != NULL); proc_remove(d);
	kobject_put(&a); pr_info("misuse_refs: put %x\n", a.kref.refcount.refs.counter);
	kobject_get(&b); pr_info("misuse_refs: got %x\n", b.kref.refcount.refs.counter);
	get_device(&dev); pr_info("misuse_refs: dev %x\n", dev.kobj.kref.refcount.refs.counter);
	for (i = 0; i < 3; i++) llist_add(&n[i], &l); x = llist_del_first(&l); pr_info("misuse_refs: first %d\n", (int)(x - n)); llist_del_first(&l); llist_del_first(&l); pr_info("misuse_refs: none %d empty %d\n", llist_del_first(&l) == NULL, llist_empty(&l));
	return 0;
}
static void __exit t_exit(void) { pr_info("misuse_refs: bye\n"); }
module_init(t_init); module_exit(t_exit); MODULE_LICENSE("GPL");
