/* SPDX-License-Identifier: Apache-2.0 */
/* The parts of the role that keeps the record and answers questions. */
#ifndef DAEMON_SERVE_H
#define DAEMON_SERVE_H

#include "daemon_priv.h"
#include "pc/base/buf.h"
#include "pc/record/events.h"

struct clients;
struct spool;
struct reporter;

/* Findings of looks that have not come to their end. */
struct incoming {
	struct pc_arena arena;
	struct pc_finding_row *rows;
	size_t n_rows, cap;
};

struct serve {
	struct daemon *daemon;
	struct pc_loop *loop;
	struct pc_db *db;
	struct pc_watch *events; /* messages of the other roles */
	struct pc_watch *sweep;  /* a timer: spool, retention */
	struct clients *clients;
	struct spool *spool;
	struct reporter *reporter; /* serve_report.h */
	struct incoming incoming;
	int64_t glanced_at, surveyed_at; /* moments of the monotonic clock; 0: never */
	int64_t looked; /* when the last look that is over began; 0: none was */
};

/* ---- serve_record.c ---------------------------------------------------------- */

/* A message of another role becomes a row. */
void record_message(struct serve *serve, const struct message *message);
/* Somebody who may wants something to be done, and says why. */
void record_wish(struct serve *serve, const char *what, struct pc_str why);
/* Takes away what is older than the record keeps, or more. */
void record_forget(struct serve *serve);

/* ---- serve_spool.c ----------------------------------------------------------- */

/* Takes in what hooks hand in below path, whenever they do; path has to stay. */
PC_MUST_CHECK enum pc_status spool_open(
	struct spool **out, struct serve *serve, const char *path, struct pc_err *err);
void spool_close(struct spool **spool);
/* Looks at all of it, whatever was missed. */
void spool_sweep(struct spool *spool);

/* ---- serve_alerts.c ---------------------------------------------------------- */

/* A row for a drift, and an alert when it is one too many. */
PC_MUST_CHECK enum pc_status record_drift(
	struct serve *serve, const struct message *message, struct pc_err *err);
/* Alerts after which nothing has happened for a while have ended. */
void record_calm(struct serve *serve);
/* One finding of a look; what all of them are. */
PC_MUST_CHECK enum pc_status record_finding(
	struct serve *serve, const struct message *message, struct pc_err *err);
PC_MUST_CHECK enum pc_status record_findings(
	struct serve *serve, const struct message *message, struct pc_err *err);

/* ---- serve_looks.c ----------------------------------------------------------- */

/* Asks for the looks at the machine that are due. */
void looks_plan(struct serve *serve);
/* What others tell, as far as it matters to looks. */
void looks_hear(struct serve *serve, const struct message *message);

/* ---- serve_status.c ---------------------------------------------------------- */

/* What is recorded about the machine, as one JSON object and a line end. */
PC_MUST_CHECK enum pc_status status_json(
	struct pc_buf *out, struct serve *serve, struct pc_err *err);

/* ---- serve_socket.c ---------------------------------------------------------- */

/* The socket at which policyctl asks: a line of JSON in, a line of JSON out. */
PC_MUST_CHECK enum pc_status serve_clients_open(
	struct clients **out, struct serve *serve, const char *path, struct pc_err *err);
void serve_clients_close(struct clients **clients);

#endif
