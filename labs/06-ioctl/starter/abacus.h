/* SPDX-License-Identifier: GPL-2.0 */
/* The commands of /dev/abacus, for the driver and for programs. */
#ifndef ABACUS_H
#define ABACUS_H

#include <linux/ioctl.h>

/* adds the int that the argument points to */
#define ABACUS_ADD _IOW('A', 1, int)
/* stores the sum into the int that the argument points to */
#define ABACUS_GET _IOR('A', 2, int)
/* the sum becomes 0; no argument */
#define ABACUS_RESET _IO('A', 3)
/* the int that the argument points to becomes the sum, and the old sum is stored there */
#define ABACUS_SWAP _IOWR('A', 4, int)

#endif
