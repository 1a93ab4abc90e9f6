/* SPDX-License-Identifier: GPL-2.0 */
/* What programs need to use /dev/mailbox. */
#ifndef MAILBOX_H
#define MAILBOX_H

#include <linux/ioctl.h>

#define MAILBOX_LABEL_SIZE 20
#define MAILBOX_LONGEST 256

/* how many messages wait */
#define MAILBOX_COUNT _IOR('M', 1, int)
/* throws all messages away */
#define MAILBOX_CLEAR _IO('M', 2)
/* names this open file in the log: at most MAILBOX_LABEL_SIZE - 1 characters, zero terminated */
#define MAILBOX_LABEL _IOW('M', 3, char *)

#endif
