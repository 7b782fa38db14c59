/* SPDX-License-Identifier: Apache-2.0 */
/* Path patterns at work: glob_regex.c spells them, PCRE2 runs them.  A backtracking match
 * with a small step limit answers nearly always; where it runs out, the DFA matcher,
 * whose time does not explode, is asked; where that runs out too, the answer is "gave
 * up".
 *
 * An expression is compiled when it is first needed: most patterns of a large policy are
 * ruled out by the index over them and never run. */
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdlib.h>

#include "pc/base/limits.h"
#include "pc/match/glob.h"

#include "glob_priv.h"

enum {
	/* Real patterns need under a hundred steps. */
	QUICK_STEPS = 2000,
	DFA_WORKSPACE = 1 << 14,
	/* Pattern bytes times path bytes that the DFA matcher does in some 25 ms. */
	DFA_MOST = 1 << 18,
	/* ... of which the backtracking matcher does so many in the time of one. */
	PLAIN_BYTES = 256,
};

/* One way to read the pattern: any parent counts, or the path as a whole. */
struct reading {
	pcre2_code *code;
	bool is_tried;
};

struct pc_glob {
	char *pattern;
	size_t len;
	bool in_arena;
	struct reading any, whole;
};

struct pc_scratch {
	pcre2_match_data *data;
	pcre2_match_context *quick, *slow;
	int *workspace;
	size_t work;
};

struct pc_scratch *pc_scratch_new(void)
{
	struct pc_scratch *scratch = pc_xcalloc(1, sizeof(*scratch));

	scratch->data = pcre2_match_data_create(1, NULL);
	scratch->quick = pcre2_match_context_create(NULL);
	scratch->slow = pcre2_match_context_create(NULL);
	scratch->workspace = pc_xcalloc(DFA_WORKSPACE, sizeof(int));
	if (!scratch->data || !scratch->quick || !scratch->slow)
		abort();
	pcre2_set_match_limit(scratch->quick, QUICK_STEPS);
	pcre2_set_match_limit(scratch->slow, PC_MAX_MATCH_STEPS);
	return scratch;
}

size_t pc_scratch_work(const struct pc_scratch *scratch)
{
	return scratch->work;
}

void pc_scratch_charge(struct pc_scratch *scratch, size_t work)
{
	scratch->work += work;
}

void pc_scratch_free(struct pc_scratch *scratch)
{
	if (!scratch)
		return;
	pcre2_match_data_free(scratch->data);
	pcre2_match_context_free(scratch->quick);
	pcre2_match_context_free(scratch->slow);
	free(scratch->workspace);
	free(scratch);
}

void pc_scratch_freep(struct pc_scratch **scratch)
{
	pc_scratch_free(*scratch);
	*scratch = NULL;
}

static bool is_blank(struct pc_str s)
{
	return pc_str_trim(s).len == 0;
}

static bool ends_with_escape(struct pc_str s)
{
	size_t n = 0;

	while (n < s.len && s.ptr[s.len - 1 - n] == '\\')
		n++;
	return n % 2 == 1;
}

static enum pc_status refuse(struct pc_err *err, struct pc_str pattern, const char *why)
{
	return pc_err_set(err, PC_ERR_PARSE, (struct pc_span){0},
		"path pattern '%.*s' %s", PC_STR_ARG(pc_str_head(pattern, 80)), why);
}

static enum pc_status check(struct pc_str pattern, struct pc_err *err)
{
	PC_AUTO(pc_buf_done) struct pc_buf regex = {0};

	if (is_blank(pattern))
		return refuse(err, pattern, "is blank");
	if (ends_with_escape(pattern))
		return refuse(err, pattern, "ends in the middle of an escape");
	/* Only sets and escapes are ever spelled wrong. */
	if ((pc_str_find(pattern, '[') < pattern.len ||
		    pc_str_find(pattern, '\\') < pattern.len) &&
		!pc_glob_spell(&regex, pattern, false))
		return refuse(err, pattern, "has a set that cannot be read");
	return PC_OK;
}

enum pc_status pc_glob_compile(
	struct pc_glob **out, struct pc_str pattern, struct pc_err *err)
{
	struct pc_glob *glob;

	PC_TRY(check(pattern, err));
	glob = pc_xcalloc(1, sizeof(*glob));
	glob->pattern = pc_str_dup(pattern);
	glob->len = pattern.len;
	*out = glob;
	return PC_OK;
}

enum pc_status pc_glob_compile_in(struct pc_glob **out, struct pc_arena *arena,
	struct pc_str pattern, struct pc_err *err)
{
	struct pc_glob *glob;

	PC_TRY(check(pattern, err));
	glob = pc_arena_new(arena, struct pc_glob);
	*glob = (struct pc_glob){
		.pattern = pc_arena_bytes(arena, pattern.len),
		.len = pattern.len,
		.in_arena = true,
	};
	memcpy(glob->pattern, pattern.ptr, pattern.len);
	*out = glob;
	return PC_OK;
}

void pc_glob_free(struct pc_glob *glob)
{
	if (!glob)
		return;
	pcre2_code_free(glob->any.code);
	pcre2_code_free(glob->whole.code);
	if (glob->in_arena)
		return;
	free(glob->pattern);
	free(glob);
}

void pc_glob_freep(struct pc_glob **glob)
{
	pc_glob_free(*glob);
	*glob = NULL;
}

static void compile(const struct pc_glob *glob, struct reading *reading, bool whole)
{
	PC_AUTO(pc_buf_done) struct pc_buf regex = {0};
	const uint32_t options = PCRE2_UTF | PCRE2_CASELESS | PCRE2_NEVER_BACKSLASH_C;
	PCRE2_SIZE offset;
	int code;

	reading->is_tried = true;
	pc_glob_spell(&regex, (struct pc_str){glob->pattern, glob->len}, whole);
	reading->code = pcre2_compile(
		(PCRE2_SPTR)regex.ptr, regex.len, options, &code, &offset, NULL);
}

static bool is_ascii(struct pc_str s)
{
	unsigned char all = 0;

	for (size_t i = 0; i < s.len; i++)
		all |= (unsigned char)s.ptr[i];
	return all < 0x80;
}

static enum pc_match run(const struct pc_glob *glob, const struct reading *reading,
	struct pc_scratch *scratch, struct pc_str path)
{
	PCRE2_SPTR text = (PCRE2_SPTR)(path.len ? path.ptr : "");
	uint32_t options = is_ascii(path) ? PCRE2_NO_UTF_CHECK : 0;
	int rc;

	scratch->work += 1 + glob->len * (path.len + 1) / PLAIN_BYTES;
	if (!reading->code)
		return PC_MATCH_GAVE_UP;
	rc = pcre2_match(
		reading->code, text, path.len, 0, options, scratch->data, scratch->quick);
	if (rc == PCRE2_ERROR_MATCHLIMIT && glob->len <= DFA_MOST / (path.len + 1)) {
		scratch->work += glob->len * (path.len + 1);
		rc = pcre2_dfa_match(reading->code, text, path.len, 0,
			options | PCRE2_DFA_SHORTEST, scratch->data, scratch->slow,
			scratch->workspace, DFA_WORKSPACE);
	}
	if (rc >= 0)
		return PC_MATCH_YES;
	return rc == PCRE2_ERROR_NOMATCH ? PC_MATCH_NO : PC_MATCH_GAVE_UP;
}

/* Compiling on first use fills a slot in a glob that is otherwise immutable; one thread
 * uses a generation, so nobody sees it half done. */
static struct reading *slot(const struct reading *reading)
{
	return (struct reading *)(uintptr_t)reading;
}

enum pc_match pc_glob_match(
	const struct pc_glob *glob, struct pc_scratch *scratch, struct pc_str path)
{
	if (!glob->any.is_tried)
		compile(glob, slot(&glob->any), false);
	return run(glob, &glob->any, scratch, path);
}

enum pc_match pc_glob_match_whole(
	const struct pc_glob *glob, struct pc_scratch *scratch, struct pc_str path)
{
	if (!glob->whole.is_tried)
		compile(glob, slot(&glob->whole), true);
	return run(glob, &glob->whole, scratch, path);
}
