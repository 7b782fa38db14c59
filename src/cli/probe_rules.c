/* SPDX-License-Identifier: Apache-2.0 */
/* Rules that somebody believes to be in force.  What clients read is where they look
 * last: a file that no client reads is configured all the same. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pc/base/fs.h"
#include "pc/enforce/plan.h"
#include "probe.h"

/* ---- one set of settings --------------------------------------------------------- */

static bool is_known(const struct pc_canaries *canaries, size_t n, struct pc_str rule)
{
	for (size_t i = 0; i < n; i++) {
		if (pc_str_eq(canaries->items[i].rule->text, rule))
			return true;
	}
	return false;
}

static enum pc_status add(struct probed *probed, struct pc_where *where,
	const struct pc_settings **settings, struct pc_err *err)
{
	const struct pc_canary_ground ground = {probed->stage.home, probed->stage.work};
	struct pc_diags diags = {.arena = probed->arena};
	struct pc_canaries *all = &probed->canaries, more = {0};
	struct pc_settings *loaded;
	struct pc_policy *policy;
	size_t before = all->count;
	bool refused;

	where->apart = true;
	where->home = ground.home;
	where->cwd = ground.work;
	PC_TRY(pc_settings_load(&loaded, probed->arena, where, &diags, err));
	PC_TRY(pc_policy_compile(&policy, loaded, &diags, err));
	pc_arena_grow(probed->arena, probed->policies, probed->n_policies,
		probed->policies_cap);
	probed->policies[probed->n_policies++] = policy;
	/* What a rule is about does not change where no client starts. */
	refused = loaded->refused;
	loaded->refused = false;
	pc_canaries_add(&more, probed->arena, policy, &ground);
	loaded->refused = refused;
	for (size_t i = 0; i < more.count && all->count < PC_MAX_CANARIES; i++) {
		if (is_known(all, before, more.items[i].rule->text))
			continue;
		pc_arena_grow(probed->arena, all->items, all->count, all->cap);
		all->items[all->count++] = more.items[i];
	}
	if (settings) {
		*settings = loaded;
		pc_machine_read_hook(&probed->hook, &probed->agent.machine, loaded);
	} else if (!probed->lost_hook.is_named) {
		pc_machine_read_hook(&probed->lost_hook, &probed->agent.machine, loaded);
	}
	return PC_OK;
}

/* What cannot be read has no rules; what looks at it is policyctl doctor. */
static void add_text(struct probed *probed, struct pc_str path, struct pc_str text)
{
	const struct pc_named_file file = {path, text, PC_LAYER_MANAGED};
	struct pc_where where = {.file = &file};
	struct pc_err err;

	(void)(add(probed, &where, NULL, &err) == PC_OK);
}

/* ---- files that no client reads ----------------------------------------------------
 */

static bool ends_like(struct pc_str name, const char *end)
{
	char lower[16];
	size_t len = strlen(end);

	if (name.len < len || len > sizeof(lower))
		return false;
	for (size_t i = 0; i < len; i++) {
		char c = name.ptr[name.len - len + i];

		lower[i] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
	}
	return memcmp(lower, end, len) == 0;
}

/* The names of temporary files are those of pc_fs_replace(). */
static bool is_unread(struct pc_str name, bool is_base)
{
	bool is_json = pc_str_ends(name, PC_STR(".json"));

	if (pc_str_starts(name, PC_STR(".policyctl-")))
		return false;
	if (!is_json || pc_str_starts(name, PC_STR(".")))
		return ends_like(name, ".json") || ends_like(name, ".yaml") ||
		       ends_like(name, ".yml");
	return is_base && !pc_str_is(name, "managed-settings.json") &&
	       !pc_str_is(name, "managed-mcp.json");
}

static void add_unread(struct probed *probed, struct pc_str dir, bool is_base)
{
	DIR *list = opendir(dir.ptr);
	struct dirent *entry;

	while (list && (entry = readdir(list))) {
		struct pc_str path = pc_path_join(probed->arena, dir,
			pc_arena_str(probed->arena, pc_str(entry->d_name)));
		struct pc_str text;
		struct pc_err err;

		if (is_unread(pc_str(entry->d_name), is_base) &&
			pc_fs_read(&text, probed->arena, AT_FDCWD, path.ptr,
				PC_CLIENT_MAX_FILE, &err) == PC_OK)
			add_text(probed, path, text);
	}
	if (list)
		closedir(list);
}

/* ---- what policyd put in force --------------------------------------------------- */

/* Only root may look, and there may be nothing. */
static void add_in_force(struct probed *probed)
{
	const struct agent *agent = &probed->agent;
	const struct pc_site_where where = {.target = agent->target,
		.root = agent->root,
		.state = pc_path_join(agent->arena, agent->state, PC_STR("apply")),
		.uid = geteuid(),
		.gid = getegid()};
	struct pc_site *site = NULL;
	struct pc_wish wish;
	struct pc_err err;
	int64_t number;

	if (access(where.state.ptr, R_OK) < 0 ||
		pc_site_open(&site, &where, PC_SITE_LOOK, &err) != PC_OK)
		return;
	number = pc_site_history(site)->current;
	if (number && pc_wish_of_generation(&wish, site, number, &err) == PC_OK &&
		wish.path.len)
		add_text(probed, pc_path_join(agent->arena, agent->managed, wish.path),
			pc_arena_str(agent->arena, wish.bytes));
	pc_site_freep(&site);
}

static enum pc_status add_named(
	struct probed *probed, struct pc_str policy, struct pc_err *err)
{
	struct pc_named_file file = {.path = policy, .layer = PC_LAYER_MANAGED};
	struct pc_where where = {.yaml = true};
	struct stat st;

	if (stat(policy.ptr, &st) < 0)
		return pc_err_sys(err, "'%.*s'", PC_STR_ARG(policy));
	if (S_ISDIR(st.st_mode))
		where.managed_dir = policy;
	else
		where.file = &file;
	return add(probed, &where, NULL, err);
}

enum pc_status probe_find_rules(
	struct probed *probed, struct pc_str policy, struct pc_err *err)
{
	struct pc_str managed = probed->agent.managed;
	struct pc_where where = {.managed_dir = managed};
	struct pc_err ignored;

	if (add(probed, &where, &probed->settings, &ignored) != PC_OK)
		probed->settings = NULL;
	add_unread(probed, managed, true);
	add_unread(probed,
		pc_path_join(
			probed->arena, managed, pc_str(probed->agent.target->dropins)),
		false);
	add_in_force(probed);
	return policy.len ? add_named(probed, policy, err) : PC_OK;
}

void probe_forget_rules(struct probed *probed)
{
	for (size_t i = 0; i < probed->n_policies; i++)
		pc_policy_free(probed->policies[i]);
	probed->n_policies = 0;
}
