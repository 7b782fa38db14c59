/* SPDX-License-Identifier: Apache-2.0 */
/* PCRE2 over bytes, behind a face.  Compiled code is shared by all threads: whoever needs
 * it first makes it, under one lock, and puts it where all see it. */
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <pthread.h>
#include <stdlib.h>

#include "pc/base/limits.h"
#include "pc/match/pattern.h"

struct pc_pattern_scratch {
	pcre2_match_data *data;
	pcre2_match_context *limits;
	bool with_jit;
};

enum {
	GROUPS = 32, /* more are never asked for */
	/* For backtracking points, in kB. */
	HEAP = 4096,
};

struct pc_pattern_scratch *pc_pattern_scratch_new(bool with_jit)
{
	struct pc_pattern_scratch *scratch = pc_xcalloc(1, sizeof(*scratch));

	scratch->data = pcre2_match_data_create(GROUPS, NULL);
	scratch->limits = pcre2_match_context_create(NULL);
	if (!scratch->data || !scratch->limits)
		abort();
	pcre2_set_match_limit(scratch->limits, PC_MAX_SECRET_STEPS);
	pcre2_set_depth_limit(scratch->limits, PC_MAX_SECRET_STEPS);
	pcre2_set_heap_limit(scratch->limits, HEAP);
	scratch->with_jit = with_jit;
	return scratch;
}

void pc_pattern_scratch_free(struct pc_pattern_scratch *scratch)
{
	if (!scratch)
		return;
	pcre2_match_data_free(scratch->data);
	pcre2_match_context_free(scratch->limits);
	free(scratch);
}

void pc_pattern_scratch_use_jit(struct pc_pattern_scratch *scratch)
{
	scratch->with_jit = true;
}

static pcre2_code *compile(
	const char *text, bool is_caseless, uint32_t more, int *error, PCRE2_SIZE *offset)
{
	uint32_t options = PCRE2_NEVER_UTF | PCRE2_NEVER_UCP | PCRE2_NEVER_BACKSLASH_C;

	if (is_caseless)
		options |= PCRE2_CASELESS;
	return pcre2_compile(
		(PCRE2_SPTR)text, strlen(text), options | more, error, offset, NULL);
}

enum pc_status pc_pattern_check(const char *text, bool is_caseless, struct pc_err *err)
{
	int error;
	PCRE2_SIZE offset;
	PCRE2_UCHAR why[128] = "";
	pcre2_code *code = compile(text, is_caseless, 0, &error, &offset);

	if (code) {
		pcre2_code_free(code);
		return PC_OK;
	}
	pcre2_get_error_message(error, why, sizeof(why));
	return pc_err_set(err, PC_ERR_PARSE, (struct pc_span){0},
		"pattern '%.80s' is wrong at byte %zu: %s", text, (size_t)offset,
		(const char *)why);
}

/* An expression that cannot be compiled; told from one that was not tried. */
static char broken;

/* Machine code knows no anchor that is only told when it runs: anchored and not are two
 * of each. */
enum { ANCHORED = 1, WITH_JIT = 2 };

static void *made(struct pc_pattern *pattern, unsigned kind)
{
	static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
	uint32_t more = kind & ANCHORED ? PCRE2_ANCHORED : 0;
	void *code;
	int error;
	PCRE2_SIZE offset;

	pthread_mutex_lock(&lock);
	code = __atomic_load_n(&pattern->code[kind], __ATOMIC_ACQUIRE);
	if (!code) {
		code = compile(
			pattern->text, pattern->is_caseless, more, &error, &offset);
		if (code && kind & WITH_JIT) /* without it matching is slower only */
			(void)pcre2_jit_compile(code, PCRE2_JIT_COMPLETE);
		if (!code)
			code = &broken;
		__atomic_store_n(&pattern->code[kind], code, __ATOMIC_RELEASE);
	}
	pthread_mutex_unlock(&lock);
	return code;
}

static const pcre2_code *code_of(struct pc_pattern *pattern,
	const struct pc_pattern_scratch *scratch, bool is_anchored)
{
	unsigned kind = (is_anchored ? ANCHORED : 0) | (scratch->with_jit ? WITH_JIT : 0);
	void *code = __atomic_load_n(&pattern->code[kind], __ATOMIC_ACQUIRE);

	if (!code)
		code = made(pattern, kind);
	return code == &broken ? NULL : code;
}

void pc_pattern_done(struct pc_pattern *pattern)
{
	for (size_t i = 0; i < PC_COUNT(pattern->code); i++) {
		if (pattern->code[i] != &broken)
			pcre2_code_free(pattern->code[i]);
		pattern->code[i] = NULL;
	}
}

static void tell(struct pc_pattern_found *out, const pcre2_code *code,
	pcre2_match_data *data, int groups)
{
	const PCRE2_SIZE *at = pcre2_get_ovector_pointer(data), *key_at = at;
	int key = pcre2_substring_number_from_name(code, (PCRE2_SPTR) "key");

	if (key > 0 && key < GROUPS && (!groups || key < groups) &&
		at[2 * (size_t)key] != PCRE2_UNSET)
		key_at = at + 2 * (size_t)key;
	*out = (struct pc_pattern_found){
		.at = at[0],
		.end = at[1],
		.key_at = key_at[0],
		.key_end = key_at[1],
	};
	if (out->end < out->at) /* \K in a lookahead */
		out->end = out->at;
}

enum pc_match pc_pattern_find(struct pc_pattern_found *out, struct pc_pattern *pattern,
	struct pc_pattern_scratch *scratch, struct pc_str text, size_t from,
	bool is_anchored)
{
	const pcre2_code *code = code_of(pattern, scratch, is_anchored);
	int rc;

	if (!code)
		return PC_MATCH_GAVE_UP;
	rc = pcre2_match(code, (PCRE2_SPTR)(text.len ? text.ptr : ""), text.len, from, 0,
		scratch->data, scratch->limits);
	if (rc == PCRE2_ERROR_NOMATCH)
		return PC_MATCH_NO;
	if (rc < 0)
		return PC_MATCH_GAVE_UP;
	tell(out, code, scratch->data, rc);
	return PC_MATCH_YES;
}

/* Whether a match could begin with the whole of that text. */
static bool could_begin(
	const pcre2_code *code, struct pc_pattern_scratch *scratch, struct pc_str text)
{
	int rc = pcre2_match(code, (PCRE2_SPTR)text.ptr, text.len, 0,
		PCRE2_PARTIAL_HARD | PCRE2_NO_JIT, scratch->data, scratch->limits);

	return rc == PCRE2_ERROR_PARTIAL || rc >= 0;
}

bool pc_pattern_begins(struct pc_pattern *pattern, struct pc_pattern_scratch *scratch,
	struct pc_str literal)
{
	static const char others[] = "qZ7_";
	const pcre2_code *code = code_of(pattern, scratch, true);
	char text[64];

	if (!code || !literal.len || literal.len > sizeof(text))
		return false;
	memcpy(text, literal.ptr, literal.len);
	if (!could_begin(code, scratch, (struct pc_str){text, literal.len}))
		return false;
	/* A set of characters would take others in its place as well. */
	for (size_t i = 0; i < sizeof(others) - 1; i++) {
		if ((others[i] | 0x20) == (literal.ptr[0] | 0x20))
			continue;
		text[0] = others[i];
		if (could_begin(code, scratch, (struct pc_str){text, literal.len}))
			return false;
	}
	return true;
}

const char *pc_pattern_key_group(const char *text)
{
	static const char *const names[] = {"(?<key>", "(?P<key>", "(?'key'"};
	const char *first = NULL;

	for (size_t i = 0; i < PC_COUNT(names); i++) {
		const char *group = strstr(text, names[i]);

		if (group && (!first || group < first))
			first = group;
	}
	return first;
}
