/* SPDX-License-Identifier: GPL-2.0 */
/* What the module counter offers to other modules. */
#ifndef COUNTER_H
#define COUNTER_H

/* adds to the counter; the new value */
int counter_add(int amount);

/* the value */
int counter_value(void);

#endif
