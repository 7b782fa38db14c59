/* SPDX-License-Identifier: Apache-2.0 */
/* A rule as the set of calls that it speaks of.  A set has facets: all calls of the tools
 * with certain names, or the calls of one tool in which one text (the command, the path,
 * the host, a field) is a word of a language.
 *
 *   language.c         a rule -> its facets; does one set lie in a union of others?
 *   language_words.c   the languages of command, host, name and field rules
 *   language_universe.c  all words that there are
 *   language_tools.c   ... of rules about whole tools
 *   language_paths.c   ... of path rules
 *   language_calls.c   a facet and a word -> a call; does the decider say so, too?
 *   analyze.c          two rules -> how they stand to each other
 *   relations*.c       all rules of settings -> findings */
#ifndef PC_LANGUAGE_PRIV_H
#define PC_LANGUAGE_PRIV_H

#include "pc/match/automaton.h"
#include "pc/rules/policy.h"
#include "pc/rules/shape.h"

enum channel {
	CHANNEL_TOOL,       /* the tool's name */
	CHANNEL_COMMAND,    /* one simple command of a Bash line, blanks one space each */
	CHANNEL_POWERSHELL, /* the same for PowerShell, in lower case, aliases resolved */
	CHANNEL_PATH,       /* the file of a file tool: absolute, normal */
	CHANNEL_READS,      /* a file that a Bash line reads */
	CHANNEL_WRITES,     /* ... or writes */
	CHANNEL_HOST,       /* of a URL, as the client compares it */
	CHANNEL_NAME,       /* of an agent or a skill */
	CHANNEL_FIELD,      /* any other field of the input */
	N_CHANNELS,
};

struct facet {
	enum channel channel;
	struct pc_str tool;  /* empty for CHANNEL_TOOL */
	struct pc_str field; /* CHANNEL_FIELD */
};

/* How much of what the client sees through is in a command language. */
enum reading {
	READ_TEXT,  /* the rule's own text: nothing is seen through */
	READ_REACH, /* starters without options, directories, xargs: what is certain */
	READ_LOOSE, /* any text that ends in the rule's own: more than is true */
	N_READINGS,
};

enum { OWN_FACETS = 2 };

struct language {
	const struct pc_rule *rule;
	const struct facet *facets; /* own, or those that all such rules have */
	size_t n_facets;
	struct facet own[OWN_FACETS];
	bool is_unknown; /* there is more, or less, than the facets say */
	/* Made when they are first needed. */
	const struct pc_lang *words[N_READINGS];
	const struct pc_lang *field_words;
};

/* What the questions share.  Everything lives in arena. */
struct analysis {
	struct pc_arena *arena;
	struct pc_settings settings; /* a copy that no file can disturb: default mode */
	struct pc_scratch *scratch;
	size_t steps; /* that searches may still take, all together */
	bool gave_up; /* some search did; whoever looks at this resets it */
	const struct pc_lang *universe[N_CHANNELS], *plain[N_CHANNELS];
};

/* One call: a word on a facet. */
struct point {
	struct facet facet;
	struct pc_str word;
};

enum answer { ANSWER_NO, ANSWER_YES, ANSWER_UNKNOWN };

/* settings are copied, less what has nothing to do with rules. */
void analysis_init(
	struct analysis *out, struct pc_arena *arena, const struct pc_settings *settings);
void analysis_done(struct analysis *analysis);
/* Takes work that is no search out of the same steps. */
void analysis_charge(struct analysis *analysis, size_t steps);

/* ---- language.c ----------------------------------------------------------- */

/* The language may not be moved afterwards. */
void language_init(struct language *out, const struct pc_rule *rule);
/* Skill(skill:x), Agent(subagent_type:x): the field is the name itself. */
bool names_the_name(const struct pc_rule *rule);
bool facet_eq(const struct facet *a, const struct facet *b);
const struct pc_lang *language_words(struct analysis *analysis, struct language *language,
	const struct facet *facet, enum reading reading);
/* Whether the language has the point, by the certain reading. */
bool language_has(
	struct analysis *analysis, struct language *language, const struct point *point);
/* Whether every call of a is one of some b.  NO: *escape is the shortest that is not. */
enum answer language_within(struct analysis *analysis, struct language *a,
	struct language *const *b, size_t n, struct point *escape);
/* The same for one facet of a alone; what is unknown of a rule is not asked. */
enum answer language_facet_within(struct analysis *analysis, struct language *a,
	const struct facet *facet, struct language *const *b, size_t n,
	struct point *escape);
/* Whether some call is one of both: YES with the shortest. */
enum answer language_meets(struct analysis *analysis, struct language *a,
	struct language *b, struct point *common);

/* ---- language_words.c language_universe.c language_tools.c language_paths.c  */

const struct pc_lang *words_of_rule(struct analysis *analysis, const struct pc_rule *rule,
	enum channel channel, enum reading reading);
/* Whether every word of a command rule begins with one known program that starts no
 * other: what stands before such a program never is what another such rule means. */
bool is_plain_program(struct analysis *analysis, const struct pc_rule *rule);
const struct pc_lang *words_of_field(
	struct analysis *analysis, const struct pc_rule *rule);
const struct pc_lang *words_of_tools(
	struct analysis *analysis, const struct pc_rule *rule);
/* NULL when no automaton can say it. */
const struct pc_lang *words_of_paths(
	struct analysis *analysis, const struct pc_rule *rule);
/* All words that a channel can have, and those among them that people write: without
 * quotes, operators and the like. */
const struct pc_lang *words_of_universe(
	struct analysis *analysis, enum channel channel, bool plain);
const struct pc_lang *universe_of_tools(struct analysis *analysis);
const struct pc_lang *universe_of_paths(struct analysis *analysis, bool plain);
/* Text in which '*' is any run of ranges. */
uint32_t words_with_stars(struct pc_auto *a, uint32_t at, struct pc_str text,
	const struct pc_range *ranges, size_t n, bool fold);

/* ---- language_calls.c ----------------------------------------------------- */

void call_of_point(
	struct pc_action *out, struct analysis *analysis, const struct point *point);
/* Whether the rule alone decides the call, by the policy's own decider. */
bool rule_decides(struct analysis *analysis, const struct pc_rule *rule,
	const struct pc_action *action);
/* The same for a point that is in a's set and in no b's. */
bool point_is_true(struct analysis *analysis, const struct point *point,
	const struct language *a, struct language *const *b, size_t n);

#endif
