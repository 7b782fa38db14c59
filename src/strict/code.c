/* SPDX-License-Identifier: Apache-2.0 */
/* Inline code of other languages in a simple command: which programs take it, in which
 * options, and whether they read it from standard input. code_priv.h says who reads it.
 */
#include "code_priv.h"
#include "roles.h"

enum {
	FIRST = 1 << 0,  /* the first operand is code, unless an option was */
	INPUT = 1 << 1,  /* standard input is code when there is neither */
	SUB = 1 << 2,    /* only behind "eval" */
	SECOND = 1 << 3, /* all operands but the first are code: sqlite3 */
	WORDS = 1 << 4,  /* options are words: -ex of gdb */
	COLON = 1 << 5,  /* operands with a "+" in front are code: vim */
};

static const struct interpreter {
	const char *names;
	const char *options; /* whose value is code */
	const char *values;  /* other options with values */
	enum language language;
	unsigned flags;
} interpreters[] = {
	{"python python2 python3 pypy pypy3 ipython ipython3 jython micropython bpython",
		"-c", "-W -X -Q -m", LANG_PYTHON, INPUT},
	{"perl", "-e -E", "-I -x", LANG_PERL, INPUT},
	{"ruby jruby irb", "-e", "-I -r -C", LANG_RUBY, INPUT},
	{"node nodejs", "-e -p -pe -ep --eval --print", "-r --require -C --import",
		LANG_JS, INPUT},
	{"bun", "-e -p --eval --print", "-r", LANG_JS, INPUT},
	{"deno", "-e -p", "", LANG_JS, SUB | FIRST},
	{"qjs d8 js rhino jsc gjs osascript_js", "-e -c", "", LANG_JS, INPUT},
	{"php", "-r -B -R -E", "-d -c -z", LANG_PHP, INPUT},
	{"lua luajit lua5 texlua luatex tarantool", "-e", "-l", LANG_LUA, INPUT},
	{"awk gawk mawk nawk original-awk", "-e --source", "-F -v -f -i", LANG_AWK,
		FIRST},
	{"sed gsed ssed", "-e --expression", "-f -l", LANG_SED, FIRST},
	{"R Rscript julia groovy swift scala ghc elixir erl clojure "
	 "guile emacs "
	 "racket ocaml raku crystal nim jshell osascript octave sbcl scheme",
		"-e -c -E --eval --expr -eval --execute", "-f -l", LANG_OTHER, INPUT},
	{"dc", "-e --expression", "-f", LANG_LINES, INPUT},
	{"gnuplot", "-e", "", LANG_LINES, INPUT},
	{"m4 gm4", "", "", LANG_M4, INPUT},
	{"gcc cc g++ c++ clang clang++ tcc cpp nasm", "", "-x -o -I -D -include", LANG_C,
		INPUT | WORDS},
	{"tclsh wish expect jimsh", "-c -e", "-f", LANG_TCL, INPUT},
	{"vim vi nvim ex view gvim", "-c --cmd", "-S -u", LANG_LINES, COLON},
	{"ed red", "", "-p", LANG_LINES, INPUT},
	{"gdb lldb", "-ex -eval-command --eval-command -iex -o -O --one-line", "-x -p",
		LANG_LINES, WORDS | INPUT},
	{"psql", "-c --command", "-h -U -p -d -f -o -v", LANG_LINES, INPUT},
	{"mysql mariadb", "-e --execute", "-h -u -P -D", LANG_LINES, INPUT},
	{"sqlite3 sqlite duckdb litecli", "-cmd -c", "-init -separator", LANG_LINES,
		SECOND | WORDS | INPUT},
	{"redis-cli", "--eval", "", LANG_LINES, INPUT},
	{"lftp ftp sftp", "-e -c", "-u -p", LANG_LINES, INPUT},
	{"make gmake", "--eval -E", "-C -j -I", LANG_MAKE, INPUT},
};

static const struct known_table interpreter_table = KNOWN_TABLE(interpreters);

static const struct interpreter *find(struct pc_str name)
{
	static const struct known_table *const tables[] = {&interpreter_table};
	static struct known_tables known = KNOWN_IN(tables);

	for (;; name.len--) {
		const struct interpreter *in = known_row(&known, name, NULL);

		if (in)
			return in;
		if (!name.len || !strchr("0123456789.", name.ptr[name.len - 1]))
			return NULL;
	}
}

/* The next argument of such a call, quoted or not; text goes behind it. */
static bool next_m4(struct pc_str *text, struct pc_str call, struct pc_str *argument)
{
	size_t at = pc_str_find_str(*text, call), end;

	if (at >= text->len)
		return false;
	*text = pc_str_from(*text, at + call.len);
	end = pc_str_find(*text, ')');
	while (text->len && end && strchr("`[", text->ptr[0])) {
		*text = pc_str_from(*text, 1);
		end--;
	}
	*argument = pc_str_head(*text, end);
	return true;
}

/* syscmd(command), esyscmd(command), include(file), sinclude(file) */
static void read_m4(const struct code *code, struct pc_str text)
{
	struct pc_str rest = text, argument;

	while (next_m4(&rest, PC_STR("syscmd("), &argument))
		implies_script(code->walk, code->by, argument, code->how, false);
	rest = text;
	while (next_m4(&rest, PC_STR("include("), &argument))
		code_touches(code, pc_str_head(argument, pc_str_find(argument, '\'')),
			false, true);
}

/* #include "file" */
static void read_c(const struct code *code, struct pc_str text)
{
	while (text.ptr) {
		struct pc_str line = pc_str_trim(pc_str_cut(&text, '\n'));

		if (pc_str_starts(line, PC_STR("#")))
			line = pc_str_trim(pc_str_from(line, 1));
		if (!pc_str_starts(line, PC_STR("include")) &&
			!pc_str_starts(line, PC_STR("embed")))
			continue;
		line = pc_str_from(line, pc_str_find(line, '"') + 1);
		code_touches(
			code, pc_str_head(line, pc_str_find(line, '"')), false, true);
	}
}

/* gawk opens "/inet/tcp/0/HOST/80" as a file. */
static void read_inet(const struct code *code, struct pc_str text)
{
	static const struct pc_str inet = {"/inet", 5};

	for (size_t at; (at = pc_str_find_str(text, inet)) < text.len;) {
		struct pc_str rest;
		struct field host = {.kind = FIELD_KNOWN};

		text = pc_str_from(text, at + inet.len);
		rest = text;
		for (int part = 0; part < 3; part++)
			(void)pc_str_cut(&rest, '/');
		host.text = pc_str_cut(&rest, '/');
		if (host.text.len)
			implies_host(code->walk, code->by, &host, code->how);
	}
}

/* awk -v NAME=VALUE, as the program's own first lines. */
static struct pc_str with_variables(const struct code *code, struct pc_str text)
{
	const struct fields *all = code->by->words;
	struct pc_str set = {0};

	for (size_t i = 1; i < all->count; i++) {
		struct pc_str word = all->items[i].text, name;

		if (!pc_str_starts(word, PC_STR("-v")) ||
			all->items[i].kind != FIELD_KNOWN)
			continue;
		if (word.len == 2 && ++i < all->count &&
			all->items[i].kind == FIELD_KNOWN)
			word = all->items[i].text;
		else
			word = pc_str_from(word, 2);
		name = pc_str_cut(&word, '=');
		if (name.len && pc_str_find(word, '"') == word.len)
			set = pc_arena_printf(code->arena, "%.*s%.*s = \"%.*s\"\n",
				PC_STR_ARG(set), PC_STR_ARG(name), PC_STR_ARG(word));
	}
	return set.len ? pc_arena_printf(code->arena, "%.*s%.*s", PC_STR_ARG(set),
				 PC_STR_ARG(text))
		       : text;
}

static void read_code(const struct code *code, struct pc_str text)
{
	if (code->language == LANG_AWK) {
		text = with_variables(code, text);
		read_inet(code, text);
	}
	if (code->language == LANG_PYTHON &&
		names_have("ipython ipython3 jupyter", simple_program(code->by)))
		code_read_lines(code, text);
	if (code->language == LANG_SED)
		code_read_sed(code, text);
	else if (code->language == LANG_LINES)
		code_read_lines(code, text);
	else if (code->language == LANG_M4)
		read_m4(code, text);
	else if (code->language == LANG_C)
		read_c(code, text);
	else if (code->language == LANG_TCL)
		code_read_tcl(code, text);
	else if (code->language == LANG_MAKE)
		code_read_make(code, text);
	else
		code_read(code, text);
}

static void read_field(const struct code *code, const struct field *f)
{
	if (f->kind == FIELD_UNKNOWN && !f->text.len)
		return;
	/* Code with variables of the shell in it: what stands around them counts; code
	 * that is nothing but one can be anything. */
	if (f->kind == FIELD_UNKNOWN && !f->begins.len &&
		pc_str_find(f->text, ' ') == f->text.len && code->language < LANG_AWK)
		implies_unknown(code->walk, code->by,
			UNKNOWN_COMMAND | UNKNOWN_READ | UNKNOWN_WRITE | UNKNOWN_HOST,
			code->how);
	else
		read_code(code, f->text);
}

/* Whether a word is one of these options: 0 no; 1 its value comes next; more: its value
 * begins there. A cluster's last letter counts: -ne of perl. */
static size_t option_value(
	const struct interpreter *in, const char *options, struct pc_str word)
{
	size_t eq = pc_str_find(word, '=');

	if (word.len < 2 || word.ptr[0] != '-')
		return 0;
	if (names_have(options, word))
		return 1;
	if (eq < word.len && names_have(options, pc_str_head(word, eq)))
		return eq + 1;
	if (word.ptr[1] == '-' || (in->flags & WORDS))
		return 0;
	for (size_t i = 1; i < word.len; i++) {
		char name[2] = {'-', word.ptr[i]};
		bool is_python = in->language == LANG_PYTHON;

		if (names_have(options, (struct pc_str){name, 2}))
			return i + 1 == word.len ? 1 : i + 1;
		if (i > 1 && !is_python ? strchr("iIMmFCxlW0", word.ptr[i]) != NULL
					: strchr(is_python ? "mXWQ" : "IMmFCxW",
						  word.ptr[i]) != NULL)
			return 0; /* the rest is its value */
	}
	return 0;
}

struct found {
	size_t n_code, n_operands;
	bool is_input; /* told to read it */
};

static void operand(const struct code *code, const struct interpreter *in,
	const struct field *word, struct found *found)
{
	size_t nth = found->n_operands++;

	found->is_input |= nth == 0 &&
			   names_have("/dev/stdin /dev/fd/0 /proc/self/fd/0", word->text);

	if ((in->flags & SUB) && nth == 0)
		found->n_code += !pc_str_is(word->text, "eval");
	else if ((in->flags & FIRST) && !found->n_code) {
		found->n_code++;
		read_field(code, word);
	} else if (((in->flags & SECOND) && nth) ||
		   ((in->flags & COLON) && pc_str_starts(word->text, PC_STR("+")))) {
		struct field line = field_behind(word, (in->flags & COLON) ? 1 : 0);

		read_field(code, &line);
	}
}

static void words(
	const struct code *code, const struct interpreter *in, struct found *found)
{
	const struct fields *all = code->by->words;
	bool over = false;

	for (size_t i = 1; i < all->count; i++) {
		const struct field *word = &all->items[i];
		struct pc_str text = word->text;
		size_t at = over ? 0 : option_value(in, in->options, text);

		if (in->language == LANG_PYTHON && !over && text.len > 1 &&
			text.ptr[1] != '-' && text.ptr[0] == '-')
			found->is_input |=
				pc_str_find(text, 'i') < pc_str_find(text, 'c');
		if (at) {
			struct field rest = field_behind(word, at);

			found->n_code++;
			if (at > 1)
				read_field(code, &rest);
			else if (i + 1 < all->count)
				read_field(code, &all->items[++i]);
		} else if (!over && pc_str_is(text, "--")) {
			over = true;
		} else if (!over && option_value(in, in->values, text) == 1) {
			/* awk -f FILE and sed -f FILE: no code among the operands. */
			found->n_code += pc_str_is(text, "-f");
			i++;
		} else if (over || text.len < 2 || text.ptr[0] != '-') {
			if (!pc_str_is(text, "-"))
				operand(code, in, word, found);
		}
	}
}

static void standard_input(const struct code *code)
{
	if (code->by->input_known)
		read_code(code, code->by->input);
	else if (code->by->reads_pipe &&
		 !(code->language & (LANG_LINES | LANG_MAKE | LANG_C)))
		implies_unknown(code->walk, code->by,
			UNKNOWN_COMMAND | UNKNOWN_READ | UNKNOWN_WRITE | UNKNOWN_HOST,
			code->how);
}

/* python -m timeit CODE... */
static void timed(const struct code *code)
{
	const struct fields *all = code->by->words;

	for (size_t i = 2; i < all->count; i++) {
		if (!pc_str_is(all->items[i].text, "timeit") ||
			!pc_str_is(all->items[i - 1].text, "-m"))
			continue;
		while (++i < all->count)
			read_code(code, all->items[i].text);
	}
}

void code_of(struct walk *walk, const struct simple *simple)
{
	struct code code = {.walk = walk, .by = simple, .arena = walk_arena(walk)};
	struct found found = {0};
	const struct interpreter *in;
	struct pc_str name;

	if (!simple->words || !simple->words->count)
		return;
	name = simple_program(simple);
	in = find(name);
	if (!in)
		return;
	code.language = in->language;
	code.how = "inline code";
	if (in->language == LANG_PYTHON)
		timed(&code);
	if (in->language == LANG_AWK)
		(void)plain_piped(&code.fed, walk, simple);
	words(&code, in, &found);
	if ((in->flags & INPUT) &&
		(found.is_input ||
			(!found.n_code &&
				(!found.n_operands || in->language == LANG_LINES))))
		standard_input(&code);
}
