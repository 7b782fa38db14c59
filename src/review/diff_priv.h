/* SPDX-License-Identifier: Apache-2.0 */
/* How the parts of a comparison fit together.
 *
 *   diff.c           begin and end: sorting, grouping, the gravest change
 *   diff_settings.c  the merged trees leaf by leaf; diff_sense.c judges a leaf
 *   diff_rules.c     rules by list and text, and what their calls say of them
 *   diff_calls.c     calls to decisions; diff_proof.c looks for those that matter
 *   diff_text.c diff_markdown.c diff_json.c   what people and programs read */
#ifndef PC_REVIEW_DIFF_PRIV_H
#define PC_REVIEW_DIFF_PRIV_H

#include "pc/doc/write.h"
#include "pc/review/diff.h"
#include "text_set_priv.h"

struct pc_diff_priv {
	struct pc_arena scratch_arena; /* reset after each decision */
	struct pc_arena call_arena;    /* reset after each rule */
	struct pc_scratch *scratch;
	struct text_set calls;      /* that were decided */
	struct pc_buf key;          /* of the call that is being decided */
	struct text_set rules[2];   /* "deny X" -> the first such rule of a side */
	struct text_set changed[2]; /* the same -> the change that it is part of */
	size_t cap_settings, cap_rules, cap_decisions;
};

/* ---- diff_settings.c, diff_sense.c ---------------------------------------- */

void diff_settings(struct pc_diff *diff);

/* A leaf of the merged tree: its dotted path without "[]" and its values. */
struct leaf {
	struct pc_str path;
	bool is_item;                   /* of a list; the values are the item */
	const struct pc_node *value[2]; /* NULL: not there */
	bool has_list[2];               /* is_item: whether the list is there at all */
};

enum pc_sense sense_of_setting(const struct leaf *leaf, const char **why);

/* ---- diff_rules.c --------------------------------------------------------- */

void diff_rules(struct pc_diff *diff);
/* The file of a place as the side calls it: the same for both sides' copies. */
struct pc_str diff_file(const struct pc_diff *diff, int side, struct pc_span at);
/* "deny Bash(x)": what makes two rules one. */
struct pc_str rule_key(
	struct pc_arena *arena, enum pc_list_kind list, struct pc_str text);
/* A decision changed in that sense, and this is what one side says. */
void diff_note_decider(struct pc_diff *diff, int side, const struct pc_ruling *ruling,
	enum pc_sense sense);
/* Gives the other changed rules their sense, after the decisions are known. */
void diff_judge_rules(struct pc_diff *diff);

/* ---- diff_calls.c --------------------------------------------------------- */

/* What one side says of a call; .reason is gone after the next. */
struct pc_ruling rule_on(struct pc_diff *diff, int side, const struct pc_action *action);
/* How firmly a call is kept from running: what lifts it less is firmer. */
int ruling_firmness(const struct pc_ruling *ruling);

/* ---- diff_proof.c --------------------------------------------------------- */

/* Why the change opens no call of that rule of a side, which is certain then; NULL when
 * it could not be proved. A call that it does open is decided, and changes *change. */
const char *proof_of_cover(struct pc_diff *diff, const struct pc_rule_text *rule,
	int side, const struct pc_rule_change *change);

/* ---- diff.c --------------------------------------------------------------- */

struct diff_totals {
	size_t wider_settings;
	size_t rules[PC_RULE_RELOCATED + 1];
};

struct diff_totals diff_totals(const struct pc_diff *diff);

/* ---- what writers share: diff_words.c ------------------------------------- */

/* "refused", or the verdict's name. */
const char *ruling_name(const struct pc_ruling *ruling);
/* "FILE:LINE:COL", "FILE", or "-". */
void add_place(struct pc_buf *out, struct pc_span at);
/* The text with every control character and invalid byte spelled out, at most width
 * bytes of it. */
void add_visible(struct pc_buf *out, struct pc_str text, size_t width);
/* A value as JSON on one line. */
struct pc_str value_text(struct pc_arena *arena, const struct pc_node *node);
/* "Bash: curl a": what people recognize a call by. */
struct pc_str call_text(struct pc_arena *arena, const struct pc_action *action);
/* What a change means that the verdicts' names do not tell; NULL: they do. */
const char *change_note(const struct pc_decision_change *change);
/* Who decided, in words: "by deny rule X at PLACE", "by no rule". */
void add_decider(struct pc_buf *out, const struct pc_ruling *ruling);

/* Two lines that count. */
void write_totals(struct pc_buf *out, const struct pc_diff *diff);

void write_text(struct pc_buf *out, const struct pc_diff *diff,
	const struct pc_diff_style *style);
void write_markdown(struct pc_buf *out, const struct pc_diff *diff,
	const struct pc_diff_style *style);
void write_json(struct pc_buf *out, const struct pc_diff *diff,
	const struct pc_diff_style *style);

#endif
