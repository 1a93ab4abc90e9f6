#include <linux/module.h>
static int __init l(void){volatile int i=1; while(i); return 0;}
static void __exit e(void){}
module_init(l);module_exit(e);MODULE_LICENSE("GPL");
