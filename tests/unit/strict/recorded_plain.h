/* SPDX-License-Identifier: Apache-2.0 */
/* Stands for plain.c in tests of parts that ask it what a pipe carries. */
#ifndef TEST_RECORDED_PLAIN_H
#define TEST_RECORDED_PLAIN_H

#include "strict_priv.h"

/* What comes through a pipe is always what nobody knows. */
bool plain_script(struct pc_str *out, struct walk *walk, struct pc_str lines)
{
	(void)out;
	(void)walk;
	(void)lines;
	return false;
}

bool plain_piped(struct pc_str *lines, struct walk *walk, const struct simple *simple)
{
	(void)lines;
	(void)walk;
	(void)simple;
	return false;
}

bool plain_runs(struct pc_str *script, struct walk *walk, const struct simple *simple)
{
	(void)script;
	(void)walk;
	(void)simple;
	return false;
}

void implies_fed(struct walk *walk, const struct simple *by, struct pc_str script,
	struct pc_str lines, const char *how)
{
	(void)lines;
	implies_script(walk, by, script, how, false);
}

bool implies_lines(struct walk *walk, const struct simple *by, const struct field *word,
	const char *how)
{
	(void)walk;
	(void)by;
	(void)word;
	(void)how;
	return false;
}

#endif
