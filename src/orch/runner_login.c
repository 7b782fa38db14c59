/* SPDX-License-Identifier: Apache-2.0 */
/* When a backend's own login ends, by the document that its client keeps of it.  That
 * holds tokens: it is read, looked through for one number, and overwritten. */
#include <fcntl.h>

#include "pc/base/fs.h"
#include "pc/base/limits.h"
#include "pc/doc/read.h"
#include "runner_priv.h"

/* ---- the number ---------------------------------------------------------------------
 */

/* s or ms, told apart by size: as ms the least is of 1973, as s it is past the year 5000.
 */
static int64_t moment(const struct pc_node *node)
{
	const int64_t least_ms = INT64_C(100000000000), most = INT64_C(1) << 50;

	if (!node || node->kind != PC_INT || node->integer <= 0 || node->integer > most)
		return 0;
	return node->integer < least_ms ? node->integer * 1000 : node->integer;
}

static int64_t first_of(int64_t a, int64_t b)
{
	if (a == 0 || b == 0)
		return a + b;
	return a < b ? a : b;
}

/* Of what lies so deep in it. */
static int64_t end_at(const struct pc_node *node, int depth)
{
	int64_t end = 0;

	if (node->kind == PC_LIST)
		for (size_t i = 0; depth > 0 && i < node->n_items; i++)
			end = first_of(end, end_at(node->items[i], depth - 1));
	if (node->kind != PC_MAP)
		return end;
	if (depth == 0)
		return first_of(moment(pc_node_get_c(node, "expiresAt")),
			moment(pc_node_get_c(node, "expires_at")));
	for (size_t i = 0; i < node->n_pairs; i++)
		end = first_of(end, end_at(node->pairs[i].value, depth - 1));
	return end;
}

int64_t login_end(struct pc_str json)
{
	enum { DEEPEST = 8 };
	PC_AUTO(pc_arena_wipe) struct pc_arena arena = {0};
	struct pc_node *root;
	struct pc_err err;
	int64_t end = 0;

	if (pc_json_read(&root, &arena, "a login", json, NULL, &err) != PC_OK)
		return 0;
	for (int depth = 0; end == 0 && depth <= DEEPEST; depth++)
		end = end_at(root, depth);
	return end;
}

enum pc_status login_read(int64_t *at, const struct login *login, struct pc_err *err)
{
	PC_AUTO(pc_arena_wipe) struct pc_arena arena = {0};
	struct pc_str text, file = pc_arena_str(&arena, login->file);

	PC_TRY(pc_fs_read(&text, &arena, AT_FDCWD, file.ptr, PC_MAX_LOGIN_FILE, err));
	*at = login_end(text);
	return PC_OK;
}

/* ---- those of a configuration -------------------------------------------------------
 */

static struct pc_str *copy_texts(struct pc_arena *arena, const struct pc_texts *texts)
{
	struct pc_str *out = pc_arena_new_array(arena, struct pc_str, texts->count + 1);

	for (size_t i = 0; i < texts->count; i++)
		out[i] = pc_arena_str(arena, texts->items[i]);
	return out;
}

struct login *runner_login(struct pc_runner *runner, struct pc_str backend)
{
	for (size_t i = 0; i < runner->logins.count; i++)
		if (pc_str_eq(runner->logins.items[i].backend, backend))
			return &runner->logins.items[i];
	return NULL;
}

static struct login login_of(struct pc_runner *runner, struct pc_arena *arena,
	const struct pc_orch_backend *backend)
{
	const struct login *before = runner_login(runner, backend->name);
	struct login login = {.backend = pc_arena_str(arena, backend->name),
		.file = pc_arena_str(arena, backend->login),
		.renew = copy_texts(arena, &backend->renew),
		.n_renew = backend->renew.count};

	if (before && pc_str_eq(before->file, login.file)) {
		login.told = before->told;
		login.is_blind = before->is_blind;
	}
	return login;
}

void runner_logins_take(struct pc_runner *runner)
{
	struct pc_engine_view view = {0};
	struct logins now = {0};

	pc_engine_look(&view, runner->engine);
	now.items =
		pc_arena_new_array(&now.arena, struct login, view.config->n_backends + 1);
	for (size_t i = 0; i < view.config->n_backends; i++) {
		const struct pc_orch_backend *backend = &view.config->backends[i];

		if (backend->login.len || backend->renew.count)
			now.items[now.count++] = login_of(runner, &now.arena, backend);
	}
	runner_logins_done(runner);
	runner->logins = now;
}

void runner_logins_done(struct pc_runner *runner)
{
	pc_arena_done(&runner->logins.arena);
	runner->logins = (struct logins){0};
}

/* ---- looking ------------------------------------------------------------------------
 */

static void look(struct pc_runner *runner, struct login *login)
{
	const struct credential_name name = {.backend = login->backend};
	struct pc_credential which;
	struct pc_err err = {0};
	int64_t at = 0;

	if (login_read(&at, login, &err) != PC_OK && !login->is_blind)
		runner_tell(runner, PC_WARNING,
			"when the login of '%.*s' ends is not known: %s",
			PC_STR_ARG(login->backend), err.text);
	login->is_blind = err.status != PC_OK;
	if (at == login->told || !runner_find(&which, runner, &name))
		return;
	login->told = at;
	pc_engine_expires(runner->engine, &which, at);
}

void runner_logins_look(struct pc_runner *runner)
{
	for (size_t i = 0; i < runner->logins.count; i++)
		if (runner->logins.items[i].file.len)
			look(runner, &runner->logins.items[i]);
}
