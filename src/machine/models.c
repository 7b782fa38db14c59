/* SPDX-License-Identifier: Apache-2.0 */
/* Which models this machine's settings name: managed ones, and those of each user, whose
 * files are foreign and are read as that user.  What a name means is for pc/models. */
#include <dirent.h>
#include <fcntl.h>
#include <inttypes.h>

#include "machine_priv.h"
#include "pc/base/fs.h"
#include "pc/base/limits.h"
#include "pc/base/when.h"
#include "pc/machine/report.h"
#include "pc/match/literals.h"
#include "pc/models/mention.h"

struct naming {
	const struct pc_machine *machine;
	const struct pc_models *models;
	struct pc_mention_how how;
	struct pc_mentions *mentions;
	struct pc_arena scratch;
	struct pc_wire_list *out;
	size_t cap;
	size_t *last_user; /* of each row: who named it last; 0: managed settings */
	size_t cap_users;
	size_t user;
	struct pc_str path; /* that is being read */
};

/* ---- rows ------------------------------------------------------------------------- */

static size_t find_row(const struct naming *naming, struct pc_str name)
{
	const struct pc_wire_model *rows = naming->out->items;
	size_t i = 0;

	while (i < naming->out->count && !pc_str_eq(rows[i].name, name))
		i++;
	return i;
}

/* Nobody needs to see where a test's root is. */
static struct pc_str own_path(const struct naming *naming)
{
	struct pc_str path = naming->path, root = naming->machine->root;

	if (root.len && pc_str_starts(path, root))
		path = pc_str_from(path, root.len);
	return pc_arena_str(naming->machine->arena, path);
}

static void add_row(struct naming *naming, const struct pc_mention *mention)
{
	struct pc_arena *arena = naming->machine->arena;
	struct pc_wire_model *rows = naming->out->items;
	struct pc_mention_judged judged;

	pc_mention_judge(&judged, naming->models, mention, &naming->how);
	pc_arena_grow(arena, rows, naming->out->count, naming->cap);
	pc_arena_grow(arena, naming->last_user, naming->out->count, naming->cap_users);
	naming->last_user[naming->out->count] = SIZE_MAX;
	naming->out->items = rows;
	rows[naming->out->count++] = (struct pc_wire_model){
		.name = pc_arena_str(arena, mention->name),
		.verdict = pc_str(pc_mention_verdict_name(judged.verdict)),
		.code = pc_str(judged.code),
		.use = pc_mention_instead(arena, naming->models, mention, &judged),
		.path = own_path(naming),
		.ends = judged.status.has_end ? judged.status.end : 0,
		.is_wrong = judged.severity > PC_NOTE,
	};
}

static void see(void *context, const struct pc_mention *mention)
{
	struct naming *naming = context;
	struct pc_wire_model *rows;
	size_t row;

	/* "opus" is whatever the client takes for it. */
	if (mention->is_alias_of_client || mention->name.len > PC_MAX_MODEL_NAME)
		return;
	row = find_row(naming, mention->name);
	if (row == PC_MAX_REPORT_MODELS) {
		naming->out->left_out++;
		return;
	}
	if (row == naming->out->count)
		add_row(naming, mention);
	rows = naming->out->items;
	if (naming->last_user[row] == naming->user)
		return;
	naming->last_user[row] = naming->user;
	if (naming->user)
		rows[row].users++;
	else
		rows[row].is_managed = true;
}

/* ---- files ------------------------------------------------------------------------ */

static void read_file(struct naming *naming, struct pc_str path)
{
	struct pc_str text;
	struct pc_err err;

	if (pc_fs_read(&text, &naming->scratch, AT_FDCWD, path.ptr, PC_CLIENT_MAX_FILE,
		    &err) != PC_OK)
		return;
	naming->path = path;
	pc_mentions_find(naming->mentions, text, PC_MENTION_IN_SETTINGS, see, naming);
}

static void read_managed(struct naming *naming)
{
	struct pc_str managed = naming->machine->managed;
	struct pc_str parts =
		pc_path_join(&naming->scratch, managed, PC_STR("managed-settings.d"));
	DIR *dir = opendir(parts.ptr);
	const struct dirent *entry;

	naming->user = 0;
	read_file(naming,
		pc_path_join(&naming->scratch, managed, PC_STR("managed-settings.json")));
	while (dir && (entry = readdir(dir))) {
		if (entry->d_name[0] != '.' &&
			pc_str_ends(pc_str(entry->d_name), PC_STR(".json")))
			read_file(naming, pc_path_join(&naming->scratch, parts,
						  pc_str(entry->d_name)));
	}
	if (dir)
		closedir(dir);
	pc_arena_reset(&naming->scratch);
}

/* As the user: a file of theirs may be anything. */
static void read_home(struct naming *naming, const struct pc_machine_home *home)
{
	static const char *const files[] = {
		".claude/settings.json", ".claude/settings.local.json"};

	if (!machine_act_as(home))
		return;
	for (size_t i = 0; i < PC_COUNT(files); i++)
		read_file(naming,
			pc_path_join(&naming->scratch, home->path, pc_str(files[i])));
	machine_act_as(NULL);
	pc_arena_reset(&naming->scratch);
}

void pc_machine_find_models(struct pc_wire_list *out, const struct pc_machine *machine,
	const struct pc_models *models, int64_t now)
{
	struct naming naming = {
		.machine = machine, .models = models, .how = {.now = now}, .out = out};
	struct pc_machine_homes homes;
	struct pc_err err;

	*out = (struct pc_wire_list){0};
	if (pc_mentions_open(&naming.mentions, models, &pc_literals_table, &err) != PC_OK)
		return;
	read_managed(&naming);
	pc_machine_find_homes(&homes, machine);
	for (size_t i = 0; i < homes.count; i++) {
		naming.user = i + 1;
		read_home(&naming, &homes.items[i]);
	}
	pc_mentions_close(&naming.mentions);
	pc_arena_done(&naming.scratch);
}

/* ---- words ------------------------------------------------------------------------ */

static struct pc_str say_who(struct pc_arena *arena, const struct pc_wire_model *row)
{
	struct pc_str users = pc_arena_printf(
		arena, "%" PRId64 " user%s", row->users, pc_plural((size_t)row->users));

	if (!row->is_managed)
		return pc_arena_printf(arena, "%.*s name%s it", PC_STR_ARG(users),
			row->users == 1 ? "s" : "");
	return row->users ? pc_arena_printf(arena, "managed settings and %.*s name it",
				    PC_STR_ARG(users))
			  : PC_STR("managed settings name it");
}

static struct pc_str say_end(
	struct pc_arena *arena, const struct pc_wire_model *row, int64_t now)
{
	enum { SECOND = 1000, DAY = 24 * 60 * 60, DAY_LEN = 10 };
	struct pc_str day = pc_str_head(
		pc_when_time(arena, row->ends * SECOND), row->ends ? DAY_LEN : 0);
	int64_t left = (row->ends - now) / DAY;

	if (!row->ends)
		return (struct pc_str){0};
	if (!now || row->ends <= now)
		return pc_arena_printf(arena, ", its end is %.*s", PC_STR_ARG(day));
	return pc_arena_printf(arena, ", its end is %.*s, %" PRId64 " day%s left",
		PC_STR_ARG(day), left, left == 1 ? "" : "s");
}

struct pc_str pc_machine_model_say(
	struct pc_arena *arena, const struct pc_wire_model *row, int64_t now)
{
	return pc_arena_printf(arena, "%.*s is %.*s%.*s; %.*s%s%.*s",
		PC_STR_ARG(row->name), PC_STR_ARG(row->verdict),
		PC_STR_ARG(say_end(arena, row, now)), PC_STR_ARG(say_who(arena, row)),
		row->use.len ? "; write " : "", PC_STR_ARG(row->use));
}
