/* SPDX-License-Identifier: Apache-2.0 */
/* Which calls the texts of some code are given to: a text that a spawning function gets
 * is a script, in a list it is words; one that only is printed or compared is nothing;
 * any other that looks like a path or an URL is taken for one. */
#include "code_priv.h"
#include "roles.h"

#include "pc/base/fs.h"
#include "pc/base/limits.h"

enum { MAX_ARGS = 64, MAX_CALLS = 64, MAX_EVALS = 4, MAX_PATH_TEXT = 4096 };

struct called {
	enum call call;
	struct pc_str name;
	unsigned depth;             /* brackets open since */
	bool has_text, takes_words; /* a literal; the words behind the code */
	bool bare;                  /* without parentheses: ends with the statement */
	struct field args[MAX_ARGS];
	size_t n_args;
};

struct reader {
	const struct code *code;
	const struct tokens *tokens;
	size_t at;
	struct called *calls;
	size_t n_calls, room; /* no token begins more than one */
	struct pc_str dir;
	bool has_children; /* child_process stands in it */
	bool hands_on;     /* a function that runs programs is named, not called */
};

static const struct token *before(const struct reader *r, size_t back);
static bool is_mark(const struct token *t, char mark);

/* ---- what a text is ---------------------------------------------------------- */

static const struct pc_str hole = {"${_}", 4};

/* A text with holes as a field: what is certain of both ends. */
static struct field as_field(struct pc_str text, bool partial)
{
	struct field f = field_known(text);
	size_t first = pc_str_find_str(text, hole), at = first, last = 0;

	if (!partial || first == text.len)
		return f;
	for (; at < text.len; at += pc_str_find_str(pc_str_from(text, at), hole)) {
		at += hole.len;
		last = at;
	}
	f.kind = FIELD_UNKNOWN;
	f.begins = pc_str_head(text, first);
	f.ends = pc_str_from(text, last);
	return f;
}

/* "< x", ">>x", "+<x" of perl's open. */
static struct pc_str without_mode(struct pc_str text)
{
	while (text.len && strchr("<>+ ", text.ptr[0]))
		text = pc_str_from(text, 1);
	return pc_str_trim(text);
}

static bool is_path(struct pc_str text, bool surely)
{
	static const struct pc_str scheme = {"://", 3};
	bool marked = surely;

	if (!text.len || text.len > MAX_PATH_TEXT ||
		pc_str_find_str(text, scheme) < text.len)
		return false;
	for (size_t i = 0; i < text.len; i++) {
		if (strchr("\n\t\"'|;&()", text.ptr[i]))
			return false;
		marked = marked || strchr("./~_", text.ptr[i]);
	}
	return marked;
}

static void touches(const struct code *code, struct pc_str text, bool partial,
	bool surely, bool reads_only)
{
	struct pc_str name = without_mode(text);
	struct pc_str home;
	struct field f;

	if (pc_str_starts(name, PC_STR("file://")))
		name = pc_str_from(name, strlen("file://"));
	if (pc_str_starts(name, PC_STR("php://filter/")))
		name = pc_str_from(name,
			pc_str_find_str(name, PC_STR("resource=")) + strlen("resource="));
	if (!is_path(name, surely))
		return;
	if (pc_str_starts(name, PC_STR("~/")) &&
		scope_variable(&home, code->by->scope, PC_STR("HOME")))
		name = pc_arena_printf(code->arena, "%.*s%.*s", PC_STR_ARG(home),
			PC_STR_ARG(pc_str_from(name, 1)));
	f = as_field(name, partial);
	if (f.kind == FIELD_UNKNOWN && !f.begins.len && !f.ends.len)
		return;
	if (f.kind == FIELD_KNOWN && pc_str_find(name, '*') < name.len)
		f.kind = FIELD_PATTERN;
	implies_file(code->walk, code->by, &f, false, code->how);
	if (!reads_only)
		implies_file(code->walk, code->by, &f, true, code->how);
}

void code_touches(const struct code *code, struct pc_str text, bool partial, bool surely)
{
	touches(code, text, partial, surely, false);
}

/* Something like "evil.com" or "evil.com:80", "1.2.3.4". */
static bool is_host(struct pc_str text)
{
	size_t dots = 0;

	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];

		dots += c == '.';
		if (c == '/' || c == ' ' || c == '\n' || c == '\\')
			return i && dots && c == '/' && text.ptr[0] != '.';
	}
	return dots && text.ptr[0] != '.' && text.len < 256;
}

void code_talks(const struct code *code, struct pc_str text, bool partial, bool surely)
{
	size_t scheme = pc_str_find_str(text, PC_STR("://"));
	struct field f;

	if (pc_str_starts(text, PC_STR("file:")) || pc_str_find(text, '\n') < text.len)
		return;
	if (scheme < text.len)
		text = pc_str_from(text, scheme + 3);
	else if (!surely || !is_host(text))
		return;
	f = as_field(text, partial);
	f.text = pc_arena_printf(code->arena, "https://%.*s", PC_STR_ARG(f.text));
	if (f.begins.len)
		f.begins = pc_arena_printf(
			code->arena, "https://%.*s", PC_STR_ARG(f.begins));
	implies_host(code->walk, code->by, &f, code->how);
}

/* ---- the end of a call -------------------------------------------------------- */

static void hides(const struct reader *r, unsigned kinds)
{
	implies_unknown(r->code->walk, r->code->by, kinds, r->code->how);
}

static void runs_script(const struct reader *r, struct pc_str script)
{
	const struct code *code = r->code;

	if (code->language == LANG_AWK)
		implies_fed(code->walk, code->by, script, code->fed, code->how);
	else
		implies_script(code->walk, code->by, script, code->how, false);
}

static bool has_blank(struct pc_str text)
{
	return pc_str_find(pc_str_trim(text), ' ') < pc_str_trim(text).len;
}

enum { ALL_KINDS = UNKNOWN_COMMAND | UNKNOWN_READ | UNKNOWN_WRITE | UNKNOWN_HOST };

/* A first argument with a hole at its start can be any program. */
static bool starts_unknown(const struct called *c)
{
	return c->args[0].kind == FIELD_UNKNOWN && !c->args[0].begins.len;
}

/* What the call is given comes from outside: from the words behind the code, or from
 * standard input. */
static void runs_outside(const struct reader *r, const struct called *c)
{
	const struct fields *words = r->code->by->words;
	struct pc_str rest = r->code->by->input;

	for (size_t i = 2; c->takes_words && i < words->count; i++) {
		struct pc_str text = words->items[i].text;
		struct pc_str first = pc_str_head(text, pc_str_find(text, ' '));

		if (words->items[i].kind != FIELD_KNOWN ||
			!walk_has_rules(r->code->walk, pc_path_base(first)))
			continue;
		runs_script(r, text);
		implies_command(r->code->walk, r->code->by, words->items + i,
			words->count - i, r->code->how);
	}
	for (size_t i = 0;
		!c->takes_words && r->code->by->input_known && rest.ptr && i < MAX_CALLS;
		i++)
		runs_script(r, pc_str_cut(&rest, '\n'));
}

/* Functions of these names run programs and do nothing else. */
static bool surely_spawns(const struct called *c)
{
	return c->call == CALL_SHELL
		       ? !names_have("exec shell sh execute $", c->name)
		       : pc_str_starts(c->name, PC_STR("subprocess.")) ||
				 pc_str_starts(c->name, PC_STR("os.")) ||
				 names_have(
					 "execSync execFile execFileSync spawnSync execv "
					 "execvp execve execl execlp",
					 code_last(c->name));
}

static void ends_spawn(const struct reader *r, const struct called *c)
{
	/* /x/.exec("text") */
	if (r->code->language == LANG_JS && !r->has_children &&
		pc_str_is(code_last(c->name), "exec"))
		return;
	if (c->takes_words || !c->n_args || starts_unknown(c))
		runs_outside(r, c);
	if (!c->n_args) {
		if (!c->has_text && !c->takes_words && surely_spawns(c) &&
			!is_mark(before(r, 1), '('))
			hides(r, ALL_KINDS);
		return;
	}
	if (starts_unknown(c)) {
		if (r->code->language != LANG_JS || !pc_str_is(c->name, "exec"))
			hides(r, ALL_KINDS);
		return;
	}
	if (c->call == CALL_SHELL || c->n_args == 1 || has_blank(c->args[0].text))
		runs_script(r, c->args[0].text);
	if (c->n_args > 1)
		implies_command(
			r->code->walk, r->code->by, c->args, c->n_args, r->code->how);
}

/* The name may be no text, and then it is not among the arguments. */
static void ends_argv(const struct reader *r, const struct called *c)
{
	struct called unnamed = *c;

	ends_spawn(r, c);
	if (c->n_args < 2)
		return;
	unnamed.n_args--;
	memmove(unnamed.args + 1, unnamed.args + 2,
		(unnamed.n_args - 1) * sizeof(unnamed.args[0]));
	ends_spawn(r, &unnamed);
}

static void ends_eval(const struct reader *r, const struct called *c)
{
	struct code inner = *r->code;

	if (!c->n_args && r->code->by->input_known && inner.depth++ < MAX_EVALS)
		code_read(&inner, r->code->by->input);
	if (!c->n_args)
		return;
	if (c->args[0].kind == FIELD_UNKNOWN || ++inner.depth > MAX_EVALS)
		hides(r, ALL_KINDS);
	else
		code_read(&inner, c->args[0].text);
}

/* send(:system, "x"): the first text names what is called with the others. */
static void ends_by_name(const struct reader *r, struct called *c)
{
	enum call call;

	if (!c->n_args || c->args[0].kind != FIELD_KNOWN) {
		if (c->n_args)
			hides(r, ALL_KINDS);
		return;
	}
	call = code_call(r->code->language, c->args[0].text);
	c->n_args--;
	memmove(c->args, c->args + 1, c->n_args * sizeof(c->args[0]));
	c->call = call;
	if (call == CALL_SHELL || call == CALL_PROGRAM)
		ends_spawn(r, c);
	else if (call == CALL_EVAL)
		ends_eval(r, c);
}

static void ends(struct reader *r, struct called *c)
{
	bool open = c->n_args && starts_unknown(c);

	switch (c->call) {
	case CALL_SHELL:
	case CALL_PROGRAM:
		ends_spawn(r, c);
		return;
	case CALL_ARGV:
		ends_argv(r, c);
		return;
	case CALL_EVAL:
		ends_eval(r, c);
		return;
	case CALL_BY_NAME:
		ends_by_name(r, c);
		return;
	case CALL_FILE:
		if (open)
			hides(r, UNKNOWN_READ | UNKNOWN_WRITE);
		return;
	case CALL_NET:
		if (open)
			hides(r, UNKNOWN_HOST);
		return;
	case CALL_CHDIR:
		if (c->n_args && c->args[0].kind == FIELD_KNOWN)
			r->dir = c->args[0].text;
		return;
	case CALL_OTHER:
	case CALL_DATA:
		return;
	}
}

/* ---- tokens ------------------------------------------------------------------- */

static const struct token *token_at(const struct reader *r, size_t at)
{
	static const struct token end = {.kind = TOKEN_END};

	return at < r->tokens->count ? &r->tokens->items[at] : &end;
}

static const struct token *before(const struct reader *r, size_t back)
{
	return r->at >= back ? token_at(r, r->at - back) : token_at(r, SIZE_MAX);
}

static bool is_mark(const struct token *t, char mark)
{
	return t->kind == TOKEN_MARK && t->mark == mark;
}

static struct called *innermost(struct reader *r)
{
	return r->n_calls ? &r->calls[r->n_calls - 1] : NULL;
}

static void begin(struct reader *r, enum call call, bool bare)
{
	struct called *c;

	if (!r->calls || r->n_calls == r->room) {
		hides(r, ALL_KINDS);
		return;
	}
	c = &r->calls[r->n_calls++];
	c->call = call;
	c->bare = bare;
	c->name = bare ? token_at(r, r->at)->text : before(r, 1)->text;
	c->depth = bare ? 0 : 1;
	c->n_args = 0;
	c->has_text = c->takes_words = false;
}

static void end(struct reader *r)
{
	struct called *c = innermost(r);

	r->n_calls--;
	ends(r, c);
}

static void end_bare(struct reader *r)
{
	while (r->n_calls && innermost(r)->bare)
		end(r);
}

/* The call that begins at this parenthesis. */
static enum call call_here(const struct reader *r)
{
	const struct token *t = before(r, 1);

	if (t->kind == TOKEN_NAME || t->kind == TOKEN_TEXT)
		return code_call(r->code->language, t->text);
	/* getattr(os, "system")(...), process["exec"](...) */
	if ((is_mark(t, ')') || is_mark(t, ']')) && before(r, 2)->kind == TOKEN_TEXT)
		return code_call(r->code->language, before(r, 2)->text);
	return CALL_OTHER;
}

static bool is_called(const struct token *t)
{
	return t->kind == TOKEN_NAME || t->kind == TOKEN_TEXT || is_mark(t, ')') ||
	       is_mark(t, ']');
}

static void opens(struct reader *r, const struct token *t)
{
	enum call call = is_mark(t, '(') ? call_here(r) : CALL_OTHER;
	struct called *c = innermost(r);

	if (is_mark(t, '(') && is_called(before(r, 1)) &&
		!(c && c->bare && c->depth == 0 && call == CALL_OTHER))
		begin(r, call, false);
	else if (c)
		c->depth++;
}

static void closes(struct reader *r)
{
	struct called *c;

	while ((c = innermost(r)) && c->bare && c->depth == 0)
		end(r);
	if (c && --c->depth == 0 && !c->bare)
		end(r);
}

static void give(struct called *c, struct field value)
{
	if (c->n_args < MAX_ARGS)
		c->args[c->n_args++] = value;
}

/* A text that is compared, or names a value: shell="x" stays an argument of no call. */
static bool is_compared(const struct reader *r)
{
	const struct token *one = before(r, 1), *two = before(r, 2);
	const struct token *next = token_at(r, r->at + 1);

	if (is_mark(one, '=') && (is_mark(two, '=') || is_mark(two, '!')))
		return true;
	if (is_mark(one, '~') || (is_mark(one, '=') && is_mark(two, '~')))
		return true;
	if (one->kind == TOKEN_NAME && names_have("eq ne in not", one->text))
		return true;
	return (is_mark(next, '=') && is_mark(token_at(r, r->at + 2), '=')) ||
	       (is_mark(next, ':') && (is_mark(one, '{') || is_mark(one, ',')));
}

static bool is_keyword_value(const struct reader *r)
{
	return is_mark(before(r, 1), '=') && before(r, 2)->kind == TOKEN_NAME &&
	       r->code->language == LANG_PYTHON &&
	       !names_have("args", before(r, 2)->text);
}

/* readFileSync(x), open(x), open(x, "r"): a function whose name says that it reads, or
 * python's open without a mode that says otherwise. */
static bool only_reads(const struct reader *r, const struct called *c)
{
	static const char readers[] =
		"readFileSync readFile read_text read_bytes createReadStream "
		"file_get_contents readfile read_csv loadtxt fromfile readlines "
		"readTextFile readTextFileSync binread IO.read File.read io.lines "
		"File.readlines";
	const struct token *next = token_at(r, r->at + 1);
	const struct token *mode = token_at(r, r->at + 2);

	if (names_have(readers, c->name) || names_have(readers, code_last(c->name)))
		return true;
	if (!pc_str_is(c->name, "open") || r->code->language != LANG_PYTHON ||
		c->n_args > 1)
		return false;
	return is_mark(next, ')') ||
	       (is_mark(next, ',') && mode->kind == TOKEN_TEXT &&
		       (pc_str_is(mode->text, "r") || pc_str_is(mode->text, "rb") ||
			       pc_str_is(mode->text, "rt")));
}

/* Who looks up x.evil.example tells evil.example of it. */
static void looked_up(const struct reader *r, const struct called *c, struct pc_str text)
{
	static const char lookups[] =
		"gethostbyname gethostbyname_ex getaddrinfo gethostbyaddr lookup resolve "
		"resolve4 resolve6 resolveTxt resolveAny inet_aton dns_get_record "
		"checkdnsrr getaddress";

	if (!c || !names_have(lookups, code_last(c->name)))
		return;
	for (size_t dot = pc_str_find(text, '.'); dot < text.len;
		dot = pc_str_find(text, '.')) {
		text = pc_str_from(text, dot + 1);
		if (pc_str_find(text, '.') < text.len)
			code_talks(r->code, text, false, true);
	}
}

/* What stands in nobody's hands, or in those of a function that we do not know. */
static void loose(struct reader *r, const struct token *t, enum call call)
{
	const struct called *c = innermost(r);
	bool surely = call == CALL_FILE && c && c->n_args < 2;
	bool reads = call == CALL_FILE && c && only_reads(r, c);

	touches(r->code, t->text, t->partial, surely, reads);
	if (r->dir.len && call != CALL_NET)
		touches(r->code,
			pc_path_join(r->code->arena, r->dir, without_mode(t->text)),
			t->partial, surely, reads);
	code_talks(r->code, t->text, t->partial, call == CALL_NET);
	if (call == CALL_NET)
		looked_up(r, c, t->text);
}

/* map(os.system, ["x"]), {execSync: e}: whoever is given the function may be given the
 * text. */
static void handed_on(struct reader *r, struct pc_str text)
{
	struct pc_str first = pc_str_head(text, pc_str_find(text, ' '));

	if (r->hands_on && walk_has_rules(r->code->walk, pc_path_base(first)))
		runs_script(r, text);
}

static bool hands_on(const struct reader *r)
{
	static const char functions[] =
		"system popen getoutput shell_exec passthru execSync spawnSync "
		"execFileSync "
		"check_output check_call methodcaller child_process";

	for (size_t i = 0; i < r->tokens->count; i++) {
		const struct token *t = token_at(r, i);

		/* cmd | getline, print | cmd */
		if (r->code->language == LANG_AWK && is_mark(t, '|') && i &&
			(token_at(r, i - 1)->kind == TOKEN_NAME ||
				token_at(r, i + 1)->kind == TOKEN_NAME) &&
			token_at(r, i - 1)->kind != TOKEN_TEXT &&
			token_at(r, i + 1)->kind != TOKEN_TEXT)
			return true;
		if ((t->kind == TOKEN_NAME || t->kind == TOKEN_TEXT) &&
			!is_mark(token_at(r, i + 1), '(') &&
			names_have(functions, code_last(t->text)))
			return true;
	}
	return false;
}

/* (Path.home() / "x").read_text(): the text's own method opens it. */
static bool is_opened(const struct reader *r)
{
	size_t at = r->at + 1;

	while (is_mark(token_at(r, at), ')'))
		at++;
	return is_mark(token_at(r, at), '.') && token_at(r, at + 1)->kind == TOKEN_NAME &&
	       code_call(r->code->language, token_at(r, at + 1)->text) == CALL_FILE;
}

/* open("curl x|") of perl and ruby. */
static bool is_pipe(const struct reader *r, struct pc_str text)
{
	return (r->code->language & (LANG_PERL | LANG_RUBY)) && text.len > 1 &&
	       (text.ptr[0] == '|' || text.ptr[text.len - 1] == '|');
}

static void pipes(struct reader *r, struct pc_str text)
{
	if (text.ptr[0] == '|')
		text = pc_str_from(text, 1);
	if (text.len && text.ptr[text.len - 1] == '|')
		text.len--;
	runs_script(r, text);
}

/* "%s x" % name, "".join(...): what becomes of the text was not computed. */
static bool is_changed(const struct reader *r)
{
	const struct token *next = token_at(r, r->at + 1);

	if (is_mark(next, '[') ||
		(r->code->language == LANG_PYTHON && is_mark(next, '%')))
		return true;
	return (r->code->language & (LANG_PYTHON | LANG_JS | LANG_RUBY)) &&
	       is_mark(next, '.') && token_at(r, r->at + 2)->kind == TOKEN_NAME &&
	       !is_mark(before(r, 1), '[') && !is_mark(before(r, 1), ',');
}

static void text_in(struct reader *r, const struct token *t)
{
	struct called *c = innermost(r);
	enum call call = c ? c->call : CALL_OTHER;

	if (is_mark(token_at(r, r->at + 1), '.') &&
		pc_str_is(token_at(r, r->at + 2)->text, "execute"))
		runs_script(r, t->text);
	if (call == CALL_DATA && is_opened(r))
		loose(r, t, CALL_OTHER);
	if (is_compared(r) || call == CALL_DATA)
		return;
	if (call == CALL_OTHER || call == CALL_PROGRAM || call == CALL_ARGV ||
		call == CALL_BY_NAME)
		handed_on(r, t->text);
	if (c && is_keyword_value(r) &&
		(call == CALL_SHELL || call == CALL_PROGRAM || call == CALL_ARGV))
		return;
	/* open(F, "-|", "curl", "x") */
	if (call == CALL_FILE && (pc_str_is(t->text, "-|") || pc_str_is(t->text, "|-"))) {
		c->call = CALL_PROGRAM;
		c->n_args = 0;
		return;
	}
	if (c && is_changed(r))
		give(c, (struct field){.kind = FIELD_UNKNOWN, .text = t->text});
	else if (c)
		give(c, as_field(t->text, t->partial));
	if (r->code->language == LANG_JS &&
		(is_mark(before(r, 1), '$') ||
			(before(r, 1)->kind == TOKEN_NAME &&
				names_have("$ sh bash exec",
					code_last(before(r, 1)->text)))))
		runs_script(r, t->text);
	if (call == CALL_FILE && is_pipe(r, t->text))
		pipes(r, t->text);
	else if (call == CALL_OTHER || call == CALL_FILE || call == CALL_NET ||
		 call == CALL_CHDIR)
		loose(r, t, call);
}

/* A name as an argument is something that only run time knows. */
static void name_in(struct reader *r, const struct token *t)
{
	static const char none[] =
		"True False None true false null undefined nil shell "
		"lambda function async await new and or not in if else for "
		"my local our use no import from const let var return "
		"STDIN STDOUT STDERR sys.stdin F FH fh IN OUT sys.argv "
		"process.argv ARGV ARGV.first argv $ARGV __FILE__ __file__";
	static const char words[] =
		"sys.argv process.argv process.argv0 ARGV ARGV.first argv "
		"$ARGV @ARGV $argv Deno.args Bun.argv arg args";
	struct called *c = innermost(r);
	const struct token *prev = before(r, 1);
	bool alone = !c || is_mark(prev, '(') || is_mark(prev, ',') ||
		     is_mark(prev, '[') || c->bare;

	if (c && names_have(words, t->text))
		c->takes_words = true;
	if (!alone || !c || is_mark(token_at(r, r->at + 1), '=') ||
		names_have(none, t->text))
		return;
	give(c, (struct field){.kind = FIELD_UNKNOWN, .text = t->text});
}

/* system "x", puts x: a call without parentheses. */
static bool begins_bare(struct reader *r, const struct token *t)
{
	const struct token *next = token_at(r, r->at + 1);
	enum call call = code_call(r->code->language, t->text);

	if (r->code->language == LANG_JS || r->code->language == LANG_AWK ||
		call == CALL_OTHER)
		return false;
	if (next->kind != TOKEN_TEXT && next->kind != TOKEN_NAME && !is_mark(next, '$') &&
		!is_mark(next, '@') && !is_mark(next, '*'))
		return false;
	if (r->code->language == LANG_PYTHON && call != CALL_DATA)
		return false;
	begin(r, call, true);
	return true;
}

static void name(struct reader *r, const struct token *t)
{
	const struct token *next = token_at(r, r->at + 1);

	if (names_have("if unless and or", t->text))
		end_bare(r);
	if (is_mark(next, '(') || begins_bare(r, t))
		return;
	/* subprocess.run(x).stdout: what a call gives is not an argument of its own. */
	if (!is_mark(before(r, 1), '.'))
		name_in(r, t);
}

static bool is_shell(struct pc_str text)
{
	return names_have("sh bash dash zsh ksh",
		pc_path_base(pc_str_head(text, pc_str_find(text, ' '))));
}

/* awk runs what is piped, reads what follows "<" and writes what follows ">". */
static void text_of_awk(struct reader *r, const struct token *t)
{
	const struct token *one = before(r, 1), *next = token_at(r, r->at + 1);
	const struct called *c = innermost(r);

	handed_on(r, t->text);
	if (is_mark(one, '|') && is_shell(t->text) && before(r, 2)->kind != TOKEN_TEXT)
		hides(r, ALL_KINDS);
	if (is_mark(next, '|') || is_mark(one, '|') || is_mark(one, '&') ||
		(c && c->call == CALL_SHELL))
		runs_script(r, t->text);
	else if (is_mark(one, '<') || is_mark(one, '>'))
		code_touches(r->code, t->text, t->partial, true);
	else if (is_mark(one, '=') && is_mark(before(r, 2), ']'))
		code_touches(r->code, t->text, t->partial, false);
	if (pc_str_starts(t->text, PC_STR("/inet")))
		code_talks(r->code, code_last(t->text), false, true);
}

/* `x`; of `$&` and `$1` nothing is known but what the code reads. */
static void runs_text(struct reader *r, const struct token *t)
{
	static const struct called none;

	if (!pc_str_starts(t->text, PC_STR("$"))) {
		runs_script(r, t->text);
		return;
	}
	runs_outside(r, &none);
	hides(r, ALL_KINDS);
}

static void token(struct reader *r, const struct token *t)
{
	switch (t->kind) {
	case TOKEN_TEXT:
		if (innermost(r))
			innermost(r)->has_text = true;
		if (r->code->language == LANG_AWK)
			text_of_awk(r, t);
		else
			text_in(r, t);
		return;
	case TOKEN_SHELL:
		runs_text(r, t);
		return;
	case TOKEN_NAME:
		name(r, t);
		return;
	case TOKEN_LINE:
		end_bare(r);
		return;
	case TOKEN_MARK:
		if (strchr("([{", t->mark))
			opens(r, t);
		else if (strchr(")]}", t->mark))
			closes(r);
		return;
	case TOKEN_NUMBER:
	case TOKEN_END:
		return;
	}
}

void code_read(const struct code *code, struct pc_str text)
{
	struct tokens raw, tokens;
	struct reader r = {.code = code, .tokens = &tokens};

	code_tokens(&raw, code, text);
	code_fold(&tokens, code, &raw);
	r.room = tokens.count < MAX_CALLS ? tokens.count : MAX_CALLS;
	r.calls = pc_arena_new_array(code->arena, struct called, r.room);
	r.hands_on = hands_on(&r);
	r.has_children = pc_str_find_str(text, PC_STR("child")) < text.len;
	for (r.at = 0; r.at < tokens.count; r.at++)
		token(&r, &tokens.items[r.at]);
	while (r.n_calls)
		end(&r);
}
