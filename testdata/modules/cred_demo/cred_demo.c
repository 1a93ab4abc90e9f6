#include <linux/module.h>
#include <linux/cred.h>
#include <linux/ioport.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/wait_bit.h>
#include <linux/kthread.h>
#include <linux/delay.h>
#include <linux/rtmutex.h>
#include <linux/percpu_counter.h>
#include <linux/pid.h>
#include <linux/uidgid.h>
static DEFINE_RT_MUTEX(rtm);
static int flag; static unsigned long word;
static int setter(void *d) { rt_mutex_lock(&rtm); pr_info("cred_demo: setter has it\n"); rt_mutex_unlock(&rtm); flag = 1; wake_up_var(&flag); return 0; }
static int clearer(void *d) { msleep(20); clear_and_wake_up_bit(2, &word); return 0; }
static int __init cd_init(void)
{
	struct cred *n = prepare_creds(); const struct cred *o; struct resource *r, a = { .name = "cred_a", .start = 0x2000000000, .end = 0x2000000fff, .flags = IORESOURCE_MEM }; struct percpu_counter pc;
	struct task_struct *t;
	pr_info("cred_demo: uid %u usage %d\n", from_kuid(&init_user_ns, n->uid), *(int *)&n->usage);
	n->uid = make_kuid(&init_user_ns, 1000); n->euid = n->fsuid = n->uid;
	o = override_creds(n);
	pr_info("cred_demo: now %u real %u munged %u\n", from_kuid(&init_user_ns, current_uid()), from_kuid(&init_user_ns, current_real_cred()->uid), from_kuid_munged(&init_user_ns, current_euid()));
	pr_info("cred_demo: fscmp %d %d\n", cred_fscmp(o, n), cred_fscmp(n, o));
	revert_creds(o);
	pr_info("cred_demo: back %u usage %d\n", from_kuid(&init_user_ns, current_uid()), *(int *)&n->usage);
	put_cred(n);
	n = prepare_kernel_cred(NULL); pr_info("cred_demo: kernel cred %u\n", n ? from_kuid(&init_user_ns, n->uid) : 99); abort_creds(n);
	pr_info("cred_demo: parent %s thread parent %s\n", current->parent->pid ? "a program" : "idle", pid_task(find_vpid(2), PIDTYPE_PID)->comm);
	t = kthread_run(clearer, NULL, "cred_clearer"); pr_info("cred_demo: kthread parent %s flags %d\n", t->parent->comm, !!(t->flags & PF_KTHREAD));
	word = 4;
	pr_info("cred_demo: wait timeout %d\n", wait_on_bit_timeout(&word, 2, TASK_UNINTERRUPTIBLE, 2));
	pr_info("cred_demo: wait %d\n", wait_on_bit(&word, 2, TASK_UNINTERRUPTIBLE));
	pr_info("cred_demo: lock %d word %lx\n", wait_on_bit_lock(&word, 2, TASK_UNINTERRUPTIBLE), word);
	rt_mutex_lock(&rtm); kthread_run(setter, NULL, "cred_setter"); msleep(10); pr_info("cred_demo: i have it\n"); rt_mutex_unlock(&rtm);
	wait_var_event(&flag, flag); pr_info("cred_demo: var %d\n", flag);
	pr_info("cred_demo: request %d again %d\n", request_resource(&iomem_resource, &a), request_resource(&iomem_resource, &a));
	r = __request_region(&iomem_resource, 0x2000000800, 0x100, "cred_inner", 0); pr_info("cred_demo: inner %d parent %s\n", !!r, r ? r->parent->name : "");
	r = __request_region(&iomem_resource, 0x2000000880, 0x10, "cred_busy", 0); pr_info("cred_demo: busy %d\n", !!r);
	__release_region(&iomem_resource, 0x2000000800, 0x80);
	__release_region(&iomem_resource, 0x2000000800, 0x100);
	pr_info("cred_demo: release %d\n", release_resource(&a));
	percpu_counter_init(&pc, 0, GFP_KERNEL); percpu_counter_add(&pc, 31); percpu_counter_set(&pc, 7); percpu_counter_sub(&pc, 40);
	pr_info("cred_demo: count %lld cmp %d %d\n", percpu_counter_read(&pc), percpu_counter_compare(&pc, -33), percpu_counter_compare(&pc, 0)); percpu_counter_destroy(&pc);
	return 0;
}
static void __exit cd_exit(void) { }
module_init(cd_init); module_exit(cd_exit);
MODULE_LICENSE("GPL");
