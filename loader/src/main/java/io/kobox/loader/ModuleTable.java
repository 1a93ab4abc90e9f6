package io.kobox.loader;

/** The tables that a module brings for the kernel, and the section each stands in. */
public enum ModuleTable {
  /** struct kernel_param. */
  PARAM("__param"),
  /** struct kernel_symbol, for everybody. */
  KSYMTAB("__ksymtab"),
  /** u32 CRCs of the former. */
  KCRCTAB("__kcrctab"),
  /** A byte of flags for each of KSYMTAB, which then has all exports (7.0). */
  KFLAGSTAB("__kflagstab"),
  /** struct kernel_symbol, GPL only. */
  KSYMTAB_GPL("__ksymtab_gpl"),
  /** u32 CRCs of the former. */
  KCRCTAB_GPL("__kcrctab_gpl"),
  /** Constructors; called only with CONFIG_CONSTRUCTORS, which Debian's kernel has not. */
  CTORS(".ctors"),
  /** Constructors; likewise. */
  INIT_ARRAY(".init_array"),
  /** Text that must not be instrumented. */
  NOINSTR_TEXT(".noinstr.text"),
  /** tracepoint_ptr_t. */
  TRACEPOINTS("__tracepoints_ptrs"),
  /** Pointers to struct srcu_struct. */
  SRCU_STRUCTS("___srcu_struct_ptrs"),
  /** struct bpf_raw_event_map. */
  BPF_RAW_EVENTS("__bpf_raw_tp_map"),
  /** Split BTF. */
  BTF(".BTF"),
  /** struct jump_entry. */
  JUMP_TABLE("__jump_table"),
  /** Pointers to struct trace_event_call. */
  TRACE_EVENTS("_ftrace_events"),
  /** Pointers to struct trace_eval_map. */
  TRACE_EVALS("_ftrace_eval_map"),
  /** Pointers to trace_printk() formats. */
  TRACE_BPRINTK_FORMATS("__trace_printk_fmt"),
  /** Addresses of calls of __fentry__. */
  MCOUNT_LOC("__mcount_loc"),
  /** Text that must not be probed. */
  KPROBES_TEXT(".kprobes.text"),
  /** Addresses of functions that must not be probed. */
  KPROBE_BLACKLIST("_kprobe_blacklist"),
  /** struct static_call_site. */
  STATIC_CALL_SITES(".static_call_sites"),
  /** Pointers to struct kunit_suite. */
  KUNIT_SUITES(".kunit_test_suites"),
  /** struct exception_table_entry. */
  EX_TABLE("__ex_table"),
  /** Old parameters; the kernel only warns. */
  OBSPARM("__obsparm"),
  /** struct _ddebug. */
  DYNDBG("__dyndbg"),
  /** struct ddebug_class_map. */
  DYNDBG_CLASSES("__dyndbg_classes"),
  /** struct bug_entry (lib/bug.c: module_bug_finalize()). */
  BUG_TABLE("__bug_table"),
  /** struct alt_instr. */
  ALTINSTRUCTIONS(".altinstructions"),
  /** struct paravirt_patch_site. */
  PARAINSTRUCTIONS(".parainstructions"),
  /** s32 distances to lock prefixes. */
  SMP_LOCKS(".smp_locks"),
  /** s32 distances to jumps to the return thunk. */
  RETURN_SITES(".return_sites"),
  /** s32 distances to calls of and jumps to the indirect thunks. */
  RETPOLINE_SITES(".retpoline_sites"),
  /** struct orc_entry. */
  ORC_UNWIND(".orc_unwind"),
  /** s32 distances to the instructions of the former. */
  ORC_UNWIND_IP(".orc_unwind_ip"),
  /** The text proper. */
  TEXT(".text");

  private final String sectionName;

  ModuleTable(String sectionName) {
    this.sectionName = sectionName;
  }

  /** The section's name. */
  public String sectionName() {
    return sectionName;
  }
}
