/* SPDX-License-Identifier: Apache-2.0 */
/* One line of the decision log.  A tool's input may hold secrets anywhere, so it is never
 * written: its hash tells whether two calls are the same, and of a command line the names
 * of its programs stand there, where they are written out. */
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

#include "hook_priv.h"
#include "pc/base/limits.h"
#include "pc/base/utf.h"
#include "pc/doc/write.h"
#include "pc/shell/effects.h"

static struct pc_str bounded(struct pc_str text)
{
	return pc_str_head(text, PC_MAX_LOGGED_TEXT);
}

static void add_time(struct pc_buf *out, struct timespec now)
{
	enum { PER_MILLI = 1000000, TM_YEAR = 1900 };
	struct tm utc;

	gmtime_r(&now.tv_sec, &utc);
	pc_json_key(out, "time");
	pc_buf_printf(out, "\"%04d-%02d-%02dT%02d:%02d:%02d.%03ldZ\"",
		utc.tm_year + TM_YEAR, utc.tm_mon + 1, utc.tm_mday, utc.tm_hour,
		utc.tm_min, utc.tm_sec, now.tv_nsec / PER_MILLI);
}

/* A UUID of version 7 (RFC 9562): the time in milliseconds, then chance. */
static void add_id(struct pc_buf *out, struct timespec now)
{
	enum { PER_MILLI = 1000000, MILLIS = 1000, TIME = 6, SIZE = 16, BYTE = 8 };
	uint64_t millis =
		(uint64_t)now.tv_sec * MILLIS + (uint64_t)now.tv_nsec / PER_MILLI;
	unsigned char id[SIZE] = {0};

	/* Without chance, what tells one process and one moment from another. */
	if (getrandom(id + TIME, SIZE - TIME, GRND_NONBLOCK) != SIZE - TIME) {
		pid_t self = getpid();

		memcpy(id + BYTE + 1, &self, sizeof(self));
		memcpy(id + BYTE + 1 + sizeof(self), (const char *)&now.tv_nsec, 3);
	}
	for (int i = 0; i < TIME; i++)
		id[i] = (unsigned char)(millis >> (BYTE * (TIME - 1 - i)));
	id[TIME] = (unsigned char)(0x70 | (id[TIME] & 0x0F));
	id[BYTE] = (unsigned char)(0x80 | (id[BYTE] & 0x3F));
	pc_json_key(out, "id");
	pc_buf_add_char(out, '"');
	for (int i = 0; i < SIZE; i++) {
		pc_buf_printf(out,
			i == 4 || i == 6 || i == 8 || i == 10 ? "-%02x" : "%02x", id[i]);
	}
	pc_buf_add_char(out, '"');
}

/* A word that looks like the name of a program, and like nothing that a person keeps to
 * themselves. */
static bool is_name(struct pc_str name)
{
	enum { LONGEST = 32 };
	static const struct pc_str others = PC_STR("._+-[");

	for (size_t i = 0; i < name.len; i++) {
		char c = name.ptr[i], letter = (char)(c | 0x20);

		if (!(letter >= 'a' && letter <= 'z') && !(c >= '0' && c <= '9') &&
			pc_str_find(others, c) == others.len)
			return false;
	}
	return name.len > 0 && name.len <= LONGEST;
}

static struct pc_str base_name(struct pc_str path)
{
	size_t slash = pc_str_rfind(path, '/');

	return slash == path.len ? path : pc_str_from(path, slash + 1);
}

static void add_programs(struct pc_buf *out, struct pc_str line)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_sh_commands commands;
	struct pc_sh_tree tree;
	size_t n = 0;

	pc_sh_parse(&tree, &arena, line);
	/* Where quotes do not end, words are not what they seem. */
	if (tree.fault)
		return;
	pc_sh_commands(&commands, &arena, &tree);
	for (size_t i = 0; i < commands.count && n < PC_MAX_LOGGED_PROGRAMS; i++) {
		const struct pc_sh_command *command = &commands.items[i];
		struct pc_str name;

		if (command->n_args == 0 || !command->args[0].known)
			continue;
		name = base_name(command->args[0].value);
		if (!is_name(name))
			continue;
		pc_json_next(out);
		pc_json_quote(out, name);
		n++;
	}
}

static void add_input(struct pc_buf *out, const struct request *request)
{
	size_t n = request->n_actions;
	PC_AUTO(pc_buf_done) struct pc_buf canonical = {0};
	struct pc_str command = pc_node_text(pc_node_get_c(request->input, "command"));
	/* The call itself comes last. */
	bool is_line =
		n && command.len && pc_str_is(request->actions[n - 1].tool, "Bash");
	char hex[PC_SHA256_HEX];

	if (!is_line) {
		pc_node_write(&canonical, request->input, PC_FORMAT_CANONICAL);
		command = pc_buf_str(&canonical);
	}
	pc_sha256_hex(hex, command);
	pc_json_member(out, "sha256", pc_str(hex));
	if (!is_line || command.len > PC_MAX_LOGGED_COMMAND)
		return;
	pc_json_key(out, "programs");
	pc_buf_add_char(out, '[');
	add_programs(out, command);
	pc_buf_add_char(out, ']');
}

/* Where the policy came from: reading the files takes longest. */
static const char *origin_of(const struct force *force)
{
	static const char *const names[] = {
		[PC_GENERATION_COMPILED] = "files",
		[PC_GENERATION_KEPT] = "files",
		[PC_GENERATION_MAPPED] = "image",
		[PC_GENERATION_SHARED] = "shared",
	};

	return names[force->generation.origin];
}

static void add_rule(struct pc_buf *out, const struct pc_rule *rule)
{
	PC_AUTO(pc_buf_done) struct pc_buf place = {0};

	if (!rule)
		return;
	pc_buf_printf(&place, "%s:%u:%u", rule->src->from.at.file,
		rule->src->from.at.line, rule->src->from.at.col);
	pc_json_member(out, "rule", bounded(rule->src->text));
	pc_json_member(out, "source", bounded(pc_buf_str(&place)));
}

void record_begin(struct pc_buf *out, const struct request *request,
	const struct answer *answer, const struct force *force)
{
	static const char *const by[] = {"rule", "policy", "request", "event", "audit"};
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	pc_buf_add_char(out, '{');
	add_id(out, now);
	add_time(out, now);
	pc_json_member(out, "agent", pc_str(request->agent->name));
	pc_json_member(out, "session", bounded(request->session));
	pc_json_member(out, "event", bounded(request->event));
	pc_json_member(out, "tool", bounded(request->tool));
	pc_json_member(out, "verdict", pc_str(opinion_name(answer->opinion)));
	pc_json_member(out, "by", pc_str(by[answer->by]));
	add_rule(out, answer->rule);
	/* Of rules the reason is in the policy, and may tell of the call; of a request
	 * that is not understood it may quote it. */
	if (answer->by == ANSWER_BY_POLICY)
		pc_json_member(out, "reason", bounded(answer->reason));
	pc_json_member(out, "policy", force ? pc_str(force->digest) : PC_STR(""));
	if (force)
		pc_json_member(out, "from", pc_str(origin_of(force)));
	pc_json_member(out, "cwd", bounded(request->cwd));
	if (request->input && request->size <= PC_MAX_LOGGED_EVENT)
		add_input(out, request);
}

static bool has_text(const struct pc_node *list, struct pc_str text)
{
	for (size_t i = 0; list->kind == PC_LIST && i < list->n_items; i++) {
		if (pc_str_eq(pc_node_text(list->items[i]), text))
			return true;
	}
	return false;
}

/* The fragment that the monitored policy says a rule is of; empty: it does not say. */
static struct pc_str fragment_of(const struct pc_settings *settings, struct pc_str rule)
{
	for (size_t i = 0; i < settings->n_documents; i++) {
		const struct pc_document *document = &settings->documents[i];
		const struct pc_node *all = pc_node_get_c(
			pc_node_get_c(document->root, "x-policyctl"), "monitored");

		for (size_t f = 0; all && all->kind == PC_MAP && f < all->n_pairs; f++) {
			const struct pc_pair *fragment = &all->pairs[f];

			if (document->layer == PC_LAYER_MANAGED &&
				has_text(fragment->value, rule))
				return fragment->key;
		}
	}
	return (struct pc_str){0};
}

void record_would(
	struct pc_buf *out, const struct answer *answer, const struct force *force)
{
	PC_AUTO(pc_buf_done) struct pc_buf place = {0};
	const struct pc_rule_text *rule = answer->rule ? answer->rule->src : NULL;
	struct pc_str fragment;

	pc_json_member(out, "would", pc_str(opinion_name(answer->opinion)));
	if (!rule)
		return;
	fragment = fragment_of(force->settings, rule->text);
	pc_buf_printf(&place, "%s:%u:%u", rule->from.at.file, rule->from.at.line,
		rule->from.at.col);
	pc_json_member(out, "would_rule", bounded(rule->text));
	pc_json_member(out, "would_source",
		bounded(fragment.len ? fragment : pc_buf_str(&place)));
}

void record_end(struct pc_buf *out, uint64_t microseconds)
{
	pc_json_key(out, "us");
	pc_buf_printf(out, "%llu}\n", (unsigned long long)microseconds);
}
