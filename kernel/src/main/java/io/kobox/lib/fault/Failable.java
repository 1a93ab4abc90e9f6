package io.kobox.lib.fault;

import io.kobox.syscalls.Errno;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The functions that may fail on a healthy machine, and what they return then. */
enum Failable {
  /** NULL. */
  NULL_POINTER(
      "__kmalloc __kmalloc_node __kmalloc_node_track_caller kmalloc_trace kmalloc_node_trace"
          + " kmalloc_large kmalloc_large_node krealloc kmem_cache_create kmem_cache_create_usercopy"
          + " kmem_cache_alloc kmem_cache_alloc_node kmem_cache_alloc_lru alloc_pages __alloc_pages"
          + " __get_free_pages get_zeroed_page alloc_pages_exact vmalloc vzalloc vmalloc_user"
          + " vmalloc_node vzalloc_node vmalloc_32 __vmalloc vmap kvmalloc_node __alloc_percpu"
          + " __alloc_percpu_gfp mempool_create mempool_create_node mempool_alloc kstrdup"
          + " kstrdup_const kstrndup kmemdup kmemdup_nul kasprintf kvasprintf alloc_workqueue"
          + " cdev_alloc kobject_create_and_add proc_create proc_create_data proc_mkdir"
          + " proc_create_single_data proc_create_seq_private ioremap dma_alloc_attrs"
          + " dma_pool_create dma_pool_alloc bitmap_alloc bitmap_zalloc"),
  /** -ENOMEM. */
  NO_MEMORY(
      "alloc_chrdev_region register_chrdev_region __register_chrdev cdev_add misc_register"
          + " request_threaded_irq mempool_init mempool_init_node kobject_init_and_add"
          + " kobject_add sysfs_create_file_ns sysfs_create_group sysfs_create_groups"
          + " device_register device_add ida_alloc_range __kfifo_alloc seq_open single_open"),
  /** ERR_PTR(-ENOMEM). */
  ERROR_POINTER(
      "kthread_create_on_node __class_create class_create device_create memdup_user"
          + " memdup_user_nul vmemdup_user debugfs_create_dir debugfs_create_file"),
  /** Nothing was copied. */
  NOT_COPIED("_copy_from_user _copy_to_user"),
  /** -EFAULT. */
  FAULT("strncpy_from_user");

  private static final Map<String, Failable> BY_NAME = new HashMap<>();

  static {
    for (Failable failable : values()) {
      for (String name : failable.names.split(" ", -1)) {
        BY_NAME.put(name, failable);
      }
    }
  }

  private final String names;

  Failable(String names) {
    this.names = names;
  }

  /** How {@code name} fails; null: never. */
  static @Nullable Failable of(String name) {
    return BY_NAME.get(name);
  }

  /**
   * The name in the source that {@code name} is compiled from: kmalloc is no function of its own.
   */
  static String family(String name) {
    return switch (name) {
      case "__kmalloc",
          "__kmalloc_node",
          "__kmalloc_node_track_caller",
          "kmalloc_trace",
          "kmalloc_node_trace",
          "kmalloc_large",
          "kmalloc_large_node",
          "kzalloc",
          "kcalloc",
          "kmalloc_array" ->
          "kmalloc";
      case "_printk" -> "printk";
      case "_copy_from_user" -> "copy_from_user";
      case "_copy_to_user" -> "copy_to_user";
      case "alloc_page", "__alloc_pages" -> "alloc_pages";
      case "__get_free_page" -> "__get_free_pages";
      case "kvmalloc_node", "kvzalloc" -> "kvmalloc";
      case "__alloc_percpu", "__alloc_percpu_gfp" -> "alloc_percpu";
      case "kmem_cache_zalloc" -> "kmem_cache_alloc";
      case "kthread_create_on_node", "kthread_run" -> "kthread_create";
      case "request_threaded_irq" -> "request_irq";
      case "__class_create" -> "class_create";
      case "__register_chrdev" -> "register_chrdev";
      default -> name;
    };
  }

  /** What the call returns; {@code count} is its third argument. */
  long result(long count) {
    return switch (this) {
      case NULL_POINTER -> 0;
      case NO_MEMORY, ERROR_POINTER -> -Errno.ENOMEM.number();
      case NOT_COPIED -> count;
      case FAULT -> -Errno.EFAULT.number();
    };
  }
}
