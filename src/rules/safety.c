/* SPDX-License-Identifier: Apache-2.0 */
/* Why the client asks about a line that rules or its own list would let run.  It wants
 * to know every command before the line runs; where it does not, it asks whatever the
 * rules say (COMPLEX: only a rule that is the line itself helps), and some shapes of a
 * line it never takes in one go (STRICT). */
#include "safety_priv.h"

enum { LONGEST_LINE = 10000 }; /* the client parses no longer ones */

struct walk {
	const struct safety_text *text;
	unsigned compound; /* nesting of if, while, for, $() */
	const char *complex_why;
	const char *late_why; /* complex, but what is read and written is in sight */
	const char *strict_why;
	bool background;
};

static void walk_list(struct walk *walk, const struct pc_sh_node *list);

const char safety_pipe_inside[] = "a pipeline inside another construct needs approval";

static void strict(struct walk *walk, const char *why)
{
	if (why && !walk->strict_why)
		walk->strict_why = why;
}

static void late(struct walk *walk, const char *why)
{
	if (why && !walk->late_why)
		walk->late_why = why;
}

static void complex(struct walk *walk, const char *why)
{
	if (why == safety_pipe_inside)
		strict(walk, why);
	else if (why == safety_variable_set)
		late(walk, why);
	else if (why && !walk->complex_why)
		walk->complex_why = why;
}

static void walk_words(
	struct walk *walk, const struct pc_sh_word *word, enum safety_place place)
{
	for (; word && !walk->complex_why; word = word->next) {
		if (word->has == 0 && word->parts && !word->parts->next &&
			!memchr(word->text.ptr, '{', word->text.len) &&
			!memchr(word->text.ptr, '$', word->text.len))
			continue;
		complex(walk, safety_word(walk->text, word, place));
	}
}

/* do''cker: a keyword and a quote in one word; the client's parser takes the keyword. */
static bool is_glued_keyword(const struct pc_sh_word *word)
{
	static const char keywords[] = " case do done elif else esac fi for function if"
				       " select then until while ";
	const struct pc_sh_part *part = word ? word->parts : NULL;

	return part && part->kind == PC_SH_LITERAL && part->next &&
	       (part->next->kind == PC_SH_SINGLE || part->next->kind == PC_SH_DOUBLE) &&
	       safety_in_list(keywords, part->text);
}

static bool declares(const struct pc_sh_word *word)
{
	return word &&
	       safety_in_list(" declare export local readonly typeset ", word->text);
}

static void walk_simple(struct walk *walk, const struct pc_sh_node *node)
{
	if (is_glued_keyword(node->words))
		complex(walk, "a keyword of the shell begins the program's name");
	complex(walk, safety_assigns(walk->text, node));
	walk_words(walk, node->words,
		declares(node->words) ? SAFETY_IN_DECLARATION : SAFETY_IN_ARGUMENT);
	complex(walk, safety_redirs(walk->text, node));
}

static void walk_body(struct walk *walk, const struct pc_sh_node *node)
{
	walk->compound++;
	walk_list(walk, node->cond);
	walk_list(walk, node->body);
	walk_list(walk, node->other);
	walk->compound--;
	if (node->redirs)
		complex(walk, "a redirection of a whole construct cannot be checked");
}

static void walk_pipeline(struct walk *walk, const struct pc_sh_node *node)
{
	if (walk->compound > 0)
		strict(walk, safety_pipe_inside);
	for (const struct pc_sh_node *child = node->children; child; child = child->next)
		walk_list(walk, child);
}

/* What the client takes no part of apart; the names appear in its messages. */
static const char *unknowable(enum pc_sh_kind kind)
{
	switch (kind) {
	case PC_SH_GROUP:
	case PC_SH_ARITH_COMMAND:
		return "a group in braces or double parentheses cannot be checked";
	case PC_SH_CASE:
	case PC_SH_CASE_ITEM:
		return "a case statement cannot be checked before it runs";
	case PC_SH_FUNCTION:
		return "a function definition cannot be checked before it runs";
	case PC_SH_CFOR:
		return "a counting for loop cannot be checked before it runs";
	case PC_SH_SELECT:
		return "a select loop reads what it runs on";
	case PC_SH_COPROC:
		return "coproc evaluates arguments as shell code";
	default:
		return NULL;
	}
}

/* Commands one after the other, not chained by && and ||. */
static bool is_sequence(const struct pc_sh_node *list)
{
	const struct pc_sh_node *child = list ? list->children : NULL;

	for (; child && child->next; child = child->next) {
		if (child->joined != PC_SH_AND && child->joined != PC_SH_OR)
			return true;
	}
	return false;
}

static void walk_node(struct walk *walk, const struct pc_sh_node *node)
{
	if (node->timed && (node->time_posix || node->kind != PC_SH_SIMPLE))
		complex(walk, "what time measures cannot be checked");
	switch (node->kind) {
	case PC_SH_SIMPLE:
		walk_simple(walk, node);
		break;
	case PC_SH_COND:
		walk_words(walk, node->words, SAFETY_IN_ARGUMENT);
		complex(walk, safety_redirs(walk->text, node));
		break;
	case PC_SH_PIPELINE:
		walk_pipeline(walk, node);
		break;
	case PC_SH_LIST:
		walk_list(walk, node);
		break;
	case PC_SH_SUBSHELL:
		if (is_sequence(node->body))
			complex(walk, "a list in parentheses cannot be checked");
		strict(walk, "commands in parentheses need approval");
		walk_body(walk, node);
		break;
	case PC_SH_FOR:
		walk_words(walk, node->words, SAFETY_IN_FOR);
		walk_body(walk, node);
		break;
	case PC_SH_IF:
	case PC_SH_WHILE:
	case PC_SH_UNTIL:
		walk_body(walk, node);
		break;
	default:
		complex(walk, unknowable(node->kind));
	}
}

static void walk_list(struct walk *walk, const struct pc_sh_node *list)
{
	const struct pc_sh_node *child;

	if (!list || walk->complex_why)
		return;
	if (list->kind != PC_SH_LIST) {
		walk_node(walk, list);
		return;
	}
	for (child = list->children; child && !walk->complex_why; child = child->next) {
		if (child->joined == PC_SH_BACKGROUND)
			walk->background = true;
		walk_node(walk, child);
	}
}

/* One chain of && and || is all that the client follows into a substitution. */
const char *safety_substitution(
	const struct safety_text *text, const struct pc_sh_part *part)
{
	static const char several[] =
		"several commands in a substitution cannot be checked";
	struct safety_text inner = *text;
	struct walk walk = {.text = &inner, .compound = 1};
	const struct pc_sh_node *body = part->body;

	if (!body)
		return "an empty substitution joins the words around it";
	if (part->kind == PC_SH_BACKTICK)
		inner.source = part->text;
	for (const struct pc_sh_node *child = body->children; child;
		child = child->next) {
		bool last = !child->next;

		if (child->kind == PC_SH_PIPELINE || child->joined == PC_SH_BACKGROUND)
			return safety_pipe_inside;
		if (!last && child->joined != PC_SH_AND && child->joined != PC_SH_OR)
			return several;
	}
	if (body->children && body->children->kind == PC_SH_SIMPLE &&
		!body->children->words)
		return "a redirection alone cannot be checked";
	walk_list(&walk, body);
	if (walk.complex_why)
		return walk.complex_why;
	return walk.late_why ? walk.late_why : walk.strict_why;
}

/* ---- the line as text ----------------------------------------------------- */

/* U+00A0 U+1680 U+2000..200B U+2028 U+2029 U+202F U+205F U+3000 U+FEFF in UTF-8. */
static bool is_odd_space(const unsigned char *s, size_t len)
{
	if (len >= 2 && s[0] == 0xC2)
		return s[1] == 0xA0;
	if (len < 3)
		return false;
	if (s[0] == 0xE2 && s[1] == 0x80)
		return (s[2] >= 0x80 && s[2] <= 0x8B) || s[2] == 0xA8 || s[2] == 0xA9 ||
		       s[2] == 0xAF;
	return memcmp(s, "\xE1\x9A\x80", 3) == 0 || memcmp(s, "\xE2\x81\x9F", 3) == 0 ||
	       memcmp(s, "\xE3\x80\x80", 3) == 0 || memcmp(s, "\xEF\xBB\xBF", 3) == 0;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* Backslash and blank join words for the shell and part them for a reader; so does a
 * continuation in the middle of a word. */
static bool hides_space(struct pc_str line, size_t at)
{
	if (at + 1 >= line.len)
		return false;
	if (is_blank(line.ptr[at + 1]))
		return true;
	return line.ptr[at + 1] == '\n' && at > 0 && !is_blank(line.ptr[at - 1]) &&
	       line.ptr[at - 1] != '\n';
}

static const char *check_byte(struct pc_str line, size_t at)
{
	unsigned char c = (unsigned char)line.ptr[at];

	if (c == '\\')
		return hides_space(line, at) ? "a backslash stands before white space"
					     : NULL;
	if (c >= 0x80 &&
		is_odd_space((const unsigned char *)line.ptr + at, line.len - at))
		return "the line holds white space that does not look like it";
	if ((c < ' ' && c != '\t' && c != '\n') || c == 0x7F)
		return "the line holds a control character";
	return NULL;
}

static const char *check_text(struct pc_str line)
{
	if (line.len > LONGEST_LINE)
		return "the line is longer than the client parses";
	for (size_t at = 0; at < line.len; at++) {
		const char *why = check_byte(line, at);

		if (why)
			return why;
	}
	return NULL;
}

/* ---- the line as commands ------------------------------------------------- */

static const char writing_programs[] = " cp ln mkdir mv rm rmdir tee touch truncate ";

struct travel {
	unsigned cds;
	bool moves, controls, writes;
};

static bool writes_file(const struct pc_sh_redir *redir)
{
	for (; redir; redir = redir->next) {
		switch (redir->op) {
		case PC_SH_REDIR_OUT:
		case PC_SH_REDIR_CLOBBER:
		case PC_SH_REDIR_APPEND:
		case PC_SH_REDIR_BOTH:
		case PC_SH_REDIR_BOTH_APP:
			if (!pc_str_is(redir->target.text, "/dev/null"))
				return true;
			break;
		default:
			break;
		}
	}
	return false;
}

static void add_command(struct travel *travel, const struct pc_sh_command *command)
{
	const char *why = NULL;
	size_t at = safety_program(command, &why);
	struct pc_str name;

	if (writes_file(command->node->redirs))
		travel->writes = true;
	if (at >= command->n_args)
		return;
	name = command->args[at].value;
	if (pc_str_is(name, "cd")) {
		travel->cds++;
		if (at + 1 >= command->n_args ||
			!pc_str_is(command->args[at + 1].value, "."))
			travel->moves = true;
	}
	travel->controls |= pc_str_is(name, "git");
	travel->writes |= safety_in_list(writing_programs, name);
}

static const char *check_travel(const struct bash_call *call)
{
	struct travel travel = {0};

	for (size_t i = 0; i < call->commands.count; i++)
		add_command(&travel, &call->commands.items[i]);
	if (travel.cds > 1)
		return "the line changes directory several times";
	if (travel.moves && travel.controls)
		return "the line changes directory before a version-control command";
	if (travel.cds > 0 && travel.writes)
		return "the line changes directory and writes files";
	return NULL;
}

static bool names_environ(struct pc_str text)
{
	return pc_str_find_str(text, PC_STR("/environ")) < text.len &&
	       pc_str_find_str(text, PC_STR("/proc/")) < text.len;
}

static bool names_network(struct pc_str text)
{
	return pc_str_starts(text, PC_STR("/dev/tcp/")) ||
	       pc_str_starts(text, PC_STR("/dev/udp/"));
}

static const char *check_targets(const struct pc_sh_command *command)
{
	for (const struct pc_sh_redir *r = command->node->redirs; r; r = r->next) {
		if (names_network(r->target.text))
			return "a redirection opens a network connection";
	}
	return NULL;
}

struct pc_str safety_unreadable(const struct bash_call *call)
{
	for (size_t i = 0; i < call->commands.count; i++) {
		const struct pc_sh_command *command = &call->commands.items[i];
		const struct pc_sh_node *node = command->node;
		bool first = !node->assigns &&
			     (!node->redirs || !node->words ||
				     node->redirs->span.start > node->words->span.start);

		if (first && !(command->within & PC_SH_IN_SUBST &&
				     command->tree == &call->tree))
			continue;
		if (node->kind == PC_SH_SIMPLE && is_glued_keyword(node->words))
			return PC_STR("it cannot be told that the line removes nothing");
	}
	return (struct pc_str){0};
}

static void check_commands(struct walk *walk, const struct bash_call *call)
{
	for (size_t i = 0; i < call->commands.count; i++) {
		const struct pc_sh_command *command = &call->commands.items[i];
		const char *why = NULL;
		size_t program = safety_program(command, &why);

		late(walk, why);
		late(walk, safety_command(command, program));
		strict(walk, check_targets(command));
	}
	if (call->commands.truncated)
		complex(walk, "the line has more commands than can be checked");
}

static struct safety result(const struct walk *walk)
{
	struct safety found = {
		.background = walk->background, .sight = !walk->complex_why};
	const char *why = walk->complex_why ? walk->complex_why : walk->late_why;

	if (why)
		found.kind = SAFETY_COMPLEX;
	else if (walk->strict_why)
		found.kind = SAFETY_STRICT;
	found.reason = pc_str(why ? why : walk->strict_why);
	return found;
}

struct safety safety_of(const struct bash_call *call)
{
	struct safety_text text = {.source = call->line, .call = call};
	struct walk walk = {.text = &text};

	if (call->tree.fault != PC_SH_FINE)
		strict(&walk, "the line does not parse");
	complex(&walk, check_text(call->line));
	if (names_environ(call->line))
		strict(&walk, "the environment of a process may hold secrets");
	if (!walk.complex_why && call->tree.fault == PC_SH_FINE)
		walk_list(&walk, call->tree.root);
	if (!walk.complex_why && call->tree.fault == PC_SH_FINE) {
		check_commands(&walk, call);
		strict(&walk, check_travel(call));
	}
	return result(&walk);
}
