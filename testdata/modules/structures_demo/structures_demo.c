// SPDX-License-Identifier: GPL-2.0
/* The kernel's data structures, each used a little. */
#include <linux/module.h>
#include <linux/rbtree.h>
#include <linux/hashtable.h>
#include <linux/kfifo.h>
#include <linux/llist.h>
#include <linux/idr.h>
#include <linux/xarray.h>
#include <linux/radix-tree.h>
#include <linux/klist.h>
#include <linux/plist.h>
#include <linux/circ_buf.h>
#include <linux/bitmap.h>
#include <linux/slab.h>
#include <linux/list_sort.h>
#include <linux/sort.h>
#include <linux/bsearch.h>
#include <linux/mempool.h>
#include <linux/interval_tree.h>
#include <linux/average.h>
#include <linux/crc32.h>
#include <linux/crc-ccitt.h>
#include <linux/glob.h>
#include <linux/parser.h>
#include <linux/string_helpers.h>
#include <linux/uuid.h>
#include <linux/gcd.h>
#include <linux/lcm.h>
#include <linux/math64.h>
#include <linux/log2.h>
#include <linux/hash.h>
#include <linux/jhash.h>
#include <linux/xxhash.h>
#include <linux/siphash.h>
#include <linux/assoc_array.h>
#include <linux/scatterlist.h>
#include <linux/bitrev.h>
#include <linux/cordic.h>
#include <linux/polynomial.h>

struct item { struct rb_node rb; struct hlist_node hn; struct llist_node ll; struct list_head l; struct plist_node pl; int key; };
static DEFINE_HASHTABLE(table, 4);
static DEFINE_KFIFO(fifo, int, 8);
static LLIST_HEAD(lll);
static LIST_HEAD(items);
static DEFINE_IDR(idr);
static DEFINE_IDA(ida);
static DEFINE_XARRAY(xa);
static DEFINE_XARRAY_ALLOC(xalloc);
static RADIX_TREE(tree, GFP_KERNEL);
static struct rb_root root = RB_ROOT;
static struct item its[6];
static int keys[] = { 50, 20, 70, 10, 60, 30 };
static int cmp(const void *a, const void *b) { return *(int *)a - *(int *)b; }
static int lcmp(void *p, const struct list_head *a, const struct list_head *b) { return list_entry(a, struct item, l)->key - list_entry(b, struct item, l)->key; }
static int show(int id, void *p, void *d) { pr_info("structures_demo: idr %d -> %d\n", id, *(int *)p); return 0; }
enum { Opt_size, Opt_name, Opt_err };
static const match_table_t tokens = { { Opt_size, "size=%d" }, { Opt_name, "name=%s" }, { Opt_err, NULL } };
static void insert(struct item *n)
{
	struct rb_node **p = &root.rb_node, *parent = NULL;
	while (*p) { parent = *p; p = n->key < rb_entry(parent, struct item, rb)->key ? &parent->rb_left : &parent->rb_right; }
	rb_link_node(&n->rb, parent, p);
	rb_insert_color(&n->rb, &root);
}
static int __init t_init(void) 
{
	struct sg_table sgt, big; struct scatterlist *sg; void *sgbuf = kzalloc(64, GFP_KERNEL); int i, v, id, a[] = { 9, 3, 7, 1 };
	struct item *it; struct rb_node *n; struct llist_node *ln; void *e; unsigned long ix; u32 nid;
	DECLARE_BITMAP(bm, 70); DECLARE_BITMAP(b2, 70); char buf[64], *opts, *p; substring_t args[MAX_OPT_ARGS];
	mempool_t *mp; struct interval_tree_node in[3] = { { .start = 5, .last = 9 }, { .start = 20, .last = 30 }, { .start = 8, .last = 21 } }, *f; struct rb_root_cached ic = RB_ROOT_CACHED;

	for (i = 0; i < 6; i++) { its[i].key = keys[i]; insert(&its[i]); hash_add(table, &its[i].hn, keys[i]); llist_add(&its[i].ll, &lll); list_add_tail(&its[i].l, &items); }
	for (n = rb_first(&root); n; n = rb_next(n)) pr_cont(" %d", rb_entry(n, struct item, rb)->key);
	pr_cont("\n"); rb_erase(&its[1].rb, &root);
	for (n = rb_last(&root); n; n = rb_prev(n)) pr_cont(" %d", rb_entry(n, struct item, rb)->key);
	pr_cont("\n"); hash_for_each_possible(table, it, hn, 60) pr_info("structures_demo: hashed %d\n", it->key);
	ln = llist_del_all(&lll); ln = llist_reverse_order(ln); llist_for_each_entry(it, ln, ll) pr_cont(" %d", it->key); pr_cont("\n");
	list_sort(NULL, &items, lcmp); list_for_each_entry(it, &items, l) pr_cont(" %d", it->key); pr_cont("\n");
	for (i = 0; i < 10; i++) v = kfifo_put(&fifo, i);
	pr_info("structures_demo: fifo len %u full %d last %d\n", kfifo_len(&fifo), kfifo_is_full(&fifo), v); i = kfifo_out(&fifo, a, 3); pr_info("structures_demo: out %d %d %d %d peek %d\n", i, a[0], a[1], a[2], kfifo_peek(&fifo, &v));
	id = idr_alloc(&idr, &keys[0], 5, 0, GFP_KERNEL); v = idr_alloc_cyclic(&idr, &keys[1], 0, 10, GFP_KERNEL); pr_info("structures_demo: ids %d %d %d\n", id, v, idr_alloc(&idr, &keys[2], 5, 6, GFP_KERNEL)); idr_for_each(&idr, show, NULL);
	v = *(int *)idr_replace(&idr, &keys[3], id); i = *(int *)idr_remove(&idr, id); pr_info("structures_demo: replaced %d removed %d none %d\n", v, i, idr_find(&idr, id) == NULL); idr_destroy(&idr);
	i = ida_alloc_min(&ida, 100, GFP_KERNEL); v = ida_alloc_max(&ida, 0, GFP_KERNEL); pr_info("structures_demo: ida %d %d %d %d\n", i, v, ida_alloc_max(&ida, 0, GFP_KERNEL), ida_simple_get(&ida, 0, 0, GFP_KERNEL)); ida_destroy(&ida);
	for (i = 0; i < 200; i += 50) xa_store(&xa, i * 100, &keys[i / 50], GFP_KERNEL);
	xa_set_mark(&xa, 5000, XA_MARK_0); xa_for_each_marked(&xa, ix, e, XA_MARK_0) pr_info("structures_demo: marked %lu\n", ix);
	ix = 1; e = xa_find(&xa, &ix, ULONG_MAX, XA_PRESENT); pr_info("structures_demo: found %lu %d\n", ix, *(int *)e); e = xa_erase(&xa, 5000); pr_info("structures_demo: erased %d empty %d\n", *(int *)e, xa_empty(&xa)); xa_store_range(&xa, 1, 4, xa_mk_value(7), GFP_KERNEL); pr_info("structures_demo: value %lu\n", xa_to_value(xa_load(&xa, 3))); xa_destroy(&xa);
	i = xa_alloc(&xalloc, &nid, xa_mk_value(1), XA_LIMIT(3, 4), GFP_KERNEL); pr_info("structures_demo: xalloc %d %u", i, nid); i = xa_alloc(&xalloc, &nid, xa_mk_value(1), XA_LIMIT(3, 4), GFP_KERNEL); pr_cont(" %d %u", i, nid); i = xa_alloc(&xalloc, &nid, xa_mk_value(1), XA_LIMIT(3, 4), GFP_KERNEL); pr_cont(" %d\n", i); xa_destroy(&xalloc);
	for (i = 0; i < 3; i++) radix_tree_insert(&tree, i * 1000, &keys[i]);
	pr_info("structures_demo: radix %d dup %d\n", *(int *)radix_tree_lookup(&tree, 1000), radix_tree_insert(&tree, 1000, &keys[5])); for (i = 0; i < 3; i++) radix_tree_delete(&tree, i * 1000);
	a[3] = 1; sort(a, 4, sizeof(int), cmp, NULL); v = 2; pr_info("structures_demo: sorted %d %d %d %d found %d\n", a[0], a[1], a[2], a[3], bsearch(&v, a, 4, sizeof(int), cmp) != NULL);
	bitmap_zero(bm, 70); bitmap_set(bm, 3, 10); set_bit(64, bm); bitmap_fill(b2, 20); bitmap_xor(b2, bm, b2, 70); pr_info("structures_demo: bm %*pbl | %*pb w %d next %lu zero %lu area %lu\n", 70, bm, 70, b2, bitmap_weight(bm, 70), find_next_bit(bm, 70, 13), find_first_zero_bit(bm, 70), bitmap_find_next_zero_area(bm, 70, 0, 8, 7));
	pr_info("structures_demo: parse %d", bitmap_parselist("1,3-5,60-69:2/5", bm, 70)); pr_cont(" %*pbl\n", 70, bm);
	mp = mempool_create_kmalloc_pool(2, 64); e = mempool_alloc(mp, GFP_KERNEL); pr_info("structures_demo: pool %d\n", e != NULL); mempool_free(e, mp); mempool_destroy(mp);
	pr_info("structures_demo: crcs %08x %08x %04x\n", crc32(0, "hello", 5), crc32_be(~0, "hello", 5), crc_ccitt(0xffff, "hello", 5));
	pr_info("structures_demo: glob %d %d %d\n", glob_match("a*[!b-d]?", "axyez"), glob_match("*.ko", "x.ko"), glob_match("[", "["));
	opts = kstrdup("size=12,name=abc,what", GFP_KERNEL); e = opts; while ((p = strsep(&opts, ","))) { id = match_token(p, tokens, args); v = -1; if (id == Opt_size) match_int(&args[0], &v); else if (id == Opt_name) match_strlcpy(buf, &args[0], 64); pr_info("structures_demo: token %d %d %s\n", id, v, id == Opt_name ? buf : ""); } kfree(e);
	string_get_size(123456789, 512, STRING_UNITS_2, buf, sizeof(buf)); pr_info("structures_demo: %s", buf); string_get_size(1500, 1, STRING_UNITS_10, buf, sizeof(buf)); pr_cont(" %s\n", buf);
	v = string_escape_str("a\tb\n\x01\"", buf, 64, ESCAPE_ANY, NULL); pr_info("structures_demo: %d %.*s\n", v, v, buf); strcpy(buf, "x\\n\\x41\\101"); v = string_unescape_inplace(buf, UNESCAPE_ANY); pr_info("structures_demo: %d %*ph\n", v, v, buf);
	pr_info("structures_demo: gcd %lu lcm %lu sqrt %lu %u log %d %lu up %lu hash %u %u j %x %x\n", gcd(48, 18), lcm(4, 6), int_sqrt(99), int_sqrt64(1ULL << 40), ilog2(1000), rounddown_pow_of_two(1000), roundup_pow_of_two(1000), hash_32(7, 8), (u32)hash_64(7, 16), jhash("abc", 3, 0), jhash_2words(1, 2, 3));
	pr_info("structures_demo: sg %d", sg_alloc_table(&sgt, 3, GFP_KERNEL)); for_each_sgtable_sg(&sgt, sg, i) sg_set_buf(sg, sgbuf, 8 * (i + 1)); memset(buf, 0, 64); pr_cont(" n %d copied %zu\n", sg_nents(sgt.sgl), sg_copy_from_buffer(sgt.sgl, 3, "abcdefghijklmnopqrstuvwxyz", 20)); pr_info("structures_demo: back %zu %.10s big %d\n", sg_pcopy_to_buffer(sgt.sgl, 3, buf, 10, 5), buf, sg_alloc_table(&big, 300, GFP_KERNEL)); pr_info("structures_demo: nents %d %u\n", sg_nents(big.sgl), big.orig_nents); sg_free_table(&big); sg_free_table(&sgt); kfree(sgbuf);
	return 0;
}
struct thing { int v[10]; struct rcu_head rcu; };
static void __exit t_exit(void) { struct thing *t = kzalloc(sizeof(*t), GFP_KERNEL); kfree_rcu(t, rcu); pr_info("structures_demo: bye\n"); }
module_init(t_init);
module_exit(t_exit);
MODULE_LICENSE("GPL");
