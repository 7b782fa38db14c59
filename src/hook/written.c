/* SPDX-License-Identifier: Apache-2.0 */
/* A key in what an agent is about to write or run: found by the rules of policyctl audit,
 * where the machine's audit.yaml wants to be asked about it. */
#include <fcntl.h>

#include "hook_priv.h"
#include "pc/base/fs.h"
#include "pc/base/limits.h"
#include "pc/doc/read.h"
#include "pc/secrets/scan.h"

/* What audit.yaml says, as far as a hook goes by it. */
struct wish {
	enum opinion opinion;
	const char **without; /* NULL-ended: rules that are off */
	struct pc_secret_rule *more;
	size_t n_more;
};

/* ---- audit.yaml ------------------------------------------------------------------- */

static enum opinion opinion_of(const struct pc_node *wanted)
{
	struct pc_str word = pc_node_text(wanted);

	if (!wanted || pc_str_is(word, "off"))
		return OPINION_NONE;
	/* A word that nobody knows must not loosen anything. */
	return pc_str_is(word, "ask") ? OPINION_ASK : OPINION_DENY;
}

static void read_off(struct wish *wish, struct pc_arena *arena, const struct pc_node *off)
{
	size_t n = 0;

	if (!off || off->kind != PC_LIST)
		return;
	wish->without = pc_arena_new_array(arena, const char *, off->n_items + 1);
	for (size_t i = 0; i < off->n_items; i++) {
		struct pc_str id = pc_node_text(off->items[i]);

		if (id.len)
			wish->without[n++] = pc_arena_str(arena, id).ptr;
	}
}

/* Rules of one more file.  One that cannot be read adds none; policyctl audit says so. */
static void read_more(struct wish *wish, struct pc_arena *arena, struct pc_str path)
{
	struct pc_diags diags = {.arena = arena};
	struct pc_secret_rule *rules, *all;
	struct pc_str text;
	struct pc_err err;
	size_t n;

	path = pc_arena_str(arena, path);
	if (pc_fs_read(&text, arena, AT_FDCWD, path.ptr, PC_MAX_DOC_SIZE, &err) !=
			PC_OK ||
		!pc_secret_rules_read(&rules, &n, arena, path.ptr, text, &diags) ||
		n == 0)
		return;
	all = pc_arena_new_array(arena, struct pc_secret_rule, wish->n_more + n);
	if (wish->n_more)
		memcpy(all, wish->more, wish->n_more * sizeof(*all));
	memcpy(all + wish->n_more, rules, n * sizeof(*all));
	wish->more = all;
	wish->n_more += n;
}

static void read_rules(struct wish *wish, struct pc_arena *arena, struct pc_str file,
	const struct pc_node *rules)
{
	const struct pc_node *files = pc_node_get_c(rules, "files");

	read_off(wish, arena, pc_node_get_c(rules, "off"));
	for (size_t i = 0; files && files->kind == PC_LIST && i < files->n_items; i++) {
		struct pc_str path = pc_node_text(files->items[i]);

		if (path.len)
			read_more(wish, arena,
				pc_path_join(arena, pc_path_dir(file), path));
	}
}

static struct wish read_wish(struct pc_arena *arena, struct pc_str file)
{
	struct wish wish = {.opinion = OPINION_NONE};
	const struct pc_node *audit;
	struct pc_node *root;
	struct pc_str text;
	struct pc_err err;
	enum pc_status got;

	file = pc_arena_str(arena, file);
	got = pc_fs_read(&text, arena, AT_FDCWD, file.ptr, PC_MAX_DOC_SIZE, &err);
	if (got == PC_ERR_ABSENT)
		return wish;
	/* It may say deny. */
	wish.opinion = OPINION_DENY;
	if (got != PC_OK ||
		pc_yaml_read(&root, arena, file.ptr, text, NULL, &err) != PC_OK)
		return wish;
	audit = pc_node_get_c(root, "audit");
	if (!audit || audit->kind != PC_MAP)
		return wish;
	wish.opinion = opinion_of(pc_node_get_c(audit, "on-write"));
	if (wish.opinion != OPINION_NONE)
		read_rules(&wish, arena, file, pc_node_get_c(audit, "rules"));
	return wish;
}

/* ---- the call --------------------------------------------------------------------- */

struct search {
	struct pc_secret_scanner *scanner;
	const struct pc_secret_rule *rule; /* of the surest key so far; NULL: none */
	enum pc_secret_sureness sureness;
};

static void take(void *context, const struct pc_secret_hit *hit)
{
	struct search *search = context;

	if (search->rule && search->sureness >= hit->sureness)
		return;
	search->rule = hit->rule;
	search->sureness = hit->sureness;
}

/* What an edit replaces is there already. */
static bool is_written(struct pc_str key)
{
	static const char *const others[] = {"old_string", "old_str"};

	for (size_t i = 0; i < PC_COUNT(others); i++) {
		if (pc_str_is(key, others[i]))
			return false;
	}
	return true;
}

/* Every text of the input, however deep: the reader bounds that. */
static void look_at(struct search *search, struct pc_str name, const struct pc_node *node)
{
	size_t i;

	switch (node->kind) {
	case PC_TEXT:
		pc_secret_scan(search->scanner,
			&(struct pc_secret_text){.text = node->text}, take, search);
		/* In a map of variables the name is the key. */
		if (!search->rule && name.len)
			pc_secret_scan_value(
				search->scanner, name, node->text, take, search);
		break;
	case PC_LIST:
		for (i = 0; i < node->n_items; i++)
			look_at(search, name, node->items[i]);
		break;
	case PC_MAP:
		for (i = 0; i < node->n_pairs; i++) {
			if (is_written(node->pairs[i].key))
				look_at(search, node->pairs[i].key, node->pairs[i].value);
		}
		break;
	case PC_NULL:
	case PC_BOOL:
	case PC_INT:
	case PC_REAL:
		break;
	}
}

static void look(struct search *search, const struct wish *wish,
	const struct request *request, struct pc_err *err)
{
	const struct pc_secrets_options options = {
		.more = wish->more,
		.n_more = wish->n_more,
		.without = wish->without,
		.size = request->size,
		.is_plain = true,
	};
	struct pc_secrets *secrets;

	if (pc_secrets_open(&secrets, &options, err) != PC_OK)
		return;
	search->scanner = pc_secret_scanner_new(secrets);
	look_at(search, (struct pc_str){0}, request->input);
	pc_secret_scanner_free(search->scanner);
	pc_secrets_close(secrets);
}

void decide_written(struct answer *out, struct pc_arena *arena, struct pc_str file,
	const struct request *request)
{
	struct search search = {.rule = NULL};
	enum opinion opinion;
	struct wish wish;
	struct pc_err err = {.status = PC_OK};

	if (out->opinion == OPINION_DENY || file.len == 0 || !request->input)
		return;
	wish = read_wish(arena, file);
	if (wish.opinion <= out->opinion)
		return;
	look(&search, &wish, request, &err);
	if (!search.rule && err.status == PC_OK)
		return;
	opinion = wish.opinion;
	/* What only may be a key somebody looks at, where there is somebody. */
	if (search.rule && search.sureness == PC_SECRET_POSSIBLE)
		opinion = OPINION_ASK;
	if (!request->agent->asks)
		opinion = OPINION_DENY;
	if (opinion <= out->opinion)
		return;
	*out = (struct answer){.opinion = opinion, .by = ANSWER_BY_AUDIT};
	if (!search.rule) {
		out->reason = pc_arena_printf(arena,
			"keys in the call cannot be looked for: %s; %.*s", err.text,
			PC_STR_ARG(file));
		return;
	}
	out->reason = pc_arena_printf(arena,
		"the call holds a key: %s %s (rule %s); keep it in a secret manager and "
		"hand it over by reference; on-write of %.*s",
		search.rule->provider, search.rule->about, search.rule->id,
		PC_STR_ARG(file));
}
