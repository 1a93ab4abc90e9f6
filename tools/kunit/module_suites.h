/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The KUnit suites of a module, in a kernel whose struct module does not have
 * them: find_module_sections() of kernel/module/main.c fills in
 * mod->kunit_suites with CONFIG_KUNIT only. kunit_test_suites() puts arrays into
 * the section .kunit_test_suites, one after the other; their names tell where
 * that begins and ends.
 */
#include <linux/module.h>
#include <linux/string.h>

#define KUNIT_SUITES_ARRAY "__UNIQUE_ID_array"

static void kunit_module_section(struct module *mod, unsigned long *begin,
				 unsigned long *end)
{
	struct mod_kallsyms *kallsyms;
	unsigned int i;

	*begin = ULONG_MAX;
	*end = 0;
	rcu_read_lock_sched();
	kallsyms = rcu_dereference_sched(mod->kallsyms);
	for (i = 0; kallsyms && i < kallsyms->num_symtab; i++) {
		const Elf_Sym *sym = &kallsyms->symtab[i];

		if (sym->st_shndx == SHN_UNDEF ||
		    !strstarts(kallsyms->strtab + sym->st_name, KUNIT_SUITES_ARRAY))
			continue;
		*begin = min_t(unsigned long, *begin, sym->st_value);
		*end = max_t(unsigned long, *end, sym->st_value + sym->st_size);
	}
	rcu_read_unlock_sched();
}

static struct kunit_suite **kunit_module_suites(struct module *mod)
{
	unsigned long begin, end;

	kunit_module_section(mod, &begin, &end);
	return begin < end ? (struct kunit_suite **)begin : NULL;
}

static int kunit_module_num_suites(struct module *mod)
{
	unsigned long begin, end;

	kunit_module_section(mod, &begin, &end);
	return begin < end ? (end - begin) / sizeof(struct kunit_suite *) : 0;
}
