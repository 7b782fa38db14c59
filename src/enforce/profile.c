/* SPDX-License-Identifier: Apache-2.0 */
/* A configuration profile: the property list inside what MDM delivers.  The settings lie
 * in a payload of managed preferences, which carries them apart from the payload's own
 * keys, so that the client sees exactly the settings. */
#include "enforce_priv.h"
#include "pc/doc/node.h"
#include "pc/doc/write.h"

/* ---- trees ---------------------------------------------------------------- */

/* A map with room for a handful of members. */
static struct pc_node *new_map(struct maker *m)
{
	enum { ROOM = 12 };
	struct pc_node *map = pc_node_new(m->arena, PC_MAP, (struct pc_span){0});

	map->pairs = pc_arena_new_array(m->arena, struct pc_pair, ROOM);
	return map;
}

static void put(struct pc_node *map, const char *key, struct pc_node *value)
{
	map->pairs[map->n_pairs++] = (struct pc_pair){.key = pc_str(key), .value = value};
}

static void put_text(
	struct maker *m, struct pc_node *map, const char *key, struct pc_str text)
{
	put(map, key, pc_node_new_text(m->arena, text, (struct pc_span){0}));
}

static void put_list_of_one(
	struct maker *m, struct pc_node *map, const char *key, struct pc_node *item)
{
	struct pc_node *list = pc_node_new(m->arena, PC_LIST, (struct pc_span){0});

	list->items = pc_arena_new_array(m->arena, struct pc_node *, 1);
	list->items[list->n_items++] = item;
	put(map, key, list);
}

/* ---- payloads ------------------------------------------------------------- */

/* A UUID of the form that RFC 9562 leaves to applications (version 8), from the
 * payload's name and what the profile says: the same settings have the same one. */
static struct pc_str uuid_of(struct maker *m, struct pc_str name, struct pc_str content)
{
	PC_AUTO(pc_buf_done) struct pc_buf seed = {0};
	char hex[PC_SHA256_HEX];

	pc_buf_add(&seed, name);
	pc_buf_add_char(&seed, '\0');
	pc_buf_add(&seed, content);
	pc_sha256_hex(hex, pc_buf_str(&seed));
	for (char *at = hex; *at; at++)
		*at = (char)(*at >= 'a' ? *at - 'a' + 'A' : *at);
	return pc_arena_printf(m->arena, "%.8s-%.4s-8%.3s-%c%.3s-%.12s", hex, hex + 8,
		hex + 13, "89AB"[hex[16] & 3], hex + 17, hex + 20);
}

static struct pc_node *new_payload(struct maker *m, const char *type,
	struct pc_str identifier, struct pc_str content)
{
	struct pc_node *payload = new_map(m);
	struct pc_node *version = pc_node_new(m->arena, PC_INT, (struct pc_span){0});

	version->integer = 1;
	put_text(m, payload, "PayloadType", pc_str(type));
	put(payload, "PayloadVersion", version);
	put_text(m, payload, "PayloadIdentifier", identifier);
	put_text(m, payload, "PayloadUUID", uuid_of(m, identifier, content));
	return payload;
}

static struct pc_node *new_preferences(
	struct maker *m, struct pc_str identifier, struct pc_str content)
{
	struct pc_node *payload = new_payload(
		m, "com.apple.ManagedClient.preferences", identifier, content);
	struct pc_node *domains = new_map(m), *domain = new_map(m), *forced = new_map(m);

	put(forced, "mcx_preference_settings", m->settings->effective);
	put_list_of_one(m, domain, "Forced", forced);
	put(domains, m->out->target->place, domain);
	put_text(m, payload, "PayloadDisplayName", PC_STR("Claude Code"));
	put(payload, "PayloadContent", domains);
	return payload;
}

static struct pc_node *new_profile(struct maker *m, struct pc_str content)
{
	const struct pc_build_wish *wish = m->wish;
	struct pc_str identifier =
		wish->identifier.len ? wish->identifier : pc_str(pc_build_identifier);
	struct pc_str inner =
		pc_arena_printf(m->arena, "%.*s.settings", PC_STR_ARG(identifier));
	struct pc_node *profile = new_payload(m, "Configuration", identifier, content);

	put_text(m, profile, "PayloadDisplayName", PC_STR("Claude Code policy"));
	put_text(m, profile, "PayloadDescription",
		PC_STR("Managed settings of Claude Code."));
	if (wish->organization.len)
		put_text(m, profile, "PayloadOrganization", wish->organization);
	put_text(m, profile, "PayloadScope", PC_STR("System"));
	put_list_of_one(m, profile, "PayloadContent", new_preferences(m, inner, content));
	return profile;
}

enum pc_status profile_make(struct maker *m, const struct pc_node *settings)
{
	PC_AUTO(pc_buf_done) struct pc_buf content = {0};

	pc_node_write(&content, settings, PC_FORMAT_CANONICAL);
	return plist_make(m, new_profile(m, pc_buf_str(&content)));
}
