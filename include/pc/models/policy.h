/* SPDX-License-Identifier: Apache-2.0 */
/* What an organization says about models: the map "models:" of model-policy.yaml, in a
 * policy repository or of a machine; and which model may be called, decided for each hop
 * of a dispatch. */
#ifndef PC_MODELS_POLICY_H
#define PC_MODELS_POLICY_H

#include "pc/models/table.h"

#define PC_MODEL_POLICY_FILE "/etc/policyctl/model-policy.yaml"
#define PC_MODEL_POLICY_NAME "model-policy.yaml"
/* An operator's blocks, beside the policy: policyctl models block. */
#define PC_MODEL_BLOCKS_FILE "/etc/policyctl/model-blocks.yaml"

enum pc_on_model {
	PC_ON_MODEL_ALLOW,
	PC_ON_MODEL_WARN,
	PC_ON_MODEL_REDIRECT, /* to the replacement; refused where none is certain */
	PC_ON_MODEL_DENY,
};

/* The kill switch: what it names is not called, whatever else is said.  It holds from
 * when it was read; .since only tells. */
struct pc_model_block {
	struct pc_str what;   /* an id, a pattern with *, or "provider:anthropic" */
	struct pc_str reason; /* why; must be there */
	int64_t since, until; /* since 0: not told; until 0: for good */
	struct pc_span at;
};

struct pc_model_redirect {
	struct pc_str from, to; /* to: an id or a position */
	struct pc_span at;
};

/* A source that scans ask (pc/rollcall/source.h knows their names). */
struct pc_model_source_wish {
	struct pc_str name;
	struct pc_str url; /* a mirror in place of the source's own; may be empty */
	struct pc_str key; /* "file:/etc/policyctl/keys/anthropic"; may be empty */
	struct pc_span at;
};

struct pc_model_policy {
	const char *file;
	struct pc_texts allow, deny; /* ids, positions, patterns with *, "provider:x",
				      * "line:opus"; no allow: all */
	int64_t min_days_left;       /* 0: any */
	int on_deprecated;           /* enum pc_on_model; default: warn */
	int on_retired;              /* redirect or deny; default: deny */
	int on_unknown;       /* a name that the table does not know; default: deny */
	int on_preview;       /* default: deny */
	int on_unknown_price; /* default: deny */
	struct pc_model_redirect *redirects;
	size_t n_redirects;
	struct pc_model_block *blocks;
	size_t n_blocks;
	/* Why the operator's blocks could not be read; empty: they could.  Nobody knows
	 * then what is blocked, so that everything is. */
	struct pc_str blocks_fault;
	struct pc_span blocks_at; /* the line of that */
	struct pc_str default_to; /* the position that sessions start with; or empty */
	struct pc_span default_at;
	int64_t schedule; /* ms between two scans of policyd's; 0: none; default: 12 h */
	struct pc_model_source_wish *sources; /* none: those that need no key */
	size_t n_sources;
};

/* The policy of whoever has none: the defaults above. */
extern const struct pc_model_policy pc_model_policy_default;

/* Everything lands in arena.  Findings: PC2101 to PC2104; PC2620 to PC2639. */
PC_MUST_CHECK enum pc_status pc_model_policy_read(struct pc_model_policy **out,
	struct pc_arena *arena, const char *file, struct pc_str text,
	struct pc_diags *diags, struct pc_err *err);
/* The file and, when blocks_file is not NULL, an operator's blocks; a file that is not
 * there says nothing (then *out has the defaults).  Only root or this user may have
 * written them.  Blocks that cannot be read are no failure of the call: they are
 * .blocks_fault, and PC2627. */
PC_MUST_CHECK enum pc_status pc_model_policy_load(struct pc_model_policy **out,
	struct pc_arena *arena, const char *file, const char *blocks_file,
	struct pc_diags *diags, struct pc_err *err);
/* Findings about what it says of models: names that nobody has, redirects to what is
 * retired, positions that nobody holds. */
void pc_model_policy_check(const struct pc_model_policy *policy,
	const struct pc_models *models, int64_t now, struct pc_diags *diags);

/* ---- one hop ---------------------------------------------------------------- */

enum pc_hop_verdict { PC_HOP_USE, PC_HOP_WARN, PC_HOP_REDIRECT, PC_HOP_REFUSE };

enum pc_hop_reason {
	PC_HOP_FINE,
	PC_HOP_BLOCKED,     /* the kill switch */
	PC_HOP_DENIED,      /* deny */
	PC_HOP_NOT_ALLOWED, /* allow has others */
	PC_HOP_UNKNOWN,
	PC_HOP_PREVIEW,
	PC_HOP_DEPRECATED,
	PC_HOP_RETIRED,
	PC_HOP_FEW_DAYS, /* min_days_left */
	PC_HOP_NO_PRICE,
	PC_HOP_NO_HOLDER,      /* of the position */
	PC_HOP_NO_REPLACEMENT, /* redirect, and there is none that may be used */
	PC_HOP_SUBSTITUTED,    /* another model answered than the one that was meant */
	PC_HOP_REDIRECTED,     /* by the list of redirects */
	PC_HOP_REASONS
};

struct pc_hop {
	struct pc_str requested; /* a model's name; empty: position counts */
	struct pc_str answered;  /* what the provider said has answered; empty: before */
	struct pc_str position;  /* may be empty */
	struct pc_str via;       /* a cloud; empty: the maker */
	int64_t now;             /* s */
};

struct pc_hop_answer {
	enum pc_hop_verdict verdict;
	enum pc_hop_reason reason;
	/* What was said of the model that stepped in: the reason why a replacement or a
	 * substitute may not be used, or what is to be warned of it. */
	enum pc_hop_reason beneath;
	const struct pc_model *model; /* that reason is about; NULL: not in the table */
	struct pc_str
		use; /* what to call; empty when refused.  Of the table or the hop */
	struct pc_span at; /* the line of policy or table that decided; may be none */
	struct pc_str why; /* that line's own reason; may be empty */
};

/* Pure: no memory is taken, nothing is read.  What is answered is judged as what is
 * requested: a model that may not be called may not answer either, and one that was not
 * meant is told of (PC_HOP_WARN) even when it may, unless it is the snapshot behind the
 * name that was asked for. */
void pc_model_decide(struct pc_hop_answer *out, const struct pc_models *models,
	const struct pc_model_policy *policy, const struct pc_hop *hop);
/* Whether the entry of an allow list (is_broad false) or of a deny or block list (true:
 * letters without case, and names that the table does not know count by their words)
 * names the model that is called so. */
bool pc_model_entry_fits(const struct pc_models *models, struct pc_str entry,
	struct pc_str name, bool is_broad);
/* "claude-opus-4-1-20250805 is retired since 2026-08-05", for people; one line. */
struct pc_str pc_hop_say(struct pc_arena *arena, const struct pc_models *models,
	const struct pc_hop *hop, const struct pc_hop_answer *answer);
const char *pc_hop_verdict_name(enum pc_hop_verdict verdict); /* "use", ... */
const char *pc_hop_reason_name(enum pc_hop_reason reason);    /* "retired", ... */

#endif
