/* SPDX-License-Identifier: Apache-2.0 */
/* Keys in the history of a repository.  Every content is looked at once, and of those
 * with keys only the key's keyed hash is kept; then one walk over the commits tells where
 * they came from, and the oldest content that has a key under a path is looked at again
 * and handed in. */
#include <stdlib.h>
#include <sys/random.h>

#include "audit_git.h"
#include "pc/base/buf.h"
#include "pc/base/hash.h"
#include "pc/base/limits.h"
#include "pc/fleet/origins.h"

enum {
	HASH = 32,         /* digits of a key's hash that are kept */
	COUNT_EVERY = 256, /* blobs, so that threads do not wait for each other */
};

/* A key in a blob. */
struct find {
	size_t blob; /* number of the blob */
	const struct pc_secret_rule *rule;
	char hash[HASH];
};

/* What one thread has. */
struct lane {
	struct pc_secret_scanner *scanner;
	struct history *history;
	struct find *finds;
	size_t n_finds, finds_cap;
	struct pc_sought *blobs;
	size_t n_blobs, blobs_cap;
	uint64_t n_looked_at, n_bytes; /* and not counted yet */
	bool is_full;
};

/* A key under a path. */
struct place {
	const struct find *find;
	const struct pc_blob_origin *origin; /* NULL: no commit has it */
	bool is_gone;                        /* what is checked out has the key no more */
};

struct history {
	struct audit_run *run;
	struct pc_str dir;
	const struct pc_repo *repo;
	char secret[HASH]; /* of the hashes; of this run alone */
	struct lane *lanes;
	unsigned n_lanes;
	struct pc_sought *blobs; /* of all lanes */
	size_t n_blobs;
	struct find *finds;
	size_t n_finds;
	struct place *places;
	size_t n_places, places_cap;
	struct pc_arena arena;
	/* Those of one blob and path that are handed in. */
	const struct place *wanted;
	size_t n_wanted;
	struct pc_secret_scanner *scanner;
};

static void hash_key(char out[HASH], const struct history *history, struct pc_str key)
{
	char hex[PC_SHA256_HEX];

	pc_hmac_sha256_hex(
		hex, (struct pc_str){history->secret, sizeof(history->secret)}, key);
	memcpy(out, hex, HASH);
}

/* ---- looking at everything once ------------------------------------------- */

static void found(void *context, const struct pc_secret_hit *hit)
{
	struct lane *lane = context;
	struct find find = {.blob = lane->n_blobs, .rule = hit->rule};

	if (lane->n_finds >= PC_MAX_HISTORY_FINDS) {
		lane->is_full = true;
		return;
	}
	hash_key(find.hash, lane->history, hit->key);
	pc_xgrow(lane->finds, lane->n_finds, lane->finds_cap);
	lane->finds[lane->n_finds++] = find;
}

static void count(struct lane *lane)
{
	pc_audit_count(lane->history->run->audit, lane->n_looked_at, lane->n_bytes);
	lane->n_looked_at = lane->n_bytes = 0;
}

static bool look_at_blob(void *context, unsigned thread, const struct pc_blob *blob)
{
	struct history *history = context;
	struct lane *lane = &history->lanes[thread];
	const struct pc_secret_text text = {.text = blob->bytes};
	size_t before = lane->n_finds;

	pc_secret_scan(lane->scanner, &text, found, lane);
	lane->n_looked_at++;
	lane->n_bytes += blob->bytes.len;
	if (lane->n_looked_at == COUNT_EVERY)
		count(lane);
	if (lane->n_finds == before)
		return false;
	pc_xgrow(lane->blobs, lane->n_blobs, lane->blobs_cap);
	lane->blobs[lane->n_blobs] = (struct pc_sought){.n_origins = 0};
	memcpy(lane->blobs[lane->n_blobs++].id, blob->id, PC_OBJECT_ID);
	return true;
}

/* "blob 0123..." */
static struct pc_str blob_name(struct pc_arena *arena, const unsigned char *id)
{
	char hex[PC_OBJECT_HEX];

	pc_object_hex(hex, id);
	return pc_arena_printf(arena, "blob %s", hex);
}

static void tell_fault(void *context, unsigned thread, const unsigned char *id,
	enum pc_blob_fault fault, uint64_t size)
{
	const struct history *history = context;
	struct pc_arena arena = {0};

	(void)thread;
	audit_git_fault(history->run, blob_name(&arena, id), fault, size);
	pc_arena_done(&arena);
}

static void tell_progress(void *context, uint64_t begun, uint64_t all)
{
	const struct history *history = context;

	pc_audit_share(history->run->audit, begun, all);
}

static enum pc_status look_at_all(struct history *history, struct pc_err *err)
{
	const struct pc_blobs_job job = {.threads = history->run->job.threads,
		.each = look_at_blob,
		.fault = tell_fault,
		.progress = tell_progress,
		.context = history};
	struct pc_blobs_sum sum = {0};
	enum pc_status status;
	bool is_full = false;

	history->n_lanes = pc_blobs_threads(&job);
	history->lanes = pc_xcalloc(history->n_lanes, sizeof(*history->lanes));
	for (unsigned i = 0; i < history->n_lanes; i++) {
		history->lanes[i].history = history;
		history->lanes[i].scanner = pc_secret_scanner_new(history->run->secrets);
	}
	status = pc_repo_blobs(&sum, history->repo, &job, err);
	for (unsigned i = 0; i < history->n_lanes; i++) {
		count(&history->lanes[i]);
		pc_secret_scanner_free(history->lanes[i].scanner);
		is_full |= history->lanes[i].is_full;
	}
	if (is_full) {
		pc_audit_note(history->run->audit, "PC2538", history->dir,
			"it holds more keys than are told, %d of them",
			(int)PC_MAX_HISTORY_FINDS);
	}
	if (sum.is_shallow) {
		pc_audit_note(history->run->audit, "PC2536", history->dir,
			"this clone is shallow: what its older commits held is not here "
			"to be looked at");
	}
	if (sum.is_partial) {
		pc_audit_note(history->run->audit, "PC2537", history->dir,
			"this clone is partial: contents that git would fetch when it "
			"needs them are not here to be looked at");
	}
	return status;
}

/* ---- where they came from ------------------------------------------------- */

/* The lanes' lists become one. */
static void join_lanes(struct history *history)
{
	for (unsigned i = 0; i < history->n_lanes; i++) {
		history->n_blobs += history->lanes[i].n_blobs;
		history->n_finds += history->lanes[i].n_finds;
	}
	history->blobs = pc_xcalloc(history->n_blobs + 1, sizeof(*history->blobs));
	history->finds = pc_xcalloc(history->n_finds + 1, sizeof(*history->finds));
	history->n_blobs = history->n_finds = 0;
	for (unsigned i = 0; i < history->n_lanes; i++) {
		const struct lane *lane = &history->lanes[i];

		for (size_t j = 0; j < lane->n_finds; j++) {
			history->finds[history->n_finds] = lane->finds[j];
			history->finds[history->n_finds++].blob += history->n_blobs;
		}
		if (lane->n_blobs) {
			memcpy(history->blobs + history->n_blobs, lane->blobs,
				lane->n_blobs * sizeof(*lane->blobs));
		}
		history->n_blobs += lane->n_blobs;
	}
}

static void put_place(struct history *history, const struct find *find,
	const struct pc_blob_origin *origin)
{
	pc_xgrow(history->places, history->n_places, history->places_cap);
	history->places[history->n_places++] = (struct place){find, origin, false};
}

static int by_key(const struct find *a, const struct find *b)
{
	int order = memcmp(a->hash, b->hash, HASH);

	return order ? order : strcmp(a->rule->id, b->rule->id);
}

/* Those of one key together, of one path in it, the oldest first; those that no commit
 * has last. */
static int by_age(const void *left, const void *right)
{
	const struct place *a = left, *b = right;
	int order = by_key(a->find, b->find);

	if (order)
		return order;
	if (!a->origin || !b->origin)
		return a->origin ? -1 : b->origin ? 1 : 0;
	order = pc_str_cmp(a->origin->path, b->origin->path);
	if (order)
		return order;
	if (a->origin->order != b->origin->order)
		return a->origin->order < b->origin->order ? -1 : 1;
	return a->find->blob < b->find->blob ? -1 : a->find->blob > b->find->blob;
}

/* Of places[from] to [to], all of one key: the oldest of each path, or one that no commit
 * has where that is all. */
static size_t choose(struct history *history, size_t from, size_t to, size_t out)
{
	const struct place *last = NULL;
	bool is_gone = true;

	for (size_t i = from; i < to; i++) {
		const struct place *place = &history->places[i];

		if (history->blobs[place->find->blob].is_in_head)
			is_gone = false;
	}
	for (size_t i = from; i < to; i++) {
		const struct place place = history->places[i];

		if (last && (!place.origin ||
				    pc_str_eq(place.origin->path, last->origin->path)))
			continue;
		history->places[out] = place;
		history->places[out].is_gone = is_gone;
		last = &history->places[out++];
		if (!place.origin)
			break;
	}
	return out;
}

/* As files of that path are. */
static bool is_left_out(const struct history *history, struct pc_str path)
{
	const struct pc_audit_job *job = &history->run->job;
	struct pc_arena arena = {0};
	bool answer =
		job->is_left_out && job->is_left_out(job->context,
					    audit_git_path(&arena, history->dir, path));

	pc_arena_done(&arena);
	return answer;
}

static void choose_places(struct history *history)
{
	size_t out = 0, from = 0;

	for (size_t i = 0; i < history->n_finds; i++) {
		const struct find *find = &history->finds[i];
		const struct pc_sought *blob = &history->blobs[find->blob];

		for (size_t j = 0; j < blob->n_origins; j++) {
			if (!is_left_out(history, blob->origins[j].path))
				put_place(history, find, &blob->origins[j]);
		}
		if (blob->n_origins == 0)
			put_place(history, find, NULL);
	}
	if (history->n_places == 0)
		return;
	qsort(history->places, history->n_places, sizeof(*history->places), by_age);
	for (size_t i = 1; i <= history->n_places; i++) {
		if (i < history->n_places &&
			by_key(history->places[i].find, history->places[from].find) == 0)
			continue;
		out = choose(history, from, i, out);
		from = i;
	}
	history->n_places = out;
}

/* ---- handing them in ------------------------------------------------------ */

static int by_blob(const void *left, const void *right)
{
	const struct place *a = left, *b = right;

	if (a->find->blob != b->find->blob)
		return a->find->blob < b->find->blob ? -1 : 1;
	if (a->origin == b->origin)
		return by_key(a->find, b->find);
	return a->origin < b->origin ? -1 : 1;
}

static bool is_wanted(void *context, const struct pc_secret_hit *hit, struct pc_str text)
{
	const struct history *history = context;
	struct find find = {.rule = hit->rule};

	(void)text;
	hash_key(find.hash, history, hit->key);
	for (size_t i = 0; i < history->n_wanted; i++) {
		if (by_key(history->wanted[i].find, &find) == 0)
			return true;
	}
	return false;
}

static bool hand_in(void *context, unsigned thread, const struct pc_blob *blob)
{
	struct history *history = context;
	const struct pc_blob_origin *origin = history->wanted->origin;
	struct pc_audit_job job = history->run->job;
	struct pc_audit_place at = {.source = PC_AUDIT_HISTORY};

	(void)thread;
	if (origin) {
		at.path = audit_git_path(&history->arena, history->dir, origin->path);
		at.commit = pc_str(origin->commit);
		at.date = origin->date;
	} else {
		at.path = blob_name(&history->arena, blob->id);
	}
	at.is_gone = history->wanted->is_gone;
	job.is_wanted = is_wanted;
	job.wanted_context = history;
	pc_audit_text(&job, history->scanner, &at, blob->bytes);
	return true;
}

static void hand_in_all(struct history *history)
{
	struct place *places = history->places;
	size_t n = history->n_places;

	if (n == 0)
		return;
	qsort(places, n, sizeof(*places), by_blob);
	history->scanner = pc_secret_scanner_new(history->run->secrets);
	for (size_t i = 0; i < n; i += history->n_wanted) {
		history->wanted = &places[i];
		history->n_wanted = 1;
		while (i + history->n_wanted < n &&
			places[i].find->blob ==
				places[i + history->n_wanted].find->blob &&
			places[i].origin == places[i + history->n_wanted].origin)
			history->n_wanted++;
		(void)pc_repo_blob(history->repo, history->blobs[places[i].find->blob].id,
			hand_in, history);
	}
	pc_secret_scanner_free(history->scanner);
}

static void history_done(struct history *history)
{
	for (unsigned i = 0; i < history->n_lanes; i++) {
		free(history->lanes[i].finds);
		free(history->lanes[i].blobs);
	}
	free(history->lanes);
	free(history->blobs);
	free(history->finds);
	free(history->places);
	pc_arena_done(&history->arena);
	explicit_bzero(history->secret, sizeof(history->secret));
}

enum pc_status audit_git_history(struct audit_run *run, const struct pc_repo *repo,
	struct pc_str dir, struct pc_err *err)
{
	struct history history = {.run = run, .repo = repo, .dir = dir};
	enum pc_status status;

	if (getrandom(history.secret, sizeof(history.secret), 0) !=
		(ssize_t)sizeof(history.secret))
		return pc_err_sys(err, "random bytes");
	status = look_at_all(&history, err);
	join_lanes(&history);
	if (status == PC_OK && history.n_blobs)
		status = pc_repo_origins(
			history.blobs, history.n_blobs, repo, &history.arena, err);
	if (status == PC_OK) {
		choose_places(&history);
		hand_in_all(&history);
	}
	history_done(&history);
	return status;
}
