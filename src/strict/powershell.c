/* SPDX-License-Identifier: Apache-2.0 */
/* Scripts of PowerShell inside a line: cut into statements and words, far enough to tell
 * the programs that they start, and the files and hosts that cmdlets are given.
 *
 *   pwsh -c "& ('cu' + 'rl') x"      powershell "iwr https://x | Set-Content y"
 *
 * Blocks and parentheses are statements of their own; variables count where a text was
 * assigned to them. */
#include "carriers_priv.h"
#include "pc/base/base64.h"

enum { MAX_WORDS = 64, MAX_TEXTS = 16, MAX_LEVELS = 6 };

enum cmdlet {
	NATIVE,  /* a program */
	DATA,    /* its words are only shown */
	READS,   /* files */
	WRITES,  /* files */
	COPIES,  /* files */
	FETCHES, /* an URL */
	STARTS,  /* a program in the words behind it */
	RUNS     /* a script */
};

/* Names count without case.  Those with a program of the same name may be that. */
static const struct {
	const char *names;
	enum cmdlet kind;
	bool also_native;
} cmdlets[] = {
	{"write-host write-output write-verbose write-warning write-error write-debug "
	 "write-information write echo where-object where select-object sort-object "
	 "measure-object group-object format-table format-list get-childitem gci dir ls "
	 "test-path get-command gcm get-help get-process get-service get-location",
		DATA, false},
	{"get-content gc type select-string sls import-csv ipcsv get-filehash "
	 "format-hex import-clixml import-module ipmo",
		READS, false},
	{"cat", READS, true},
	{"set-content sc add-content ac out-file clear-content clc new-item ni "
	 "remove-item ri del erase rd tee-object export-csv export-clixml rename-item "
	 "rni ren",
		WRITES, false},
	{"rm rmdir tee", WRITES, true},
	{"copy-item copy cpi move-item move mi compress-archive", COPIES, false},
	{"cp mv", COPIES, true},
	{"invoke-webrequest iwr invoke-restmethod irm start-bitstransfer "
	 "test-netconnection tnc test-connection",
		FETCHES, false},
	{"curl wget", FETCHES, true},
	{"start-process saps start invoke-item ii", STARTS, false},
	{"invoke-expression iex", RUNS, false},
};

static const char keywords[] =
	"if else elseif foreach for while do until switch try catch finally return throw "
	"begin process end in trap";

struct script {
	struct carry *carry;
	struct pc_str rest;
	const char *how;
	unsigned level;
	struct field words[MAX_WORDS];
	bool quoted[MAX_WORDS];
	size_t n;
	bool called;  /* & or . stands before */
	bool is_call; /* (...) holds arguments of a method */
	struct {
		struct pc_str name;
		struct field value;
	} texts[MAX_TEXTS];
	size_t n_texts;
};

static char peek(const struct script *s)
{
	return s->rest.len ? s->rest.ptr[0] : '\0';
}

static void skip(struct script *s, size_t n)
{
	s->rest = pc_str_from(s->rest, n);
}

/* ---- what a statement does --------------------------------------------------- */

static void powershell_text(
	struct carry *carry, struct pc_str text, const char *how, unsigned level);

static bool is_option(const struct script *s, size_t i)
{
	struct pc_str text = field_start(&s->words[i]);

	return !s->quoted[i] && text.len > 1 && text.ptr[0] == '-';
}

static struct pc_str option_name(const struct script *s, size_t i)
{
	return text_in_lower(s->carry->arena, pc_str_from(field_start(&s->words[i]), 1));
}

/* Cmdlets take "~" for the home directory, whoever writes it. */
static void touch(struct script *s, const struct field *word, enum cmdlet kind)
{
	struct walk *walk = s->carry->walk;
	struct field path = *word;
	struct pc_str home;

	if (path.kind == FIELD_KNOWN && pc_str_starts(path.text, PC_STR("~/")) &&
		scope_variable(&home, s->carry->by->scope, PC_STR("HOME")))
		path.text = pc_arena_printf(s->carry->arena, "%.*s%.*s", PC_STR_ARG(home),
			PC_STR_ARG(pc_str_from(path.text, 1)));
	if (kind == READS || kind == COPIES)
		implies_file(walk, s->carry->by, &path, false, s->how);
	if (kind == WRITES || kind == COPIES)
		implies_file(walk, s->carry->by, &path, true, s->how);
}

/* -Value and the like take what is no file. */
static bool takes_data(struct pc_str option)
{
	return list_has("value encoding itemtype type pattern delimiter totalcount tail "
			"first last include exclude filter erroraction ea stream method "
			"headers body contenttype useragent timeoutsec destination:",
		option);
}

static void run_files(struct script *s, enum cmdlet kind)
{
	bool is_pattern =
		pc_str_starts(text_in_lower(s->carry->arena, field_start(&s->words[0])),
			PC_STR("s")) &&
		kind == READS;
	bool content = false;

	for (size_t i = 1; i < s->n; i++) {
		if (is_option(s, i)) {
			struct pc_str option = option_name(s, i);

			is_pattern &= !list_has("path literalpath pattern", option);
			i += takes_data(option);
			continue;
		}
		/* Select-String PATTERN FILE, Set-Content FILE TEXT */
		if (!is_pattern && !content)
			touch(s, &s->words[i], kind);
		content |= kind == WRITES && list_has("set-content sc add-content ac",
						     text_in_lower(s->carry->arena,
							     field_start(&s->words[0])));
		is_pattern = false;
	}
}

static void run_fetch(struct script *s)
{
	for (size_t i = 1; i < s->n; i++) {
		struct pc_str option;

		if (!is_option(s, i)) {
			implies_host(s->carry->walk, s->carry->by, &s->words[i], s->how);
			continue;
		}
		option = option_name(s, i);
		if (i + 1 < s->n && list_has("outfile o destination", option))
			touch(s, &s->words[++i], WRITES);
		else if (i + 1 < s->n && list_has("infile source", option))
			touch(s, &s->words[i + 1], READS);
		else
			i += takes_data(option);
	}
}

static void run_native(struct script *s, size_t from)
{
	struct field words[MAX_WORDS];
	size_t n = 0;

	for (size_t i = from; i < s->n; i++)
		words[n++] = s->words[i];
	if (n)
		implies_command(s->carry->walk, s->carry->by, words, n, s->how);
}

/* Start-Process -FilePath X -ArgumentList a,b */
static void run_started(struct script *s)
{
	struct field words[MAX_WORDS];
	size_t n = 0;

	for (size_t i = 1; i < s->n; i++) {
		if (is_option(s, i)) {
			struct pc_str option = option_name(s, i);

			i += list_has("windowstyle verb workingdirectory "
				      "redirectstandardoutput redirectstandarderror",
				option);
			if (pc_str_starts(PC_STR("filepath"), option) ||
				pc_str_starts(PC_STR("argumentlist"), option) || n == 0)
				continue;
		}
		words[n++] = s->words[i];
	}
	if (n)
		implies_command(s->carry->walk, s->carry->by, words, n, s->how);
}

static void run_script(struct script *s)
{
	for (size_t i = 1; i < s->n; i++) {
		if (s->words[i].kind == FIELD_KNOWN && !is_option(s, i))
			powershell_text(s->carry, s->words[i].text, s->how, s->level + 1);
		else if (s->words[i].kind == FIELD_UNKNOWN)
			tell_unknown(s->carry, (struct pc_str){0});
	}
	if (s->n == 1) /* something | iex */
		tell_unknown(s->carry, (struct pc_str){0});
}

static void run_kind(struct script *s, enum cmdlet kind)
{
	switch (kind) {
	case DATA:
		break;
	case READS:
	case WRITES:
	case COPIES:
		run_files(s, kind);
		break;
	case FETCHES:
		run_fetch(s);
		break;
	case STARTS:
		run_started(s);
		break;
	case RUNS:
		run_script(s);
		break;
	case NATIVE:
		run_native(s, 0);
		break;
	}
}

/* What is given to a method may be a file as well as an address. */
static void run_arguments(struct script *s)
{
	for (size_t i = 0; i < s->n; i++) {
		if (!s->quoted[i])
			continue;
		touch(s, &s->words[i], COPIES);
		implies_host(s->carry->walk, s->carry->by, &s->words[i], s->how);
	}
}

static void end_statement(struct script *s)
{
	struct pc_str name;

	/* A text alone is a value; $x alone, too. */
	if (s->is_call) {
		run_arguments(s);
	} else if (s->n &&
		   (s->called || (!s->quoted[0] && s->words[0].kind == FIELD_KNOWN))) {
		name = text_in_lower(s->carry->arena, field_start(&s->words[0]));
		for (size_t i = 0; i < PC_COUNT(cmdlets); i++) {
			if (!list_has(cmdlets[i].names, name))
				continue;
			run_kind(s, cmdlets[i].kind);
			if (cmdlets[i].also_native)
				run_native(s, 0);
			name.len = 0;
			break;
		}
		if (name.len)
			run_native(s, 0);
	}
	s->n = 0;
	s->called = s->is_call = false;
}

/* ---- words ------------------------------------------------------------------- */

static bool is_name_byte(char c)
{
	return c == '_' || c == ':' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
	       (c >= 'A' && c <= 'Z');
}

/* $x, ${x}, $env:X; the text behind the dollar is skipped. */
static struct field read_variable(struct script *s)
{
	size_t n = 1, braces = s->rest.len > 1 && s->rest.ptr[1] == '{';
	struct field value = {.kind = FIELD_UNKNOWN, .text = PC_STR("$x")};
	struct pc_str name;

	n += braces;
	while (n < s->rest.len && is_name_byte(s->rest.ptr[n]))
		n++;
	name = text_in_lower(
		s->carry->arena, pc_str_from(pc_str_head(s->rest, n), 1 + braces));
	skip(s, n + (braces && n < s->rest.len));
	for (size_t i = s->n_texts; i-- > 0;) {
		if (pc_str_eq(s->texts[i].name, name))
			return s->texts[i].value;
	}
	return value;
}

/* 'it''s', "a $x `" b"; the opening quote is next. */
static void read_quoted(struct script *s, struct pc_buf *out, bool *unknown)
{
	char quote = peek(s);

	for (skip(s, 1); s->rest.len; skip(s, 1)) {
		char c = peek(s);

		if (c == quote) {
			skip(s, 1);
			if (peek(s) != quote)
				return;
		} else if (quote == '"' && c == '`' && s->rest.len > 1) {
			skip(s, 1);
			c = peek(s);
		} else if (quote == '"' && c == '$' && s->rest.len > 1 &&
			   is_name_byte(s->rest.ptr[1])) {
			struct field value = read_variable(s);

			*unknown |= value.kind == FIELD_UNKNOWN;
			if (value.kind == FIELD_KNOWN)
				pc_buf_add(out, value.text);
			s->rest.ptr--; /* the loop skips one */
			s->rest.len++;
			continue;
		} else if (quote == '"' && c == '$') {
			*unknown = true;
		}
		pc_buf_add_char(out, c);
	}
}

/* Behind a text: "+ 'more'". */
static bool continues(struct script *s)
{
	struct pc_str rest = s->rest;

	while (rest.len && strchr(" \t", rest.ptr[0]))
		rest = pc_str_from(rest, 1);
	if (!rest.len || rest.ptr[0] != '+')
		return false;
	rest = pc_str_trim(pc_str_from(rest, 1));
	if (!rest.len || !strchr("'\"", rest.ptr[0]))
		return false;
	s->rest = rest;
	return true;
}

static void read_word(struct script *s)
{
	struct pc_buf text = {0};
	bool unknown = false, quoted = strchr("'\"", peek(s)) != NULL;
	struct field *word = &s->words[s->n];

	while (s->rest.len && !strchr(" \t\r\n;|&(){}<>,", peek(s))) {
		char c = peek(s);

		if (c == '$' && s->rest.len > 1 && !strchr("(@", s->rest.ptr[1])) {
			struct field value = read_variable(s);

			unknown |= value.kind == FIELD_UNKNOWN;
			if (value.kind == FIELD_KNOWN)
				pc_buf_add(&text, value.text);
		} else if (c == '\'' || c == '"') {
			do
				read_quoted(s, &text, &unknown);
			while (continues(s));
		} else {
			if (c == '`' && s->rest.len > 1)
				skip(s, 1);
			pc_buf_add_char(&text, peek(s));
			skip(s, 1);
		}
	}
	*word = known_field(buf_taken(s->carry->arena, &text));
	if (unknown)
		*word = unknown_field((struct pc_str){0}, word->text);
	if (s->n + 1 < MAX_WORDS)
		s->quoted[s->n++] = quoted;
	else /* what is left out could be anything */
		implies_unknown(s->carry->walk, s->carry->by,
			UNKNOWN_COMMAND | UNKNOWN_READ | UNKNOWN_WRITE | UNKNOWN_HOST,
			s->how);
}

/* ---- statements -------------------------------------------------------------- */

/* "$x = 'curl'" keeps the text; what stands behind other assignments is a statement. */
static bool read_assignment(struct script *s)
{
	size_t n = 1, equals;
	struct pc_str name;

	if (s->n || s->called || peek(s) != '$')
		return false;
	while (n < s->rest.len && is_name_byte(s->rest.ptr[n]))
		n++;
	for (equals = n; equals < s->rest.len && strchr(" \t+", s->rest.ptr[equals]);)
		equals++;
	if (equals == s->rest.len || s->rest.ptr[equals] != '=')
		return false;
	name = text_in_lower(s->carry->arena, pc_str_from(pc_str_head(s->rest, n), 1));
	skip(s, equals + 1);
	s->rest = pc_str_from(s->rest, s->rest.len - pc_str_trim(s->rest).len);
	if (peek(s) == '\'' || peek(s) == '"') {
		read_word(s);
		if (s->n == 1 && s->n_texts < MAX_TEXTS) {
			s->texts[s->n_texts].name = name;
			s->texts[s->n_texts++].value = s->words[0];
		}
		s->n = 0;
	}
	return true;
}

/* > file, 2>> file: the next word is written. */
static void read_redirection(struct script *s)
{
	size_t before;

	while (s->rest.len && strchr("> \t", peek(s)))
		skip(s, 1);
	before = s->n;
	if (s->rest.len && !strchr(";|&(){}", peek(s)))
		read_word(s);
	if (s->n > before)
		touch(s, &s->words[--s->n], WRITES);
}

static void skip_comment(struct script *s)
{
	if (pc_str_starts(s->rest, PC_STR("<#")))
		skip(s, pc_str_find_str(s->rest, PC_STR("#>")) + 2);
	else
		skip(s, pc_str_find(s->rest, '\n'));
}

/* An operator or a bracket: most end the statement. */
static void read_mark(struct script *s)
{
	char c = peek(s);
	bool method = c == '(' && s->n &&
		      pc_str_find_str(field_start(&s->words[s->n - 1]), PC_STR("::")) <
			      field_start(&s->words[s->n - 1]).len;

	method |= c == '(' && s->n && s->words[s->n - 1].text.len &&
		  s->words[s->n - 1].text.ptr[0] == '.';
	skip(s, 1);
	if (c == ',' || (c == '(' && s->called && !s->n))
		return;
	if (c == '&' && peek(s) != '&') {
		end_statement(s);
		s->called = true;
		return;
	}
	if (c == ')' && s->called && s->n == 1)
		return; /* & ('cu' + 'rl') x */
	if (method)
		s->n = 0;
	else
		end_statement(s);
	s->is_call = method;
}

static void read_statements(struct script *s)
{
	while (s->rest.len) {
		char c = peek(s);

		if (c == ' ' || c == '\t') {
			skip(s, 1);
		} else if (c == '#' || pc_str_starts(s->rest, PC_STR("<#"))) {
			skip_comment(s);
		} else if (c == '>') {
			read_redirection(s);
		} else if (strchr("\r\n;|&(){}<,", c)) {
			read_mark(s);
		} else if (!read_assignment(s)) {
			size_t before = s->rest.len;

			read_word(s);
			if (s->n == 1 && !s->quoted[0] &&
				list_has(keywords,
					text_in_lower(s->carry->arena, s->words[0].text)))
				s->n = 0;
			if (s->n == 1 && pc_str_is(s->words[0].text, ".")) {
				s->called = true;
				s->n = 0;
			}
			if (s->rest.len == before)
				skip(s, 1);
		}
	}
	end_statement(s);
}

static void powershell_text(
	struct carry *carry, struct pc_str text, const char *how, unsigned level)
{
	struct script *s;

	if (level == MAX_LEVELS) {
		tell_unknown(carry, (struct pc_str){0});
		return;
	}
	s = pc_arena_new(carry->arena, struct script);
	s->carry = carry;
	s->rest = text;
	s->how = how;
	s->level = level;
	read_statements(s);
}

/* ---- the program ------------------------------------------------------------- */

/* base64 of UTF-16, of which the ASCII characters are told. */
static bool decoded(struct pc_str *out, struct pc_arena *arena, struct pc_str text)
{
	char *ascii;

	if (!pc_base64_decode(&text, arena, text))
		return false;
	ascii = pc_arena_bytes(arena, text.len + 1);
	for (size_t i = 0; i < text.len / 2; i++)
		ascii[i] = text.ptr[2 * i];
	*out = (struct pc_str){ascii, text.len / 2};
	return true;
}

static void run_input(struct carry *carry)
{
	const char *how = carry_how(carry, (struct pc_str){0});

	if (carry->by->input_known)
		powershell_text(carry, carry->by->input, how, 0);
	else if (carry->by->reads_pipe)
		tell_unknown(carry, (struct pc_str){0});
}

static void run_words(struct carry *carry, size_t from)
{
	struct pc_buf text = {0};

	if (from < carry->n_words && pc_str_is(carry->words[from].text, "-")) {
		run_input(carry);
		return;
	}
	for (size_t i = from; i < carry->n_words; i++) {
		if (i > from)
			pc_buf_add_char(&text, ' ');
		add_field(&text, &carry->words[i], false);
	}
	powershell_text(carry, buf_taken(carry->arena, &text),
		carry_how(carry, (struct pc_str){0}), 0);
}

static void run_encoded(struct carry *carry, const struct field *word)
{
	struct pc_str text;

	if (word->kind == FIELD_KNOWN && decoded(&text, carry->arena, word->text))
		powershell_text(
			carry, text, carry_how(carry, PC_STR("-EncodedCommand")), 0);
	else
		tell_unknown(carry, PC_STR("-EncodedCommand"));
}

/* Options may be cut short, in any case: -c, -Com, -EncodedCommand, -enc, -e. */
void carry_powershell(struct carry *carry)
{
	static const char values[] =
		"w windowstyle ep ex executionpolicy version v outputformat o "
		"inputformat if psconsolefile configurationname wd workingdirectory "
		"settingsfile f fi file";
	size_t i = 1;

	for (; i < carry->n_words; i++) {
		struct pc_str text =
			text_in_lower(carry->arena, field_start(&carry->words[i]));
		bool last = i + 1 == carry->n_words;

		if (text.len < 2 || (text.ptr[0] != '-' && text.ptr[0] != '/'))
			break;
		text = pc_str_from(text, text.ptr[1] == '-' ? 2 : 1);
		if (!last && pc_str_starts(PC_STR("command"), text)) {
			run_words(carry, i + 1);
			return;
		}
		if (!last && (pc_str_is(text, "ec") ||
				     pc_str_starts(PC_STR("encodedcommand"), text))) {
			run_encoded(carry, &carry->words[i + 1]);
			return;
		}
		if (list_has("f fi file", text))
			return;
		i += list_has(values, text);
	}
	/* The older program takes words for a script, the newer one for a file. */
	if (i >= carry->n_words)
		run_input(carry);
	else if (pc_str_starts(carry->program, PC_STR("powershell")) ||
		 pc_str_is(carry->words[i].text, "-"))
		run_words(carry, i);
}
