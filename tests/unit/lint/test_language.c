/* SPDX-License-Identifier: Apache-2.0 */
/* A rule's language against the decider: for random rules and random calls, a word is in
 * the language exactly when the policy with the rule alone says that the rule decides.
 * What the client sees through in front of a command is held between two languages: what
 * is in the narrow one is decided, what is decided is in the wide one. */
#include "language_priv.h"
#include "pc_test.h"

enum { MOST_TEXT = 160 };

static uint64_t seed;

static uint32_t draw(uint32_t below)
{
	seed = seed * 6364136223846793005ull + 1442695040888963407ull;
	return (uint32_t)(seed >> 33) % below;
}

/* A text of some of the pieces, which '\n' separates. */
static void draw_text(char *out, const char *pieces, uint32_t least, uint32_t most)
{
	uint32_t n = least + draw(most - least + 1), n_pieces = 1;

	for (const char *at = pieces; (at = strchr(at, '\n')); at++)
		n_pieces++;
	out[0] = '\0';
	for (uint32_t i = 0; i < n; i++) {
		struct pc_str rest = pc_str(pieces), piece = {0};

		for (uint32_t k = draw(n_pieces) + 1; k > 0; k--)
			piece = pc_str_cut(&rest, '\n');
		if (strlen(out) + piece.len + 1 < MOST_TEXT)
			snprintf(out + strlen(out), piece.len + 1, "%.*s",
				PC_STR_ARG(piece));
	}
}

/* ---- what is drawn for each channel --------------------------------------- */

static const struct kind {
	const char *name;
	const char *before, *pieces, *after; /* of a rule */
	uint32_t most;
	enum channel channel;
	const char *begin, *words; /* of a word */
	uint32_t most_words;
} kinds[] = {
	{"commands", "Bash(", "git\npush\n \n:*\n *\n*\nsudo \n/\n-f\nfoo\n.sh\n\\*", ")",
		5, CHANNEL_COMMAND, "",
		"git\npush\n \n \nsudo \n/\n-f\nfoo\n.sh\nxargs \nenv \nexec \nnohup "
		"\nbin/\ndoas \nsetsid \nmain",
		6},
	{"powershell", "PowerShell(", "Get-Item\nrm\n \n:*\n *\n*\nx\n-Force", ")", 5,
		CHANNEL_POWERSHELL, "", "get-item\nremove-item\n \n \nx\n-force\ny", 5},
	{"read paths", "Read(",
		"/\n//\n~/\n./\n**\n*\n/**\n**/\nsrc\n.env\na\n.pem\n?\n[ab]\nB\n\\a\n ",
		")", 5, CHANNEL_PATH, "",
		"/w\n/w/\n/h/\n/\n/\nsrc\n.env\na\nb\nA\n.pem\nsrc/\nx\n/extra/", 6},
	{"edit paths", "Edit(",
		"/\n//\n~/\n./\n**\n*\n/**\n**/\nsrc\nlib\na\n.pem\n?\n[ab]\nB\n", ")", 5,
		CHANNEL_PATH, "", "/w\n/w/\n/h/\n/\n/\nsrc\nlib\na\nb\nA\n.pem\nsrc/\nx",
		6},
	{"hosts", "WebFetch(domain:", "*\n*.\n.\na\nexample\n.com\nb*\nA\n-x", ")", 4,
		CHANNEL_HOST, "", "a\n.\nexample\n.com\nb\nbb\nx.\na.\n-x", 5},
	{"tools", "", "mcp__\nmcp__\na\n__\n_\nb\n*\nget\nB\nRead\nBash\nWrite", "", 5,
		CHANNEL_TOOL, "", "mcp__\na\n__\n_\nb\nget\nBash\nRead\nWrite", 6},
	{"skills", "Skill(", "a\nb\n:*\n *\n/\nx:y\nskill:\n*", ")", 3, CHANNEL_NAME, "",
		"a\nb\nx:y\n \n:c\n*", 4},
	{"agents", "Agent(", "a\nB\nExplore\n-\nsubagent_type:\n*", ")", 3, CHANNEL_NAME,
		"", "a\nb\nB\nexplore\nExplore\n-", 3},
	{"fields", "TaskStop(task_id:", "a\nb\n*\n \n1", ")", 4, CHANNEL_FIELD, "",
		"a\nb\n1\n \nc", 5},
};

static bool is_taken(struct pc_rule *rule)
{
	return rule->form != PC_RULE_SKIPPED && rule->form != PC_RULE_INERT;
}

static const struct facet *facet_on(const struct language *language, enum channel channel)
{
	uint32_t from = draw(4);

	for (size_t i = 0; i < language->n_facets; i++) {
		const struct facet *facet =
			&language->facets[(i + from) % language->n_facets];

		if (facet->channel == channel)
			return facet;
	}
	return NULL;
}

struct tally {
	size_t in, out;
};

/* Nothing stands before the program that the client could see through. */
static bool is_bare(struct pc_str command)
{
	static const char *const starters[] = {
		"sudo ", "xargs ", "env ", "exec ", "nohup ", "doas ", "setsid "};

	for (size_t i = 0; i < PC_COUNT(starters); i++) {
		if (pc_str_starts(command, pc_str(starters[i])))
			return false;
	}
	return pc_str_find(command, '/') >= pc_str_find(command, ' ');
}

static bool is_wide(
	struct analysis *analysis, struct language *language, const struct point *point)
{
	return pc_lang_has(language_words(analysis, language, &point->facet, READ_LOOSE),
		point->word);
}

static void compare(struct analysis *analysis, struct language *language,
	const struct point *point, struct tally *tally)
{
	static const char *const lists[] = {"deny", "ask", "allow"};
	bool has = language_has(analysis, language, point), decides;
	struct pc_action action;

	if (language->is_unknown)
		return;
	call_of_point(&action, analysis, point);
	decides = rule_decides(analysis, language->rule, &action);
	*(decides ? &tally->in : &tally->out) += 1;
	if (decides && !has && point->facet.channel == CHANNEL_COMMAND &&
		!is_bare(point->word) && is_wide(analysis, language, point))
		return;
	if (has != decides)
		fail_msg("%s %.*s and %.*s '%.*s': the language says %s",
			lists[language->rule->src->list],
			PC_STR_ARG(language->rule->src->text),
			PC_STR_ARG(point->facet.tool), PC_STR_ARG(point->word),
			has ? "yes" : "no");
}

/* What no allow rule lifts is no matter of languages. */
static bool is_unsafe(const struct language *language, const struct point *point)
{
	static const char *const odd[] = {"exec ", "env ", "setsid ", "nohup -"};

	if (language->rule->src->list != PC_LIST_ALLOW)
		return false;
	for (size_t i = 0; i < PC_COUNT(odd); i++) {
		if (pc_str_find_str(point->word, pc_str(odd[i])) < point->word.len)
			return true;
	}
	return false;
}

static void try_words(struct analysis *analysis, const struct kind *kind,
	struct language *language, const struct facet *facet, struct tally *tally)
{
	for (int k = 0; k < 12; k++) {
		char word[MOST_TEXT];
		struct point point = {.facet = *facet};

		draw_text(word, kind->words, 1, kind->most_words);
		point.word = pc_arena_str(analysis->arena, pc_str(word));
		if (facet->tool.len && pc_str_is(facet->tool, "WebFetch") &&
			pc_str_ends(point.word, PC_STR(".")))
			continue;
		if (!pc_lang_has(words_of_universe(analysis, kind->channel,
					 kind->channel != CHANNEL_TOOL &&
						 kind->channel != CHANNEL_PATH),
			    point.word) ||
			is_unsafe(language, &point))
			continue;
		compare(analysis, language, &point, tally);
	}
}

static void check_kind(const struct kind *kind, size_t n_rules)
{
	struct tally tally = {0};
	const char *chosen = getenv("SEED");

	seed = chosen ? strtoull(chosen, NULL, 10) : 4711;
	for (size_t i = 0; i < n_rules; i++) {
		PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
		PC_AUTO(analysis_done) struct analysis analysis = {0};
		struct pc_str dirs[] = {PC_STR("/w"), PC_STR("/extra")};
		struct pc_settings settings = {
			.cwd = dirs[0], .home = PC_STR("/h"), .dirs = dirs, .n_dirs = 2};
		char content[MOST_TEXT], text[MOST_TEXT + 64];
		struct pc_rule_text src = {
			.list = (enum pc_list_kind)draw(3), .base = dirs[0]};
		struct language language;
		const struct facet *facet;
		struct pc_rule rule;

		draw_text(content, kind->pieces, 1, kind->most);
		snprintf(
			text, sizeof(text), "%s%s%s", kind->before, content, kind->after);
		src.text = pc_str(text);
		analysis_init(&analysis, &arena, &settings);
		pc_rule_parse(&rule, &arena, &src, NULL);
		if (!is_taken(&rule))
			continue;
		language_init(&language, &rule);
		facet = facet_on(&language, kind->channel);
		if (facet)
			try_words(&analysis, kind, &language, facet, &tally);
	}
	if (tally.in < n_rules / 60 || tally.out < n_rules / 10)
		fail_msg("%s: too few tried: %zu in, %zu out", kind->name, tally.in,
			tally.out);
}

static void a_word_is_in_the_language_when_the_rule_decides(void **state)
{
	(void)state;
	for (size_t i = 0; i < PC_COUNT(kinds); i++)
		check_kind(&kinds[i], 2000);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_word_is_in_the_language_when_the_rule_decides),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
