/* SPDX-License-Identifier: Apache-2.0 */
/* Columns of the rows, and where in the structs they lie. */
#include <stddef.h>

#include "record_priv.h"

#define NUMBER(name, row, member)                                                        \
	{                                                                                \
		name, PC_COLUMN_NUMBER, offsetof(struct row, member)                     \
	}
#define TEXT(name, row, member)                                                          \
	{                                                                                \
		name, PC_COLUMN_TEXT, offsetof(struct row, member)                       \
	}
#define TABLE(table, number, columns, row)                                               \
	{                                                                                \
		table, number, columns, PC_COUNT(columns), sizeof(struct row)            \
	}

static const struct pc_column decisions[] = {
	NUMBER("seq", pc_decision_row, seq),
	NUMBER("at", pc_decision_row, at),
	NUMBER("microseconds", pc_decision_row, microseconds),
	NUMBER("user", pc_decision_row, user),
	TEXT("id", pc_decision_row, id),
	TEXT("agent", pc_decision_row, agent),
	TEXT("session", pc_decision_row, session),
	TEXT("event", pc_decision_row, event),
	TEXT("tool", pc_decision_row, tool),
	TEXT("verdict", pc_decision_row, verdict),
	TEXT("by", pc_decision_row, by),
	TEXT("rule", pc_decision_row, rule),
	TEXT("source", pc_decision_row, source),
	TEXT("reason", pc_decision_row, reason),
	TEXT("policy", pc_decision_row, policy),
	TEXT("cwd", pc_decision_row, cwd),
	TEXT("sha256", pc_decision_row, sha256),
	TEXT("would", pc_decision_row, would),
	TEXT("would_rule", pc_decision_row, would_rule),
	TEXT("would_source", pc_decision_row, would_source),
	TEXT("line", pc_decision_row, line),
	TEXT("hash", pc_decision_row, hash),
};

static const struct pc_column generations[] = {
	NUMBER("number", pc_generation_row, number),
	NUMBER("at", pc_generation_row, at),
	NUMBER("signed_at", pc_generation_row, signed_at),
	NUMBER("expires", pc_generation_row, expires),
	NUMBER("changes", pc_generation_row, changes),
	TEXT("commit_id", pc_generation_row, commit),
	TEXT("digest", pc_generation_row, digest),
	TEXT("signer", pc_generation_row, signer),
	TEXT("change", pc_generation_row, change),
};

static const struct pc_column drifts[] = {
	NUMBER("seq", pc_drift_event, seq),
	NUMBER("at", pc_drift_event, at),
	NUMBER("last", pc_drift_event, last),
	NUMBER("times", pc_drift_event, times),
	NUMBER("generation", pc_drift_event, generation),
	NUMBER("mended", pc_drift_event, mended),
	NUMBER("process", pc_drift_event, process),
	TEXT("change", pc_drift_event, change),
	TEXT("path", pc_drift_event, path),
	TEXT("kind", pc_drift_event, kind),
	TEXT("by", pc_drift_event, by),
	TEXT("diff", pc_drift_event, diff),
};

static const struct pc_column syncs[] = {
	NUMBER("seq", pc_sync_row, seq),
	NUMBER("at", pc_sync_row, at),
	NUMBER("last", pc_sync_row, last),
	NUMBER("times", pc_sync_row, times),
	TEXT("remote", pc_sync_row, remote),
	TEXT("commit_id", pc_sync_row, commit),
	TEXT("outcome", pc_sync_row, outcome),
	TEXT("reason", pc_sync_row, reason),
};

static const struct pc_column findings[] = {
	NUMBER("seq", pc_finding_row, seq),
	NUMBER("at", pc_finding_row, at),
	NUMBER("last", pc_finding_row, last),
	NUMBER("times", pc_finding_row, times),
	NUMBER("ended", pc_finding_row, ended),
	NUMBER("line", pc_finding_row, line),
	NUMBER("col", pc_finding_row, col),
	TEXT("source", pc_finding_row, source),
	TEXT("commit_id", pc_finding_row, commit),
	TEXT("code", pc_finding_row, code),
	TEXT("severity", pc_finding_row, severity),
	TEXT("file", pc_finding_row, file),
	TEXT("text", pc_finding_row, text),
};

const struct pc_table pc_decisions = TABLE("decision", "seq", decisions, pc_decision_row);
const struct pc_table pc_generations =
	TABLE("generation", "number", generations, pc_generation_row);
const struct pc_table pc_drifts = TABLE("drift", "seq", drifts, pc_drift_event);
const struct pc_table pc_syncs = TABLE("sync", "seq", syncs, pc_sync_row);
const struct pc_table pc_findings = TABLE("finding", "seq", findings, pc_finding_row);
