/* SPDX-License-Identifier: Apache-2.0 */
/* The list "backends": who can be asked, by which of the kinds that there are. */
#include <stddef.h>

#include "config_priv.h"
#include "pc/net/url.h"

/* What an entry of a kind may and must say. */
struct kind {
	const char *name;
	enum pc_backend_kind kind;
	enum pc_contract contract; /* where it does not say one */
	bool has_contracts;        /* it may say one of several */
	bool is_program, wants_argv;
};

static const struct kind kinds[] = {
	{"claude-cli", PC_BACKEND_CLAUDE_CLI, PC_CONTRACT_CLAUDE_CLI, false, true, false},
	{"anthropic", PC_BACKEND_ANTHROPIC, PC_CONTRACT_ANTHROPIC, false, false, false},
	{"openai", PC_BACKEND_OPENAI, PC_CONTRACT_OPENAI, true, false, false},
	{"command", PC_BACKEND_COMMAND, PC_CONTRACT_COMMAND, false, true, true},
};
static const char *const kind_words[] = {
	"claude-cli", "anthropic", "openai", "command", NULL};

/* In the order of enum pc_contract, but for the first; those that speak like OpenAI. */
static const char *const contract_words[] = {"openai", "openrouter", "gemini", NULL};
static const enum pc_contract contracts[] = {
	PC_CONTRACT_OPENAI, PC_CONTRACT_OPENROUTER, PC_CONTRACT_GEMINI};

struct entry {
	struct pc_orch_backend made;
	int kind, contract;
};

#define ENTRY(member) offsetof(struct entry, member)

static const struct pc_field entry_fields[] = {
	{"name", PC_FIELD_TEXT, ENTRY(made.name), true, 0, 0, NULL,
		"what chains call it by"},
	{"kind", PC_FIELD_WORD, ENTRY(kind), true, 0, 0, kind_words, "how it is asked"},
	{"provider", PC_FIELD_TEXT, ENTRY(made.provider), true, 0, 0, NULL,
		"whose keys, windows and models count"},
	{"contract", PC_FIELD_WORD, ENTRY(contract), false, 0, 0, contract_words,
		"whose errors it answers with"},
	{"url", PC_FIELD_TEXT, ENTRY(made.url), false, 0, 0, NULL,
		"where it is, if not where its provider has it"},
	{"argv", PC_FIELD_TEXTS, ENTRY(made.argv), false, 0, 0, NULL,
		"the program and its arguments"},
	{"subscription", PC_FIELD_BOOL, ENTRY(made.is_subscription), false, 0, 0, NULL,
		"whether calls cost nothing more"},
	{"keyless", PC_FIELD_BOOL, ENTRY(made.is_keyless), false, 0, 0, NULL,
		"whether it has a login of its own, or needs none"},
	{"concurrency", PC_FIELD_NUMBER, ENTRY(made.concurrency), false, 1, 10000, NULL,
		"jobs that it does at the same time"},
	{"deadline", PC_FIELD_DURATION, ENTRY(made.deadline), false, SECOND, DAY, NULL,
		"of one attempt"},
	{"idle", PC_FIELD_DURATION, ENTRY(made.idle), false, SECOND, DAY, NULL,
		"how long it may say nothing"},
	{"data", PC_FIELD_TEXTS, ENTRY(made.data), false, 0, 0, NULL,
		"classes of data that may go there"},
	{"login", PC_FIELD_TEXT, ENTRY(made.login), false, 0, 0, NULL,
		"the file that says when its own login ends"},
	{"renew", PC_FIELD_TEXTS, ENTRY(made.renew), false, 0, 0, NULL,
		"the program that makes its login new"},
};
static const struct pc_fields entry_table = {
	"a backend", entry_fields, PC_COUNT(entry_fields)};

/* What the kind has no use for would pass for something that it goes by. */
static void check_shape(struct config_reading *reading, const struct entry *entry,
	const struct kind *kind)
{
	const struct pc_orch_backend *made = &entry->made;
	const struct {
		bool is_wrong;
		const char *what;
	} faults[] = {
		{entry->contract >= 0 && !kind->has_contracts, "has no 'contract'"},
		{made->url.len && kind->is_program, "is a program and has no 'url'"},
		{made->argv.count && !kind->is_program,
			"is no program and has no 'argv'"},
		{!made->argv.count && kind->wants_argv, "needs 'argv'"},
		{made->login.len && !kind->is_program,
			"has no login of its own, and no 'login'"},
		{made->renew.count && !kind->is_program,
			"has no login of its own, and no 'renew'"},
		{made->renew.count && !made->login.len,
			"has 'renew' and no 'login' that says when"},
	};

	for (size_t i = 0; i < PC_COUNT(faults); i++) {
		if (faults[i].is_wrong)
			config_refuse(reading, "PC2708", made->at,
				"'%.*s' of the kind %s %s", PC_STR_ARG(made->name),
				kind->name, faults[i].what);
	}
}

/* What PATH says is no matter: whoever changes it would choose the program. */
static void check_program(struct config_reading *reading,
	const struct pc_orch_backend *made, const struct pc_texts *argv)
{
	if (argv->count && !pc_str_starts(argv->items[0], PC_STR("/")))
		config_refuse(reading, "PC2714", argv->at[0],
			"the program of '%.*s' has to be a whole path: /...",
			PC_STR_ARG(made->name));
}

static void check_places(
	struct config_reading *reading, const struct pc_orch_backend *made)
{
	struct pc_err err;

	if (made->url.len && pc_url_check(made->url, &err) != PC_OK)
		config_refuse(reading, "PC2707", made->at, "'url' of '%.*s': %s",
			PC_STR_ARG(made->name), err.text);
	if (made->login.len && !pc_str_starts(made->login, PC_STR("/")))
		config_refuse(reading, "PC2715", made->at,
			"'login' of '%.*s' has to be a whole path: /...",
			PC_STR_ARG(made->name));
	check_program(reading, made, &made->argv);
	check_program(reading, made, &made->renew);
}

static bool read_entry(struct config_reading *reading, struct pc_orch_backend *out,
	const struct config_names *names, const struct pc_node *map)
{
	struct entry entry = {.contract = -1,
		.made = {.deadline = HOUR / 2, .idle = 5 * MINUTE, .at = map->at}};
	const struct kind *kind;

	if (!config_fields(reading, &entry, &entry_table, map) ||
		!config_name(reading, names, entry.made.name, map->at))
		return false;
	kind = &kinds[entry.kind];
	check_shape(reading, &entry, kind);
	check_places(reading, &entry.made);
	entry.made.kind = kind->kind;
	entry.made.contract =
		entry.contract >= 0 ? contracts[entry.contract] : kind->contract;
	/* Programs bring their own login, unless the file says otherwise. */
	if (!pc_node_get_c(map, "keyless"))
		entry.made.is_keyless = kind->is_program;
	*out = entry.made;
	return true;
}

void config_backends(struct config_reading *reading, const struct pc_node *list)
{
	size_t n = config_entries(reading, list), count = 0;
	struct pc_orch_backend *items =
		pc_arena_new_array(reading->arena, struct pc_orch_backend, n);

	for (size_t i = 0; i < n; i++) {
		const struct config_names names = {items, sizeof(*items), count};

		count += read_entry(reading, &items[count], &names, list->items[i]);
	}
	reading->config->backends = items;
	reading->config->n_backends = count;
}
