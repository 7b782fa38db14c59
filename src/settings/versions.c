/* SPDX-License-Identifier: Apache-2.0 */
/* Keys that are newer than the oldest client which the settings are for: the version
 * that the caller names, or the one below which no client starts. */
#include "keys_priv.h"

bool version_read(struct version *out, struct pc_str text)
{
	struct version version = {0};
	size_t at = 0;

	text = js_trim(text);
	at += pc_str_starts(text, PC_STR("v"));
	for (size_t i = 0; i < PC_COUNT(version.parts); i++) {
		size_t start = at;

		while (at < text.len && text.ptr[at] >= '0' && text.ptr[at] <= '9' &&
			at < start + 6) {
			version.parts[i] =
				version.parts[i] * 10 + (unsigned)(text.ptr[at++] - '0');
		}
		if (at == start || (i < 2 && (at == text.len || text.ptr[at++] != '.')))
			return false;
	}
	if (at < text.len && text.ptr[at] != '-' && text.ptr[at] != '+')
		return false;
	*out = version;
	return true;
}

bool version_is_older(const struct version *a, const struct version *b)
{
	for (size_t i = 0; i < PC_COUNT(a->parts); i++) {
		if (a->parts[i] != b->parts[i])
			return a->parts[i] < b->parts[i];
	}
	return false;
}

/* The oldest client, as a version and for people. */
struct oldest {
	struct load *load;
	struct version version;
	struct pc_str text;
};

/* keys: NULL for the top level. */
static void check_map(const struct oldest *oldest, const struct key *keys,
	struct pc_str prefix, const struct pc_node *map)
{
	for (size_t i = 0; i < map->n_pairs; i++) {
		const struct pc_pair *pair = &map->pairs[i];
		const struct key *key =
			keys ? key_find(keys, pair->key) : key_top(pair->key);
		struct version since;
		struct pc_str path;

		if (!key)
			continue;
		path = pc_arena_printf(oldest->load->arena, "%.*s%s%.*s",
			PC_STR_ARG(prefix), prefix.len ? "." : "", PC_STR_ARG(pair->key));
		if (key->since && version_read(&since, pc_str(key->since)) &&
			version_is_older(&oldest->version, &since))
			finding_add(oldest->load->diags, "PC1319", pair->key_at, path,
				"no client before %s knows it, and the oldest here is "
				"%.*s: that one ignores it and says nothing",
				key->since, PC_STR_ARG(oldest->text));
		if (key->members && pair->value->kind == PC_MAP)
			check_map(oldest, key->members, path, pair->value);
	}
}

/* A required version that is none: the client does not compare it. */
static void check_required(struct load *load, const char *name, struct oldest *oldest)
{
	const struct pc_value *value = merge_member(load->out->managed, pc_str(name));
	struct pc_str text = value ? pc_node_text(value->node) : (struct pc_str){0};
	struct version version;

	if (!value)
		return;
	if (!version_read(&version, text)) {
		finding_add(load->diags, "PC1320", value->from.at, pc_str(name),
			"'%.*s' is no version such as 2.1.259; the client says nothing "
			"and starts whatever its version",
			PC_STR_ARG(text));
	} else if (oldest && !oldest->text.len) {
		oldest->version = version;
		oldest->text = text;
	}
}

enum pc_status versions_check(struct load *load)
{
	struct pc_str typed = load->where->client_version;
	struct oldest oldest = {.load = load};

	if (typed.len && !version_read(&oldest.version, typed)) {
		return pc_err_set(load->err, PC_ERR_USAGE, (struct pc_span){0},
			"'%.*s' is no client version such as 2.1.259", PC_STR_ARG(typed));
	}
	oldest.text = typed;
	check_required(load, "requiredMinimumVersion", &oldest);
	check_required(load, "requiredMaximumVersion", NULL);
	for (size_t i = 0; oldest.text.len && i < load->n_docs; i++)
		check_map(&oldest, NULL, (struct pc_str){0}, load->docs[i].root);
	return PC_OK;
}

const char *pc_settings_since(struct pc_str path)
{
	const struct key *key = key_top(pc_str_cut(&path, '.'));

	while (key && path.ptr)
		key = key->members ? key_find(key->members, pc_str_cut(&path, '.'))
				   : NULL;
	return key ? key->since : NULL;
}
