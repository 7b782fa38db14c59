/* SPDX-License-Identifier: Apache-2.0 */
/* Where wishes come from: a build, or what was in force at some time. */
#include "site_priv.h"

enum pc_status pc_wish_of_build(
	struct pc_wish *out, const struct pc_build *build, struct pc_err *err)
{
	const struct pc_built_file *document = NULL;
	size_t n = 0;

	for (size_t i = 0; i < build->n_files; i++) {
		if (build->files[i].is_carried) {
			document = &build->files[i];
			n++;
		}
	}
	if (n != 1) {
		return pc_err_set(err, PC_ERR_USAGE, (struct pc_span){0},
			"the build has %zu documents; a policy is put in place as one: "
			"build it merged",
			n);
	}
	*out = (struct pc_wish){.path = pc_str(pc_wish_path), .bytes = document->bytes};
	return PC_OK;
}

static bool is_same(const struct pc_applied *a, const struct pc_applied *b)
{
	return pc_str_eq(a->path, b->path) && strcmp(a->sha256, b->sha256) == 0;
}

/* What was in force before what is now.  After going back, the next one further back. */
static const struct pc_applied *one_before(const struct pc_history *history)
{
	const struct pc_applied *now = pc_applied_find(history, history->current);
	const struct pc_applied *best = NULL;

	for (size_t i = 0; now && i < history->n_applied; i++) {
		const struct pc_applied *one = &history->applied[i];

		if (one->number < (now->of ? now->of : now->number) &&
			!is_same(one, now) && (!best || one->number > best->number))
			best = one;
	}
	return best;
}

enum pc_status pc_wish_of_generation(
	struct pc_wish *out, struct pc_site *site, int64_t number, struct pc_err *err)
{
	const struct pc_history *history = &site->history;
	const struct pc_applied *one =
		number ? pc_applied_find(history, number) : one_before(history);
	struct pc_wish wish = {0};

	if (!one && number) {
		return pc_err_set(err, PC_ERR_ABSENT, (struct pc_span){0},
			"generation %lld is not kept", (long long)number);
	}
	if (!one) {
		return pc_err_set(err, PC_ERR_ABSENT, (struct pc_span){0},
			"no earlier generation is kept");
	}
	wish.path = one->path;
	wish.note = one->note;
	wish.of = one->number;
	if (one->path.len)
		PC_TRY(object_get(&wish.bytes, site, one->sha256, err));
	*out = wish;
	return PC_OK;
}
