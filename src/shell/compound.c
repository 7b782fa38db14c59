/* SPDX-License-Identifier: Apache-2.0 */
/* Compound commands that begin with a reserved word, one function for each: .at stands
 * behind the word, from at its beginning. */
#include "shell_priv.h"

/* do list done, or { list } where bash takes that too. */
static struct pc_sh_node *do_group(struct sh_parser *p, bool braces)
{
	struct pc_sh_node *body;
	size_t size;

	sh_skip_newlines(p);
	if (braces && sh_reserved(p, &size) == SH_OPEN_BRACE) {
		p->at += size;
		body = sh_list_needed(p);
		sh_expect(p, SH_CLOSE_BRACE);
		return body;
	}
	sh_expect(p, SH_DO);
	body = sh_list_needed(p);
	sh_expect(p, SH_DONE);
	return body;
}

/* if list then list {elif list then list} [else list] fi */
static struct pc_sh_node *if_command(struct sh_parser *p, const char *from)
{
	struct pc_sh_node *node = sh_node(p, PC_SH_IF, from), *arm = node;
	size_t size;

	for (;;) {
		enum sh_reserved word;

		arm->cond = sh_list_needed(p);
		sh_expect(p, SH_THEN);
		arm->body = sh_list_needed(p);
		word = sh_reserved(p, &size);
		sh_node_end(p, arm);
		if (word != SH_ELIF)
			break;
		arm->other = sh_node(p, PC_SH_IF, p->at);
		arm = arm->other;
		p->at += size;
	}
	if (sh_reserved(p, &size) == SH_ELSE) {
		p->at += size;
		arm->other = sh_list_needed(p);
		sh_node_end(p, arm);
	}
	for (struct pc_sh_node *each = node->other; each && each->kind == PC_SH_IF;
		each = each->other)
		each->span.end = sh_offset(p, p->at);
	sh_expect(p, SH_FI);
	return node;
}

static struct pc_sh_node *loop(struct sh_parser *p, struct pc_sh_node *node)
{
	node->cond = sh_list_needed(p);
	node->body = do_group(p, false);
	return node;
}

static struct pc_sh_node *while_command(struct sh_parser *p, const char *from)
{
	return loop(p, sh_node(p, PC_SH_WHILE, from));
}

static struct pc_sh_node *until_command(struct sh_parser *p, const char *from)
{
	return loop(p, sh_node(p, PC_SH_UNTIL, from));
}

/* ; or a newline */
static void expect_separator(struct sh_parser *p)
{
	sh_skip_blanks(p);
	if (sh_peek(p) == ';')
		p->at++;
	else if (sh_peek(p) != '\n')
		sh_unexpected(p);
}

static void read_words(struct sh_parser *p, struct pc_sh_node *node)
{
	struct pc_sh_word **tail = &node->words;

	for (;;) {
		sh_skip_blanks(p);
		*tail = sh_word(p, SH_MODE_WORD);
		if (!*tail)
			return;
		tail = &(*tail)->next;
		node->n_words++;
	}
}

/* name [in words] separator do_group; .at behind the reserved word */
static struct pc_sh_node *loop_over(struct sh_parser *p, struct pc_sh_node *node)
{
	struct pc_sh_word *name;
	size_t size;

	sh_skip_blanks(p);
	name = sh_word(p, SH_MODE_VALUE);
	if (!name) {
		sh_unexpected(p);
		return node;
	}
	node->name = name->text;
	sh_skip_newlines(p);
	if (sh_reserved(p, &size) == SH_IN) {
		p->at += size;
		node->has_in = true;
		read_words(p, node);
		expect_separator(p);
	} else if (sh_peek(p) == ';') {
		p->at++;
	}
	node->body = do_group(p, true);
	return node;
}

/* Two semicolons, where no substitution or string may hold some of its own. */
static bool has_three_parts(struct pc_str text)
{
	size_t n = 0;

	for (size_t i = 0; i < text.len; i++) {
		if (strchr("\"'`$", text.ptr[i]))
			return true;
		n += text.ptr[i] == ';';
	}
	return n == 2;
}

/* for ((a; b; c)) [separator] do_group; .at on the parentheses */
static struct pc_sh_node *arith_loop(struct sh_parser *p, struct pc_sh_node *node)
{
	struct sh_pieces inside = {0};

	node->kind = PC_SH_CFOR;
	p->at += 2;
	if (!sh_arith(p, &node->text, &inside)) {
		sh_fault(p, PC_SH_SYNTAX, "no closing '))'");
		return node;
	}
	node->parts = inside.first;
	if (!has_three_parts(node->text) && !p->fault)
		sh_fault(p, PC_SH_SYNTAX, "not three expressions in a for (( ))");
	sh_skip_blanks(p);
	if (sh_peek(p) == ';')
		p->at++;
	node->body = do_group(p, true);
	return node;
}

static struct pc_sh_node *for_command(struct sh_parser *p, const char *from)
{
	struct pc_sh_node *node = sh_node(p, PC_SH_FOR, from);

	sh_skip_blanks(p);
	if (sh_peek(p) == '(' && sh_peek_at(p, 1) == '(')
		return arith_loop(p, node);
	return loop_over(p, node);
}

static struct pc_sh_node *select_command(struct sh_parser *p, const char *from)
{
	return loop_over(p, sh_node(p, PC_SH_SELECT, from));
}

/* ;; ;& ;;& : moves past it; END when none stands at .at. */
static enum pc_sh_join item_end(struct sh_parser *p)
{
	sh_skip_newlines(p);
	if (sh_peek(p) != ';')
		return PC_SH_END;
	p->at++;
	if (sh_peek(p) == '&') {
		p->at++;
		return PC_SH_FALL;
	}
	if (sh_peek(p) != ';') {
		sh_unexpected(p);
		return PC_SH_END;
	}
	p->at++;
	if (sh_peek(p) != '&')
		return PC_SH_SEMI;
	p->at++;
	return PC_SH_TEST;
}

/* [(] pattern {| pattern} ) [list] [terminator] */
static struct pc_sh_node *case_item(struct sh_parser *p)
{
	struct pc_sh_node *node = sh_node(p, PC_SH_CASE_ITEM, p->at);
	struct pc_sh_word **tail = &node->words;

	if (sh_peek(p) == '(')
		p->at++;
	for (;;) {
		sh_skip_blanks(p);
		*tail = sh_word(p, SH_MODE_VALUE);
		if (!*tail) {
			sh_unexpected(p);
			break;
		}
		tail = &(*tail)->next;
		node->n_words++;
		sh_skip_blanks(p);
		if (sh_peek(p) != '|')
			break;
		p->at++;
	}
	sh_expect_char(p, ')');
	node->body = sh_list(p);
	node->joined = item_end(p);
	sh_node_end(p, node);
	return node;
}

/* case word in {item} esac */
static struct pc_sh_node *case_command(struct sh_parser *p, const char *from)
{
	struct pc_sh_node *node = sh_node(p, PC_SH_CASE, from);
	struct pc_sh_node **tail = &node->children;
	enum pc_sh_join ended = PC_SH_SEMI;
	size_t size;

	sh_skip_blanks(p);
	node->words = sh_word(p, SH_MODE_VALUE);
	node->n_words = 1;
	if (!node->words) {
		node->n_words = 0;
		sh_unexpected(p);
		return node;
	}
	sh_expect(p, SH_IN);
	for (;;) {
		sh_skip_newlines(p);
		if (p->fault || ended == PC_SH_END || sh_reserved(p, &size) == SH_ESAC)
			break;
		*tail = case_item(p);
		ended = (*tail)->joined;
		tail = &(*tail)->next;
	}
	sh_expect(p, SH_ESAC);
	return node;
}

static struct pc_sh_node *group(struct sh_parser *p, const char *from)
{
	struct pc_sh_node *node = sh_node(p, PC_SH_GROUP, from);

	node->body = sh_list_needed(p);
	sh_expect(p, SH_CLOSE_BRACE);
	return node;
}

/* function name [()] body */
static struct pc_sh_node *function(struct sh_parser *p, const char *from)
{
	struct pc_sh_node *node = sh_node(p, PC_SH_FUNCTION, from);
	struct pc_sh_word *name;

	sh_skip_blanks(p);
	name = sh_word(p, SH_MODE_VALUE);
	if (!name || name->has & ~(unsigned)PC_SH_HAS_GLOB) {
		sh_unexpected(p);
		return node;
	}
	node->name = name->text;
	sh_skip_blanks(p);
	if (sh_peek(p) == '(' && sh_peek_at(p, 1) != '(')
		sh_parens(p);
	sh_function_body(p, node);
	return node;
}

/* Functions and coprocesses are commands, but no compound commands. */
static bool may_be_body(const struct pc_sh_node *node)
{
	return node->kind != PC_SH_FUNCTION && node->kind != PC_SH_COPROC;
}

void sh_function_body(struct sh_parser *p, struct pc_sh_node *node)
{
	sh_skip_newlines(p);
	node->body = sh_compound(p);
	if (!node->body || !may_be_body(node->body))
		sh_unexpected(p);
	sh_node_end(p, node);
}

/* Whether the reserved word or parenthesis at .at begins a compound command that may
 * stand behind a coprocess's name. */
static bool at_body(struct sh_parser *p)
{
	static const bool begins[SH_N_RESERVED] = {
		[SH_IF] = true,
		[SH_WHILE] = true,
		[SH_UNTIL] = true,
		[SH_FOR] = true,
		[SH_SELECT] = true,
		[SH_CASE] = true,
		[SH_OPEN_BRACE] = true,
		[SH_COND] = true,
	};
	size_t size;

	return sh_peek(p) == '(' || begins[sh_reserved(p, &size)];
}

/* coproc [name] compound | coproc simple */
static struct pc_sh_node *coproc(struct sh_parser *p, const char *from)
{
	struct pc_sh_node *node = sh_node(p, PC_SH_COPROC, from);
	const char *to;

	sh_skip_blanks(p);
	if (!at_body(p)) {
		from = p->at;
		while (p->at < p->end && !sh_is((unsigned char)*p->at, SH_PIECE))
			p->at++;
		to = p->at;
		sh_skip_blanks(p);
		if (to > from && to < p->at && at_body(p))
			node->name = sh_view(from, to);
		else
			p->at = from;
	}
	node->body = sh_compound(p);
	if (!node->body && !p->fault)
		node->body = sh_simple(p);
	if (node->body && !may_be_body(node->body))
		sh_unexpected(p);
	sh_node_end(p, node);
	return node;
}

typedef struct pc_sh_node *reader(struct sh_parser *p, const char *from);

static reader *const readers[SH_N_RESERVED] = {
	[SH_IF] = if_command,
	[SH_WHILE] = while_command,
	[SH_UNTIL] = until_command,
	[SH_FOR] = for_command,
	[SH_SELECT] = select_command,
	[SH_CASE] = case_command,
	[SH_FUNCTION] = function,
	[SH_COPROC] = coproc,
	[SH_OPEN_BRACE] = group,
	[SH_COND] = sh_cond,
};

static struct pc_sh_node *read_compound(struct sh_parser *p, reader *read, size_t size)
{
	struct pc_sh_node *node = NULL;
	const char *from = p->at;

	if (sh_enter(p)) {
		p->at += size;
		node = read(p, from);
		sh_node_end(p, node);
		if (may_be_body(node))
			sh_redirs(p, node);
	}
	p->depth--;
	return node;
}

struct pc_sh_node *sh_compound(struct sh_parser *p)
{
	enum sh_reserved word;
	size_t size;

	if (sh_peek(p) == '(')
		return read_compound(p, sh_paren, 1);
	word = sh_reserved(p, &size);
	if (word == SH_NONE || word == SH_TIME)
		return NULL;
	if (!readers[word]) {
		sh_unexpected(p);
		return NULL;
	}
	return read_compound(p, readers[word], size);
}
