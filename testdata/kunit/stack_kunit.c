// SPDX-License-Identifier: GPL-2.0
/*
 * A stack of numbers and its KUnit suites, with tests of all outcomes.
 */
#include <kunit/test.h>
#include <linux/module.h>
#include <linux/slab.h>

#define STACK_MAX 4

struct stack {
	int *values;
	int used;
};

static int stack_push(struct stack *stack, int value)
{
	if (stack->used == STACK_MAX)
		return -ENOSPC;
	stack->values[stack->used++] = value;
	return 0;
}

static int stack_pop(struct stack *stack, int *value)
{
	if (!stack->used)
		return -ENODATA;
	*value = stack->values[--stack->used];
	return 0;
}

static int stack_init(struct kunit *test)
{
	struct stack *stack = kunit_kzalloc(test, sizeof(*stack), GFP_KERNEL);

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, stack);
	stack->values = kunit_kcalloc(test, STACK_MAX, sizeof(int), GFP_KERNEL);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, stack->values);
	test->priv = stack;
	return 0;
}

static void last_in_first_out(struct kunit *test)
{
	struct stack *stack = test->priv;
	int value;

	KUNIT_EXPECT_EQ(test, stack_push(stack, 1), 0);
	KUNIT_EXPECT_EQ(test, stack_push(stack, 2), 0);
	KUNIT_EXPECT_EQ(test, stack_pop(stack, &value), 0);
	KUNIT_EXPECT_EQ(test, value, 2);
}

static void empty_has_no_data(struct kunit *test)
{
	int value;

	KUNIT_EXPECT_EQ(test, stack_pop(test->priv, &value), -ENODATA);
}

static void wrong_expectation(struct kunit *test)
{
	struct stack *stack = test->priv;
	int value = 0;

	KUNIT_EXPECT_EQ(test, stack_push(stack, 7), 0);
	KUNIT_EXPECT_EQ_MSG(test, stack_pop(stack, &value), -ENODATA,
			    "popped %d", value);
	KUNIT_EXPECT_STREQ(test, "top", "bottom");
}

static void gives_up(struct kunit *test)
{
	KUNIT_ASSERT_EQ(test, stack_push(test->priv, 1), -ENOSPC);
	KUNIT_FAIL(test, "this is not reached");
}

static void not_here(struct kunit *test)
{
	kunit_skip(test, "no such stack");
}

static const int counts[] = { 0, 1, 4, 5 };

static void count_to_text(const int *count, char *text)
{
	snprintf(text, KUNIT_PARAM_DESC_SIZE, "%d values", *count);
}

KUNIT_ARRAY_PARAM(count, counts, count_to_text);

static void full_has_no_space(struct kunit *test)
{
	const int *count = test->param_value;
	int i, error = 0;

	for (i = 0; i < *count; i++)
		error = stack_push(test->priv, i);
	KUNIT_EXPECT_EQ(test, error, 0);
}

static struct kunit_case stack_cases[] = {
	KUNIT_CASE(last_in_first_out),
	KUNIT_CASE(empty_has_no_data),
	KUNIT_CASE(wrong_expectation),
	KUNIT_CASE(gives_up),
	KUNIT_CASE(not_here),
	KUNIT_CASE_PARAM(full_has_no_space, count_gen_params),
	{}
};

static struct kunit_suite stack_suite = {
	.name = "stack",
	.init = stack_init,
	.test_cases = stack_cases,
};

static void always_true(struct kunit *test)
{
	KUNIT_EXPECT_TRUE(test, true);
}

static struct kunit_case good_cases[] = {
	KUNIT_CASE(always_true),
	{}
};

static struct kunit_suite good_suite = {
	.name = "good",
	.test_cases = good_cases,
};

static int refuse(struct kunit_suite *suite)
{
	return -EBUSY;
}

static struct kunit_case refused_cases[] = {
	KUNIT_CASE(always_true),
	{}
};

static struct kunit_suite refused_suite = {
	.name = "refused",
	.suite_init = refuse,
	.test_cases = refused_cases,
};

kunit_test_suites(&stack_suite, &good_suite);
kunit_test_suite(refused_suite);

MODULE_LICENSE("GPL");
