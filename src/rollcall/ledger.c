/* SPDX-License-Identifier: Apache-2.0 */
/* The file that scans leave behind: what happened, each thing once. */
#include "ledger_priv.h"

/* A source's number is its place in the roll. */
static const char *const steps[] = {
	/* 1 */
	"CREATE TABLE scan (number INTEGER PRIMARY KEY, at INTEGER NOT NULL,"
	" n_read INTEGER NOT NULL, n_unread INTEGER NOT NULL,"
	" n_events INTEGER NOT NULL, sentence TEXT NOT NULL) STRICT;"
	"CREATE TABLE event (seq INTEGER PRIMARY KEY, scan INTEGER NOT NULL,"
	" at INTEGER NOT NULL, kind TEXT NOT NULL, severity TEXT NOT NULL,"
	" provider TEXT NOT NULL, model TEXT NOT NULL, source TEXT NOT NULL,"
	" before TEXT NOT NULL, after TEXT NOT NULL, text TEXT NOT NULL,"
	" UNIQUE (at, kind, provider, model, source, before, after, text)) STRICT;"
	"CREATE INDEX event_model ON event (model, at);"
	"CREATE TABLE evidence (source TEXT NOT NULL, url TEXT NOT NULL,"
	" sha256 TEXT NOT NULL, retrieved INTEGER NOT NULL, first INTEGER NOT NULL,"
	" last INTEGER NOT NULL, PRIMARY KEY (source, url, sha256))"
	" STRICT, WITHOUT ROWID;"
	"CREATE TABLE roll (one INTEGER PRIMARY KEY CHECK (one = 1),"
	" steps INTEGER NOT NULL) STRICT;"
	"CREATE TABLE source (number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE,"
	" provider TEXT NOT NULL, authority INTEGER NOT NULL,"
	" is_complete INTEGER NOT NULL, was_read INTEGER NOT NULL,"
	" unread INTEGER NOT NULL, url TEXT NOT NULL, sha256 TEXT NOT NULL,"
	" first INTEGER NOT NULL, last INTEGER NOT NULL) STRICT;"
	"CREATE TABLE sighting (source INTEGER NOT NULL, provider TEXT NOT NULL,"
	" model TEXT NOT NULL, via TEXT NOT NULL," FIELD_COLUMNS " row INTEGER NOT NULL,"
	" first INTEGER NOT NULL, last INTEGER NOT NULL, is_gone INTEGER NOT NULL,"
	" is_told INTEGER NOT NULL, unweighed INTEGER NOT NULL,"
	" PRIMARY KEY (source, provider, model, via)) STRICT, WITHOUT ROWID;"
	"CREATE TABLE belief (provider TEXT NOT NULL, model TEXT NOT NULL,"
	" via TEXT NOT NULL," FIELD_COLUMNS
	" floor_told INTEGER NOT NULL, overdue_told INTEGER NOT NULL,"
	" table_state INTEGER NOT NULL,"
	" PRIMARY KEY (provider, model, via)) STRICT, WITHOUT ROWID;"
	"CREATE TABLE standing (kind TEXT NOT NULL, provider TEXT NOT NULL,"
	" model TEXT NOT NULL, via TEXT NOT NULL, what TEXT NOT NULL,"
	" since INTEGER NOT NULL, is_over INTEGER NOT NULL,"
	" PRIMARY KEY (kind, provider, model, via, what)) STRICT, WITHOUT ROWID;",
};

/* Whoever may read the file may read what happened, without a right to write beside it.
 */
static const struct pc_sql_shape shape = {
	.what = "the ledger of models",
	.application = 0x70636d6c, /* "pcml" */
	.steps = steps,
	.n_steps = PC_COUNT(steps),
	.is_single_file = true,
};

enum pc_status pc_ledger_open(struct pc_ledger **out, const char *path,
	enum pc_ledger_use use, struct pc_err *err)
{
	struct pc_ledger *ledger = pc_xcalloc(1, sizeof(*ledger));
	enum pc_status status = pc_sql_open(&ledger->db, path, &shape,
		use == PC_LEDGER_WRITE ? PC_DB_WRITE : PC_DB_READ, err);

	if (status != PC_OK) {
		free(ledger);
		return status;
	}
	*out = ledger;
	return PC_OK;
}

void pc_ledger_close(struct pc_ledger **ledger)
{
	if (*ledger)
		pc_db_close(&(*ledger)->db);
	free(*ledger);
	*ledger = NULL;
}

static void sql_done(struct pc_sql **statement)
{
	pc_sql_done(statement);
}

/* ---- one scan -------------------------------------------------------------------- */

static enum pc_status add_scan(int64_t *number, struct pc_ledger *ledger,
	const struct pc_step *step, const struct pc_stepped *stepped, struct pc_err *err)
{
	PC_AUTO(sql_done) struct pc_sql *st = NULL;

	PC_TRY(pc_sql_prepare(&st, ledger->db,
		"INSERT INTO scan (at, n_read, n_unread, n_events, sentence)"
		" VALUES (?,?,?,?,?)",
		err));
	pc_sql_bind_number(st, 1, step->now);
	pc_sql_bind_number(st, 2, (int64_t)stepped->n_read);
	pc_sql_bind_number(st, 3, (int64_t)stepped->n_unread);
	pc_sql_bind_number(st, 4, (int64_t)stepped->count);
	pc_sql_bind_text(st, 5, stepped->sentence);
	PC_TRY(pc_sql_do(st, err));
	*number = pc_sql_key(ledger->db);
	return PC_OK;
}

static enum pc_status add_events(struct pc_ledger *ledger, int64_t scan,
	const struct pc_stepped *stepped, struct pc_err *err)
{
	PC_AUTO(sql_done) struct pc_sql *st = NULL;

	PC_TRY(pc_sql_prepare(&st, ledger->db,
		"INSERT OR IGNORE INTO event (scan, at, kind, severity, provider, model,"
		" source, before, after, text) VALUES (?,?,?,?,?,?,?,?,?,?)",
		err));
	for (size_t i = 0; i < stepped->count; i++) {
		const struct pc_event *event = &stepped->events[i];

		pc_sql_bind_number(st, 1, scan);
		pc_sql_bind_number(st, 2, event->at);
		pc_sql_bind_text(st, 3, pc_str(pc_event_name(event->kind)));
		pc_sql_bind_text(st, 4, pc_str(pc_severity_name(event->severity)));
		pc_sql_bind_text(st, 5, event->provider);
		pc_sql_bind_text(st, 6, event->model);
		pc_sql_bind_text(st, 7, event->source);
		pc_sql_bind_text(st, 8, event->before);
		pc_sql_bind_text(st, 9, event->after);
		pc_sql_bind_text(st, 10, event->text);
		PC_TRY(pc_sql_do(st, err));
	}
	return PC_OK;
}

static enum pc_status add_evidence(
	struct pc_ledger *ledger, const struct pc_step *step, struct pc_err *err)
{
	PC_AUTO(sql_done) struct pc_sql *st = NULL;

	PC_TRY(pc_sql_prepare(&st, ledger->db,
		"INSERT INTO evidence VALUES (?1,?2,?3,?4,?4,?4)"
		" ON CONFLICT DO UPDATE SET retrieved = ?4, last = ?4",
		err));
	for (size_t i = 0; i < step->n_readings; i++) {
		const struct pc_reading *reading = &step->readings[i];

		if (!reading->sha256[0])
			continue;
		pc_sql_bind_text(st, 1, pc_str(reading->source->name));
		pc_sql_bind_text(st, 2, reading->url);
		pc_sql_bind_text(st, 3, pc_str(reading->sha256));
		pc_sql_bind_number(st, 4, reading->retrieved);
		PC_TRY(pc_sql_do(st, err));
	}
	return PC_OK;
}

static enum pc_status add_all(struct pc_ledger *ledger, const struct pc_step *step,
	const struct pc_stepped *stepped, const struct pc_roll *roll, struct pc_err *err)
{
	int64_t number, there;

	PC_TRY(ledger_steps(&there, ledger, err));
	if (there != ledger->steps || roll->loaded > there)
		return pc_err_set(err, PC_ERR_SYSTEM, (struct pc_span){0},
			"another scan was put down while this one ran");
	PC_TRY(add_scan(&number, ledger, step, stepped, err));
	PC_TRY(add_events(ledger, number, stepped, err));
	PC_TRY(add_evidence(ledger, step, err));
	return ledger_save(ledger, roll, err);
}

enum pc_status pc_ledger_add(struct pc_ledger *ledger, const struct pc_step *step,
	const struct pc_stepped *stepped, const struct pc_roll *roll, struct pc_err *err)
{
	enum pc_status status;

	PC_TRY(pc_sql_begin(ledger->db, PC_SQL_LASTING, err));
	status = add_all(ledger, step, stepped, roll, err);
	if (status != PC_OK) {
		pc_db_undo(ledger->db);
		return status;
	}
	PC_TRY(pc_db_end(ledger->db, err));
	ledger->steps = roll->steps;
	return PC_OK;
}

/* ---- what happened ------------------------------------------------------------------
 */

static void bind_filter(struct pc_sql *st, const struct pc_ledger_filter *filter)
{
	pc_sql_bind_number(st, 1, filter->since);
	pc_sql_bind_number(st, 2, filter->limit ? filter->limit : -1);
	pc_sql_bind_text(st, 3, filter->model);
}

enum pc_status pc_ledger_scans(struct pc_ledger *ledger,
	const struct pc_ledger_filter *filter, pc_scan_fn *fn, void *context,
	struct pc_err *err)
{
	PC_AUTO(sql_done) struct pc_sql *st = NULL;

	PC_TRY(pc_sql_prepare(&st, ledger->db,
		"SELECT * FROM (SELECT number, at, n_read, n_unread, n_events, sentence"
		" FROM scan WHERE at >= ?1 AND (?3 = '' OR number IN"
		" (SELECT scan FROM event WHERE model = ?3))"
		" ORDER BY number DESC LIMIT ?2) ORDER BY number",
		err));
	bind_filter(st, filter);
	while (pc_sql_next(st)) {
		const struct pc_scan_row row = {
			.number = pc_sql_number(st, 0),
			.at = pc_sql_number(st, 1),
			.n_read = pc_sql_number(st, 2),
			.n_unread = pc_sql_number(st, 3),
			.n_events = pc_sql_number(st, 4),
			.sentence = pc_sql_text(st, 5),
		};

		if (!fn(context, &row))
			break;
	}
	return pc_sql_end_of(st, err);
}

static enum pc_event_kind kind_of(struct pc_str name)
{
	for (int i = 0; i < PC_EVENT_KINDS; i++) {
		if (pc_str_is(name, pc_event_name((enum pc_event_kind)i)))
			return (enum pc_event_kind)i;
	}
	return PC_EVENT_KINDS;
}

static enum pc_severity severity_of(struct pc_str name)
{
	for (int i = PC_NOTE; i <= PC_ERROR; i++) {
		if (pc_str_is(name, pc_severity_name((enum pc_severity)i)))
			return (enum pc_severity)i;
	}
	return PC_ERROR;
}

enum pc_status pc_ledger_events(struct pc_ledger *ledger,
	const struct pc_ledger_filter *filter, pc_event_fn *fn, void *context,
	struct pc_err *err)
{
	PC_AUTO(sql_done) struct pc_sql *st = NULL;

	PC_TRY(pc_sql_prepare(&st, ledger->db,
		"SELECT * FROM (SELECT scan, at, kind, severity, provider, model, source,"
		" before, after, text, seq FROM event WHERE at >= ?1 AND"
		" (?3 = '' OR model = ?3) ORDER BY seq DESC LIMIT ?2) ORDER BY seq",
		err));
	bind_filter(st, filter);
	while (pc_sql_next(st)) {
		const struct pc_event event = {
			.at = pc_sql_number(st, 1),
			.kind = kind_of(pc_sql_text(st, 2)),
			.severity = severity_of(pc_sql_text(st, 3)),
			.provider = pc_sql_text(st, 4),
			.model = pc_sql_text(st, 5),
			.source = pc_sql_text(st, 6),
			.before = pc_sql_text(st, 7),
			.after = pc_sql_text(st, 8),
			.text = pc_sql_text(st, 9),
		};

		/* One that only a newer version knows is no event of ours. */
		if (event.kind != PC_EVENT_KINDS &&
			!fn(context, pc_sql_number(st, 0), &event))
			break;
	}
	return pc_sql_end_of(st, err);
}
