/* SPDX-License-Identifier: Apache-2.0 */
/* What every unit test includes: cmocka with the headers that it needs before it, and
 * tables of rows, each row a test with a name of its own in the report.
 *
 *   static const struct row { const char *name; ... } rows[] = {{"a sentence", ...}};
 *   static void check(const struct row *r) { assert_...; }
 *   PC_TABLE_TESTS(rows, check)      <- defines main() for a program with one table
 *
 * Several tables: PC_TABLE(rows, check) for each, then PC_MAIN(PC_RUN(rows), ...). */
#ifndef PC_TEST_H
#define PC_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "pc/base/str.h"

/* Rows must begin with "const char *name". */
#define PC_TABLE(rows, check)                                                            \
	static void rows##_run(void **state)                                             \
	{                                                                                \
		check(*state);                                                           \
	}                                                                                \
	static int rows##_group(void)                                                    \
	{                                                                                \
		enum { N = sizeof(rows) / sizeof((rows)[0]) };                           \
		static struct CMUnitTest tests[N];                                       \
		for (size_t i = 0; i < N; i++) {                                         \
			tests[i] = (struct CMUnitTest){.name = (rows)[i].name,           \
				.test_func = rows##_run,                                 \
				.initial_state = (void *)(uintptr_t) & (rows)[i]};       \
		}                                                                        \
		return _cmocka_run_group_tests(#rows, tests, N, NULL, NULL);             \
	}

#define PC_RUN(rows) rows##_group()

#define PC_TABLE_TESTS(rows, check)                                                      \
	PC_TABLE(rows, check)                                                            \
	int main(void)                                                                   \
	{                                                                                \
		return PC_RUN(rows);                                                     \
	}

/* assert that a view holds this text, with a readable message when it does not. */
#define assert_str(view, literal)                                                        \
	do {                                                                             \
		struct pc_str view_ = (view);                                            \
		char *text_ = test_malloc(view_.len + 1);                                \
		if (view_.len)                                                           \
			memcpy(text_, view_.ptr, view_.len);                             \
		text_[view_.len] = '\0';                                                 \
		assert_string_equal(text_, (literal));                                   \
		test_free(text_);                                                        \
	} while (0)

#endif
