/* SPDX-License-Identifier: Apache-2.0 */
/* A secret of a vault: one GET of its KV engine, version 2, with a token that a reference
 * of its own names.  What came is wiped, whatever became of it. */
#include "key_priv.h"
#include "pc/base/arena.h"
#include "pc/base/limits.h"
#include "pc/doc/read.h"
#include "pc/net/fetch.h"

enum { PER_SECOND = 1000 };

/* "2026-11-22T10:00:00.123456Z"; 0: empty, or something else. */
static int64_t moment(struct pc_arena *arena, struct pc_str text)
{
	size_t point = pc_str_find(text, '.');
	int64_t at = 0;

	if (point < text.len)
		text = pc_arena_printf(arena, "%.*sZ", (int)point, text.ptr);
	return pc_time_read(&at, text) ? at : 0;
}

static int64_t end_of(
	struct pc_arena *arena, const struct pc_node *answer, const struct key_wish *wish)
{
	const int64_t longest = INT64_C(1) << 40;
	const struct pc_node *lease = pc_node_get_c(answer, "lease_duration"),
			     *data = pc_node_get_c(answer, "data"),
			     *about = pc_node_get_c(data, "metadata");
	int64_t end = 0;

	if (lease && lease->kind == PC_INT && lease->integer > 0 &&
		lease->integer < longest)
		end = wish->how->now / PER_SECOND + lease->integer;
	return first_end(
		end, moment(arena, pc_node_text(pc_node_get_c(about, "deletion_time"))));
}

static enum pc_status take(struct pc_secret *out, int64_t *expires,
	const struct key_wish *wish, struct pc_str body, struct pc_err *err)
{
	PC_AUTO(pc_arena_wipe) struct pc_arena arena = {0};
	struct pc_str field = wish->rest, value;
	const struct pc_node *data;
	struct pc_node *answer = NULL;

	(void)pc_str_cut(&field, '#');
	/* Its own words about what is wrong may quote some of it. */
	if (pc_json_read(&answer, &arena, "vault", body, NULL, err) != PC_OK)
		return pc_err_set(err, PC_ERR_PARSE, (struct pc_span){0},
			"vault's answer about the key '%s' is no JSON", wish->name);
	data = pc_node_get_c(pc_node_get_c(answer, "data"), "data");
	value = pc_node_text(pc_node_get(data, field));
	if (!value.ptr)
		return pc_err_set(err, PC_ERR_ABSENT, (struct pc_span){0},
			"vault has no text in the field of the key '%s'", wish->name);
	PC_TRY(pc_secret_copy(out, value, wish->name, err));
	*expires = end_of(&arena, answer, wish);
	return PC_OK;
}

static enum pc_status refuse(
	const struct pc_fetched *got, const struct key_wish *wish, struct pc_err *err)
{
	static const struct {
		int status;
		enum pc_status means;
		const char *what;
	} known[] = {
		{400, PC_ERR_SYSTEM, "does not understand the question"},
		{403, PC_ERR_SYSTEM, "does not let that token read it"},
		{404, PC_ERR_ABSENT, "has nothing there"},
		{429, PC_ERR_SYSTEM, "is asked too often, or stands by"},
		{503, PC_ERR_SYSTEM, "is sealed or at work on itself"},
	};
	const struct pc_span none = {0};

	if (!got->status || got->is_cut || got->is_large)
		return pc_err_set(err, PC_ERR_SYSTEM, none,
			"vault gave no whole answer for the key '%s': %s", wish->name,
			got->why.text);
	for (size_t i = 0; i < PC_COUNT(known); i++) {
		if (known[i].status == got->status)
			return pc_err_set(err, known[i].means, none,
				"for the key '%s' vault %s (%d)", wish->name,
				known[i].what, got->status);
	}
	return pc_err_set(err, PC_ERR_SYSTEM, none, "for the key '%s' vault answered %d",
		wish->name, got->status);
}

static struct pc_str header_of(struct pc_arena *arena, const struct pc_secret *token)
{
	return pc_arena_printf(
		arena, "X-Vault-Token: %.*s", (int)token->len, token->bytes);
}

enum pc_status vault_read(struct pc_secret *out, int64_t *expires,
	const struct key_wish *wish, struct pc_err *err)
{
	PC_AUTO(pc_arena_wipe) struct pc_arena arena = {0};
	PC_AUTO(pc_secret_done) struct pc_secret token = {0};
	/* One half for the token, one for the answer. */
	const int64_t half = wish->how->deadline / 2;
	const struct pc_fetch_options options = {
		.ca_file = wish->key->vault_ca, .deadline = half};
	struct pc_str rest = wish->rest, header;
	struct pc_fetch ask = {.url = pc_str_cut(&rest, '#'),
		.headers = &header,
		.n_headers = 1,
		.most = PC_MAX_VAULT_ANSWER,
		.is_secret = true};
	struct pc_fetched got = {0};

	PC_TRY(reference_read(&token, wish->key->vault_token, wish->name, half, err));
	header = header_of(&arena, &token);
	pc_fetch_all(&got, &arena, &ask, 1, &options);
	if (got.status != 200 || got.is_cut || got.is_large)
		return refuse(&got, wish, err);
	return take(out, expires, wish, got.body, err);
}
