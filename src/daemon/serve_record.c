/* SPDX-License-Identifier: Apache-2.0 */
/* Messages to rows, and rows that go again. */
#include <stddef.h>

#include "pc/base/limits.h"
#include "pc/base/redact.h"
#include "pc/base/when.h"
#include "pc/record/chain.h"
#include "role.h"
#include "serve.h"

/* How long and how much is kept: a quarter of a year, at about 500 bytes a row. */
static const int64_t keep_ms = INT64_C(92) * 24 * 60 * 60 * 1000;
enum { KEEP_DECISIONS = 1000000, KEEP_OTHERS = 10000 };

static enum pc_status add_generation(
	struct serve *serve, const struct message *message, struct pc_err *err)
{
	const struct message_applied *applied = &message->applied;
	const struct pc_generation_row row = {
		.number = (int64_t)applied->generation,
		.at = pc_when_now(),
		.changes = (int64_t)applied->changes,
		.commit = applied->commit,
		.digest = applied->digest,
		.signer = applied->signer,
		.change = PC_STR("intended"),
		.signed_at = (int64_t)applied->signed_at,
		.expires = (int64_t)applied->expires,
	};
	const struct pc_sync_row refused = {
		.at = pc_when_now(),
		.last = pc_when_now(),
		.times = 1,
		.commit = applied->commit,
		.outcome = PC_STR("not applied"),
		.reason = applied->reason,
	};

	if (applied->generation == 0)
		return pc_sync_add(serve->db, &refused, err);
	return applied->is_new ? pc_row_add(serve->db, &pc_generations, &row, err)
			       : PC_OK;
}

static enum pc_status add_sync(
	struct serve *serve, const struct message *message, struct pc_err *err)
{
	const struct pc_sync_row row = {
		.at = (int64_t)message->synced.ended,
		.last = (int64_t)message->synced.ended,
		.times = 1,
		.remote = message->synced.remote,
		.commit = message->synced.commit,
		.outcome = message->synced.outcome,
		.reason = message->synced.reason,
	};

	if (pc_str_is(row.outcome, "done")) {
		serve->looked = (int64_t)message->synced.started;
		return PC_OK;
	}
	return pc_sync_add(serve->db, &row, err);
}

static enum pc_status (*const recorders[MESSAGE_TYPES])(
	struct serve *serve, const struct message *message, struct pc_err *err) = {
	[MESSAGE_APPLIED] = add_generation,
	[MESSAGE_DRIFT] = record_drift,
	[MESSAGE_FINDING] = record_finding,
	[MESSAGE_FINDINGS] = record_findings,
	[MESSAGE_SYNCED] = add_sync,
};

/* Texts of others, in which somebody may have left a password: what a file held, the
 * words of a process, what a server said. */
static const struct {
	enum message_type of;
	size_t offset; /* in struct message */
} foreign[] = {
	{MESSAGE_APPLIED, offsetof(struct message, applied.reason)},
	{MESSAGE_DRIFT, offsetof(struct message, drift.by)},
	{MESSAGE_DRIFT, offsetof(struct message, drift.diff)},
	{MESSAGE_SYNCED, offsetof(struct message, synced.remote)},
	{MESSAGE_SYNCED, offsetof(struct message, synced.reason)},
};

static void redact(struct message *message, struct pc_arena *arena)
{
	for (size_t i = 0; i < PC_COUNT(foreign); i++) {
		PC_AUTO(pc_buf_done) struct pc_buf clean = {0};
		char *at = (char *)message + foreign[i].offset;
		struct pc_str text;

		if (foreign[i].of != message->type)
			continue;
		memcpy(&text, at, sizeof(text));
		pc_redact(&clean, text);
		text = pc_arena_str(arena, pc_buf_str(&clean));
		memcpy(at, &text, sizeof(text));
	}
}

void record_message(struct serve *serve, const struct message *message)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct message clean = *message;
	struct pc_err err;

	if (!recorders[message->type]) {
		daemon_log("serve", "a message that is not for the record");
		return;
	}
	redact(&clean, &arena);
	if (recorders[message->type](serve, &clean, &err) != PC_OK)
		daemon_log("serve", "%s", err.text);
}

void record_wish(struct serve *serve, const char *what, struct pc_str why)
{
	const struct pc_sync_row row = {
		.at = pc_when_now(),
		.last = pc_when_now(),
		.times = 1,
		.outcome = pc_str(what),
		.reason = why,
	};
	struct pc_err err;

	if (pc_sync_add(serve->db, &row, &err) != PC_OK)
		daemon_log("serve", "%s", err.text);
}

void record_forget(struct serve *serve)
{
	static const struct pc_table *const others[] = {
		&pc_generations, &pc_drifts, &pc_syncs, &pc_findings};
	int64_t since = pc_when_now() - keep_ms;
	enum pc_status status;
	struct pc_err err;

	status = pc_db_begin(serve->db, &err);
	if (status == PC_OK)
		status = pc_chain_forget(serve->db, since, KEEP_DECISIONS, &err);
	if (status == PC_OK)
		status = pc_chain_shrink(serve->db, PC_MAX_RECORD_SIZE, &err);
	for (size_t i = 0; status == PC_OK && i < PC_COUNT(others); i++)
		status = pc_rows_forget(serve->db, others[i], 0, KEEP_OTHERS, &err);
	if (status == PC_OK)
		status = pc_db_end(serve->db, &err);
	if (status != PC_OK) {
		pc_db_undo(serve->db);
		daemon_log("serve", "%s", err.text);
	}
}
