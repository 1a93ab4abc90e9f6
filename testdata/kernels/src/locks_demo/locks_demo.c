#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/spinlock.h>
#include <linux/rwsem.h>
#include <linux/semaphore.h>
#include <linux/rcupdate.h>
#include <linux/seqlock.h>
#include <linux/refcount.h>
#include <linux/kref.h>
#include <linux/slab.h>
#include <linux/srcu.h>
#include <linux/bitops.h>

static DEFINE_MUTEX(m);
static DEFINE_SPINLOCK(sl);
static DEFINE_RWLOCK(rl);
static DECLARE_RWSEM(rs);
static DEFINE_SEMAPHORE(sem, 1);
static DEFINE_SEQLOCK(sq);
DEFINE_STATIC_SRCU(srcu);
static atomic_t a = ATOMIC_INIT(1);
static atomic64_t a64 = ATOMIC64_INIT(1);
struct node { int v; struct rcu_head rcu; struct kref k; };
static struct node __rcu *gp;

static void node_free(struct rcu_head *h)
{
	struct node *n = container_of(h, struct node, rcu);

	pr_info("locks_demo: rcu callback frees %d\n", n->v);
	kfree(n);
}
static void k_release(struct kref *k) { pr_info("locks_demo: kref released\n"); }

static int __init locks_demo_init(void)
{
	struct node *n, *o;
	unsigned long flags, bits = 0;
	refcount_t rc = REFCOUNT_INIT(1);
	struct kref k;
	unsigned int seq;
	int v, idx;

	mutex_lock(&m);
	pr_info("locks_demo: mutex locked=%d trylock=%d\n", mutex_is_locked(&m), mutex_trylock(&m));
	mutex_unlock(&m);
	spin_lock_irqsave(&sl, flags);
	pr_info("locks_demo: in atomic: irqs_disabled=%d\n", irqs_disabled());
	spin_unlock_irqrestore(&sl, flags);
	spin_lock_bh(&sl); spin_unlock_bh(&sl);
	read_lock(&rl); read_unlock(&rl); write_lock_irq(&rl); write_unlock_irq(&rl);
	down_read(&rs); pr_info("locks_demo: rwsem write trylock under read=%d\n", down_write_trylock(&rs)); up_read(&rs);
	down_write(&rs); downgrade_write(&rs); up_read(&rs);
	down(&sem); pr_info("locks_demo: down_trylock=%d\n", down_trylock(&sem)); up(&sem);
	write_seqlock(&sq); write_sequnlock(&sq);
	do { seq = read_seqbegin(&sq); v = atomic_read(&a); } while (read_seqretry(&sq, seq));
	pr_info("locks_demo: add_return=%d dec_and_test=%d cmpxchg=%d xchg=%d fetch_or=%d\n",
		atomic_add_return(4, &a), atomic_dec_and_test(&a), atomic_cmpxchg(&a, 4, 9), atomic_xchg(&a, 0x10), atomic_fetch_or(3, &a));
	pr_info("locks_demo: a=%#x a64=%lld inc_not_zero=%d\n", atomic_read(&a), atomic64_add_return(1LL << 40, &a64), atomic_inc_not_zero(&a));
	set_bit(3, &bits); __set_bit(5, &bits); change_bit(5, &bits);
	pr_info("locks_demo: bits=%#lx tset=%d tclear=%d ffs=%lu fls=%d hweight=%lu\n", bits, test_and_set_bit(7, &bits), test_and_clear_bit(3, &bits), __ffs(bits), fls64(bits), hweight_long(bits));
	refcount_inc(&rc);
	pr_info("locks_demo: refcount %u, dec_and_test %d %d\n", refcount_read(&rc), refcount_dec_and_test(&rc), refcount_dec_and_test(&rc));
	kref_init(&k); kref_get(&k); kref_put(&k, k_release); kref_put(&k, k_release);

	n = kzalloc(sizeof(*n), GFP_KERNEL); n->v = 1; rcu_assign_pointer(gp, n);
	rcu_read_lock(); pr_info("locks_demo: rcu sees %d\n", rcu_dereference(gp)->v); rcu_read_unlock();
	o = n; n = kzalloc(sizeof(*n), GFP_KERNEL); n->v = 2; rcu_assign_pointer(gp, n);
	synchronize_rcu(); kfree(o);
	o = n; n = kzalloc(sizeof(*n), GFP_KERNEL); n->v = 3; rcu_assign_pointer(gp, n);
	call_rcu(&o->rcu, node_free); rcu_barrier();
	idx = srcu_read_lock(&srcu); srcu_read_unlock(&srcu, idx); synchronize_srcu(&srcu);
	pr_info("locks_demo: init done v=%d\n", v);
	return 0;
}
static void __exit locks_demo_exit(void)
{
	struct node *n = rcu_dereference_protected(gp, 1);

	RCU_INIT_POINTER(gp, NULL);
	kfree_rcu(n, rcu);
	rcu_barrier();
	pr_info("locks_demo: exit\n");
}
module_init(locks_demo_init);
module_exit(locks_demo_exit);
MODULE_LICENSE("GPL");
