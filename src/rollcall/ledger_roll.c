/* SPDX-License-Identifier: Apache-2.0 */
/* The roll in the ledger: only what has changed since is written. */
#include "ledger_priv.h"
#include "pc/base/limits.h"

static void sql_done(struct pc_sql **statement)
{
	pc_sql_done(statement);
}

enum pc_status ledger_steps(int64_t *out, struct pc_ledger *ledger, struct pc_err *err)
{
	PC_AUTO(sql_done) struct pc_sql *st = NULL;

	*out = 0;
	PC_TRY(pc_sql_prepare(&st, ledger->db, "SELECT steps FROM roll", err));
	if (pc_sql_next(st))
		*out = pc_sql_number(st, 0);
	return pc_sql_end_of(st, err);
}

/* ---- out ------------------------------------------------------------------------- */

/* One part: how it is put down, and whether it has to be. */
struct saving {
	const struct pc_roll *roll;
	struct pc_arena arena;
	struct pc_sql *statement;
	int64_t since; /* what has changed in a later step */
};

static void saving_done(struct saving *s)
{
	pc_sql_done(&s->statement);
	pc_arena_done(&s->arena);
}

static bool save_source(struct saving *s, size_t i)
{
	const struct roll_source *it = &s->roll->sources[i];

	pc_sql_bind_number(s->statement, 1, (int64_t)i);
	pc_sql_bind_text(s->statement, 2, it->name);
	pc_sql_bind_text(s->statement, 3, it->provider);
	pc_sql_bind_number(s->statement, 4, it->authority);
	pc_sql_bind_number(s->statement, 5, it->is_complete);
	pc_sql_bind_number(s->statement, 6, it->was_read);
	pc_sql_bind_number(s->statement, 7, it->unread);
	pc_sql_bind_text(s->statement, 8, it->url);
	pc_sql_bind_text(s->statement, 9, it->sha256);
	pc_sql_bind_number(s->statement, 10, it->first);
	pc_sql_bind_number(s->statement, 11, it->last);
	return it->changed > s->since;
}

static bool save_sighting(struct saving *s, size_t i)
{
	struct roll_sighting it = s->roll->sightings[i];

	if (it.changed <= s->since)
		return false;
	pc_sql_bind_number(s->statement, 1, it.source);
	pc_sql_bind_text(s->statement, 2, it.said.model.provider);
	pc_sql_bind_text(s->statement, 3, it.said.model.id);
	pc_sql_bind_text(s->statement, 4, it.said.via);
	fields_bind(s->statement, 5, &s->arena,
		&(struct fields){it.said.says, &it.said.model, &it.said.target});
	pc_sql_bind_number(s->statement, 5 + N_FIELDS, it.said.line);
	pc_sql_bind_number(s->statement, 6 + N_FIELDS, it.first);
	pc_sql_bind_number(s->statement, 7 + N_FIELDS, it.last);
	pc_sql_bind_number(s->statement, 8 + N_FIELDS, it.is_gone);
	pc_sql_bind_number(s->statement, 9 + N_FIELDS, it.is_told);
	pc_sql_bind_number(s->statement, 10 + N_FIELDS, it.unweighed);
	return true;
}

static bool save_belief(struct saving *s, size_t i)
{
	struct roll_belief it = s->roll->beliefs[i];

	if (it.changed <= s->since)
		return false;
	pc_sql_bind_text(s->statement, 1, it.model.provider);
	pc_sql_bind_text(s->statement, 2, it.model.id);
	pc_sql_bind_text(s->statement, 3, it.via);
	fields_bind(s->statement, 4, &s->arena,
		&(struct fields){it.said, &it.model, &it.target});
	pc_sql_bind_number(s->statement, 4 + N_FIELDS, it.floor_told);
	pc_sql_bind_number(s->statement, 5 + N_FIELDS, it.overdue_told);
	pc_sql_bind_number(s->statement, 6 + N_FIELDS, it.table_state);
	return true;
}

static bool save_standing(struct saving *s, size_t i)
{
	const struct roll_standing *it = &s->roll->standing[i];

	pc_sql_bind_text(s->statement, 1, pc_str(pc_event_name(it->kind)));
	pc_sql_bind_text(s->statement, 2, it->provider);
	pc_sql_bind_text(s->statement, 3, it->model);
	pc_sql_bind_text(s->statement, 4, it->via);
	pc_sql_bind_text(s->statement, 5, it->what);
	pc_sql_bind_number(s->statement, 6, it->since);
	pc_sql_bind_number(s->statement, 7, it->is_over);
	return it->changed > s->since;
}

static enum pc_status save_each(struct pc_ledger *ledger, struct saving *s,
	const char *sql, size_t count, bool (*bind)(struct saving *s, size_t i),
	struct pc_err *err)
{
	enum { OFTEN = 1 << 20 };

	PC_TRY(pc_sql_prepare(&s->statement, ledger->db, sql, err));
	for (size_t i = 0; i < count; i++) {
		if (!bind(s, i))
			continue;
		PC_TRY(pc_sql_do(s->statement, err));
		if (s->arena.used > OFTEN)
			pc_arena_reset(&s->arena);
	}
	pc_sql_done(&s->statement);
	return PC_OK;
}

/* The roll in memory has them until it is loaded again; nothing is told of them. */
static enum pc_status forget(
	struct pc_ledger *ledger, const struct pc_roll *roll, struct pc_err *err)
{
	enum { DAY = 24 * 60 * 60 };
	PC_AUTO(sql_done) struct pc_sql *st = NULL;
	int64_t latest = 0;

	for (size_t i = 0; i < roll->n_sources; i++)
		latest = roll->sources[i].last > latest ? roll->sources[i].last : latest;
	PC_TRY(pc_sql_prepare(&st, ledger->db,
		"DELETE FROM sighting WHERE is_gone AND last < ?1 AND source IN"
		" (SELECT number FROM source WHERE authority < ?2)",
		err));
	pc_sql_bind_number(st, 1, latest - (int64_t)PC_ROLL_FORGET_DAYS * DAY);
	pc_sql_bind_number(st, 2, PC_AUTHORITY_PAGE);
	return pc_sql_do(st, err);
}

enum pc_status ledger_save(
	struct pc_ledger *ledger, const struct pc_roll *roll, struct pc_err *err)
{
	PC_AUTO(saving_done) struct saving s = {.roll = roll, .since = ledger->steps};
	PC_AUTO(sql_done) struct pc_sql *st = NULL;

	PC_TRY(save_each(ledger, &s,
		"INSERT OR REPLACE INTO source VALUES (?,?,?,?,?,?,?,?,?,?,?)",
		roll->n_sources, save_source, err));
	PC_TRY(save_each(ledger, &s,
		"INSERT OR REPLACE INTO sighting VALUES (?,?,?,?," FIELD_MARKS
		",?,?,?,?,?,?)",
		roll->n_sightings, save_sighting, err));
	PC_TRY(forget(ledger, roll, err));
	PC_TRY(save_each(ledger, &s,
		"INSERT OR REPLACE INTO belief VALUES (?,?,?," FIELD_MARKS ",?,?,?)",
		roll->n_beliefs, save_belief, err));
	PC_TRY(save_each(ledger, &s,
		"INSERT OR REPLACE INTO standing VALUES (?,?,?,?,?,?,?)",
		roll->n_standing, save_standing, err));
	PC_TRY(pc_sql_prepare(
		&st, ledger->db, "INSERT OR REPLACE INTO roll VALUES (1, ?)", err));
	pc_sql_bind_number(st, 1, roll->steps);
	return pc_sql_do(st, err);
}

/* ---- in --------------------------------------------------------------------------- */

static void load_source(struct pc_roll *roll, struct pc_sql *st)
{
	roll_source_add(
		roll, &(struct roll_source){
			      .name = pc_sql_text(st, 0),
			      .provider = pc_sql_text(st, 1),
			      .authority = (enum pc_authority)pc_sql_number(st, 2),
			      .is_complete = pc_sql_number(st, 3),
			      .was_read = pc_sql_number(st, 4),
			      .unread = (enum pc_unread)pc_sql_number(st, 5),
			      .url = pc_sql_text(st, 6),
			      .sha256 = pc_sql_text(st, 7),
			      .first = pc_sql_number(st, 8),
			      .last = pc_sql_number(st, 9),
		      });
}

/* The texts of a row live until the next one; those that are added are copied. */
static void load_sighting(struct pc_roll *roll, struct pc_sql *st)
{
	struct roll_sighting it = {.source = (uint32_t)pc_sql_number(st, 0)};
	struct fields fields = {.model = &it.said.model, .target = &it.said.target};

	it.said.model.provider = pc_sql_text(st, 1);
	it.said.model.id = pc_sql_text(st, 2);
	it.said.via = pc_sql_text(st, 3);
	fields_read(&fields, st, 4, &roll->arena);
	it.said.says = fields.says;
	it.said.line = (uint32_t)pc_sql_number(st, 4 + N_FIELDS);
	it.first = pc_sql_number(st, 5 + N_FIELDS);
	it.last = pc_sql_number(st, 6 + N_FIELDS);
	it.is_gone = pc_sql_number(st, 7 + N_FIELDS);
	it.is_told = pc_sql_number(st, 8 + N_FIELDS);
	it.unweighed = (unsigned)pc_sql_number(st, 9 + N_FIELDS);
	if (it.source < roll->n_sources)
		roll_sighting_add(roll, &it);
}

static bool is_in_table(const struct pc_roll *roll, const struct roll_belief *b)
{
	const struct pc_models *models = roll->models;

	for (size_t i = 0; models && i < models->count; i++) {
		if (pc_str_eq(models->items[i].id, b->model.id) &&
			pc_str_eq(models->items[i].provider, b->model.provider))
			return true;
	}
	return false;
}

static void load_belief(struct pc_roll *roll, struct pc_sql *st)
{
	struct roll_belief it = {0};
	struct fields fields = {.model = &it.model, .target = &it.target};

	it.model.provider = keep_str(&roll->arena, pc_sql_text(st, 0));
	it.model.id = keep_str(&roll->arena, pc_sql_text(st, 1));
	it.via = keep_str(&roll->arena, pc_sql_text(st, 2));
	fields_read(&fields, st, 3, &roll->arena);
	it.said = fields.says;
	it.floor_told = pc_sql_number(st, 3 + N_FIELDS);
	it.overdue_told = pc_sql_number(st, 4 + N_FIELDS);
	it.table_state = (enum pc_model_state)pc_sql_number(st, 5 + N_FIELDS);
	/* Only the table had it, and has it no more. */
	if (!it.said && !is_in_table(roll, &it))
		return;
	roll_belief_add(roll, &it);
}

static void load_standing(struct pc_roll *roll, struct pc_sql *st)
{
	struct pc_str kind = pc_sql_text(st, 0);
	struct roll_standing it = {.kind = PC_EVENT_KINDS};

	for (int i = 0; i < PC_EVENT_KINDS; i++) {
		if (pc_str_is(kind, pc_event_name((enum pc_event_kind)i)))
			it.kind = (enum pc_event_kind)i;
	}
	it.provider = pc_sql_text(st, 1);
	it.model = pc_sql_text(st, 2);
	it.via = pc_sql_text(st, 3);
	it.what = pc_sql_text(st, 4);
	it.since = pc_sql_number(st, 5);
	it.is_over = pc_sql_number(st, 6);
	roll_standing_add(roll, &it);
}

static enum pc_status load_each(struct pc_roll *roll, struct pc_ledger *ledger,
	const char *sql, void (*load)(struct pc_roll *roll, struct pc_sql *st),
	struct pc_err *err)
{
	PC_AUTO(sql_done) struct pc_sql *st = NULL;

	PC_TRY(pc_sql_prepare(&st, ledger->db, sql, err));
	while (pc_sql_next(st))
		load(roll, st);
	return pc_sql_end_of(st, err);
}

static enum pc_status load(
	struct pc_roll *roll, struct pc_ledger *ledger, struct pc_err *err)
{
	PC_TRY(ledger_steps(&roll->steps, ledger, err));
	PC_TRY(load_each(roll, ledger,
		"SELECT name, provider, authority, is_complete, was_read, unread, url,"
		" sha256, first, last FROM source ORDER BY number",
		load_source, err));
	PC_TRY(load_each(roll, ledger,
		"SELECT source, provider, model, via, " FIELD_NAMES
		", row, first, last, is_gone, is_told, unweighed FROM sighting",
		load_sighting, err));
	PC_TRY(load_each(roll, ledger,
		"SELECT provider, model, via, " FIELD_NAMES
		", floor_told, overdue_told, table_state FROM belief",
		load_belief, err));
	return load_each(roll, ledger,
		"SELECT kind, provider, model, via, what, since, is_over FROM standing",
		load_standing, err);
}

enum pc_status pc_ledger_roll(struct pc_roll **out, struct pc_ledger *ledger,
	const struct pc_models *models, struct pc_err *err)
{
	struct pc_roll *roll = roll_new_empty(models);
	enum pc_status status = pc_sql_run(ledger->db, "BEGIN", err);

	if (status == PC_OK)
		status = load(roll, ledger, err);
	pc_db_undo(ledger->db);
	if (status != PC_OK) {
		pc_roll_free(roll);
		return status;
	}
	roll_take_table(roll);
	roll_refresh(roll);
	roll->loaded = ledger->steps = roll->steps;
	*out = roll;
	return PC_OK;
}
