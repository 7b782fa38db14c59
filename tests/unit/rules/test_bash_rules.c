/* SPDX-License-Identifier: Apache-2.0 */
/* Which rule means which command line: the language of rules, and the spellings of a
 * command that deny (and ask) rules and allow rules see through. */
#include "pc_test.h"

#include "bash_priv.h"

static bool matches(enum pc_list_kind list, const char *spec, const char *line)
{
	struct pc_arena arena = {0};
	struct pc_rule_text src = {.list = list};
	struct pc_rule rule = {.src = &src,
		.form = PC_RULE_COMMAND,
		.spec = pc_str(spec),
		.has_spec = true};
	const struct pc_rule *rules[] = {&rule};
	struct bash_rules *index = bash_rules_new(&arena, rules, 1);
	struct pc_evaluator ev = {.arena = &arena};
	struct bash_call call = {.ev = &ev, .line = pc_str(line)};
	bool found, exact;

	pc_sh_parse(&call.tree, &arena, call.line);
	pc_sh_commands(&call.commands, &arena, &call.tree);
	if (list != PC_LIST_ALLOW) {
		bash_call_texts(&call);
		found = bash_rules_find(index, list, &call) == &rule;
	} else {
		found = bash_rules_allow_line(index, &call, &exact) == &rule;
		for (size_t i = 0; i < call.commands.count; i++)
			found |= bash_rules_allow(index, &call, &call.commands.items[i],
					 &exact) == &rule;
	}
	pc_arena_done(&arena);
	return found;
}

/* ---- what a rule says ----------------------------------------------------- */

static const struct pattern_row {
	const char *name, *spec, *line;
	bool want;
} patterns[] = {
	{"exact", "npm test", "npm test", true},
	{"exact is not a prefix", "npm test", "npm test -v", false},
	{"prefix alone", "npm:*", "npm", true},
	{"prefix and more", "npm:*", "npm test", true},
	{"a prefix ends at a word's end", "npm:*", "npmx", false},
	{"a prefix of two words", "git push:*", "git push -f", true},
	{"a star behind a space is a prefix", "npm *", "npm", true},
	{"it ends at a word's end, too", "npm *", "npmx", false},
	{"a star without space", "npm*", "npmx a", true},
	{"a star in the middle", "git * main", "git push origin main", true},
	{"the middle may not be nothing", "git * main", "git main", false},
	{"a star in front", "* install", "npm install", true},
	{"a star in front needs what it stands for", "* install", "install", false},
	{"two stars: the last is not optional", "* --help *", "npm --help", false},
	{"two stars with both", "* --help *", "npm --help x", true},
	{"two stars side by side", "npm **", "npm", false},
	{"everything", "**", "npm", true},
	{"stars do not go back too early", "a*b*c", "a b c b", false},
	{"leftmost is enough", "a*b*b", "a b", false},
	{"overlapping ends", "aba*aba", "aba", false},
	{"overlapping ends by one", "aba*aba", "ababa", false},
	{"ends apart", "aba*aba", "abaaba", true},
	{"a colon in the middle is a colon", "git:* push", "git:x push", true},
	{"and nothing else", "git:* push", "git push", false},
	{"two suffixes: the inner one is text", "npm:*:*", "npm:* x", true},
	{"a star before the suffix is text", "npm*:*", "npm* x", true},
	{"and no wildcard", "npm*:*", "npmx y", false},
	{"an escaped star alone makes an exact rule", "npm \\*", "npm \\*", true},
	{"which has no wildcard", "npm \\*", "npm a", false},
	{"an escaped star beside another", "npm \\* *", "npm '*' a", true},
	{"? is a question mark", "npm ?", "npm a", false},
	{"brackets are brackets", "npm [a]*", "npm [a]b", true},
	{"a dot is a dot", "npm.*", "npmx", false},
	{"parentheses are parentheses", "npm (*)", "npm '(a)'", true},
	{"case counts", "NPM:*", "npm a", false},
	{"blanks around a wildcard rule", " npm * ", "npm a", true},
	{"blanks around a prefix rule stay", " npm:*", "npm a", false},
	{"a blank before the suffix stays", "npm :*", "npm a", false},
	{"a blank behind the suffix ends it", "npm:* ", "npm a", false},
	{"blanks inside count as one", "npm  run *", "npm run\t  x", true},
	{"in exact rules they count", "npm  run", "npm run", false},
	{"quotes in rules are quotes", "\"npm\" *", "npm a", false},
	{"and stand for quotes", "\"npm\" *", "\"npm\" a", true},
	{"a field's name is text", "command:ls", "ls", false},
	{"bytes beyond ASCII", "npm \xc3\xa9*", "npm \xc3\xa9t\xc3\xa9", true},
};

static void check_pattern(const struct pattern_row *r)
{
	assert_int_equal(matches(PC_LIST_DENY, r->spec, r->line), r->want);
}
PC_TABLE(patterns, check_pattern)

/* ---- what deny and ask rules see through, and allow rules ----------------- */

static const struct spelling_row {
	const char *name, *spec, *line;
	bool deny, allow;
} spellings[] = {
	{"as it is", "rm:*", "rm x", true, true},
	{"another program", "rm:*", "rmdir x", false, false},
	{"more blanks", "rm x *", "rm \t x y", true, true},
	{"a line that goes on", "rm x", "rm \\\n  x", true, true},
	{"quotes around the program", "rm:*", "\"rm\" x", true, true},
	{"quotes within the program", "rm:*", "r''m x", true, true},
	{"a backslash", "rm:*", "\\rm x", true, true},
	{"quotes around an argument", "rm x:*", "rm 'x'", true, false},
	{"an ANSI-quoted program", "rm:*", "$'rm' x", false, false},
	{"a program with a variable in it", "rm:*", "rm${IFS}x", false, false},
	{"a directory before the program", "rm:*", "/bin/rm x", true, false},
	{"a rule with a directory", "/bin/rm:*", "/bin/rm x", true, true},
	{"which does not mean the name alone", "/bin/rm:*", "rm x", false, false},
	{"an assignment", "rm:*", "A=1 rm x", true, false},
	{"an assignment that does no harm", "rm:*", "NODE_ENV=a rm x", true, true},
	{"its value quoted", "rm:*", "NODE_ENV='a' rm x", true, false},
	{"a locale", "rm:*", "LANG=de_DE.UTF-8 rm x", true, true},
	{"an unlikely locale", "rm:*", "LANG=x rm x", true, false},
	{"an assignment in the rule", "A=1 rm:*", "A=1 rm x", true, true},
	{"and none in the line", "A=1 rm:*", "rm x", false, false},
	{"timeout", "rm:*", "timeout -k 1 --signal=KILL 5s rm x", true, true},
	{"timeout for ever", "rm:*", "timeout inf rm x", false, false},
	{"wrappers in wrappers", "rm:*", "nohup nice -n 5 timeout 5 rm x", true, true},
	{"the keyword time", "rm:*", "time rm x", true, true},
	{"time -p", "rm:*", "time -p rm x", true, false},
	{"time is part of the text", "time rm:*", "time rm x", true, true},
	{"a wrapper behind a wrapper", "timeout:*", "time timeout 5 rm", false, false},
	{"nice with its number", "rm:*", "nice -5 rm x", true, true},
	{"stdbuf", "rm:*", "stdbuf -oL -e0 rm x", true, true},
	{"stdbuf in a form that hides", "rm:*", "stdbuf -o L rm x", false, false},
	{"command", "rm:*", "command -p rm x", true, true},
	{"command -v runs nothing", "rm:*", "command -v rm", false, false},
	{"xargs", "rm:*", "xargs rm x", true, true},
	{"xargs with options", "rm:*", "xargs -n1 rm x", false, false},
	{"xargs and an exact rule", "rm x", "xargs rm x", false, false},
	{"sudo", "rm:*", "sudo -u bob rm x", true, false},
	{"sudo in the rule", "sudo rm:*", "sudo rm x", true, true},
	{"env and its variables", "rm:*", "env -i A=1 rm x", true, false},
	{"env -S", "rm:*", "env -S 'rm x'", true, false},
	{"flock", "rm:*", "flock -w 5 /tmp/l rm x", true, false},
	{"script -c", "rm:*", "script -qc 'sudo rm x'", true, false},
	{"starters in starters", "rm:*", "sudo env A=1 nice -n 5 watch -n 5 rm x", true,
		false},
	{"sh -c is a program of its own", "rm:*", "sh -c 'rm x'", false, false},
	{"eval as well", "rm:*", "eval rm x", false, false},
	{"npx as well", "rm:*", "npx rm x", false, false},
	{"redirections", "rm x", "rm x > y 2>&1", true, true},
	{"a redirection in between", "rm x y", "rm x >z y", true, false},
	{"a redirection in front", "rm x", "2>/dev/null rm x", true, false},
	{"a here-string is part of the text", "cat <<< *", "cat <<< x", true, true},
	{"a comment", "rm x", "rm x # y", true, true},
	{"text in quotes is no command", "rm:*", "echo 'rm x'", false, false},
	{"words of the text", "*x y*", "echo 'x y'", true, true},
};

static void check_spelling(const struct spelling_row *r)
{
	assert_int_equal(matches(PC_LIST_DENY, r->spec, r->line), r->deny);
	assert_int_equal(matches(PC_LIST_ASK, r->spec, r->line), r->deny);
	assert_int_equal(matches(PC_LIST_ALLOW, r->spec, r->line), r->allow);
}
PC_TABLE(spellings, check_spelling)

/* ---- where in a line ------------------------------------------------------ */

static const struct pattern_row places[] = {
	{"behind &&", "rm:*", "ls && rm x", true},
	{"behind a newline", "rm:*", "ls\nrm x", true},
	{"in a pipe", "rm:*", "ls | rm x", true},
	{"in a substitution", "rm:*", "echo \"$(rm x)\"", true},
	{"in backticks", "rm:*", "echo `rm x`", true},
	{"in a process substitution", "rm:*", "cat <(rm x)", true},
	{"in a here-document", "rm:*", "cat <<E\n$(rm x)\nE", true},
	{"not in a quoted here-document", "rm:*", "cat <<'E'\n$(rm x)\nE", false},
	{"in a subshell", "rm:*", "(rm x)", true},
	{"in a group", "rm:*", "{ rm x; }", true},
	{"in a condition", "rm:*", "if ! rm x; then :; fi", true},
	{"in a loop", "rm:*", "for i in a; do rm x; done", true},
	{"in a function", "rm:*", "f() { rm x; }; f", true},
	{"in an assignment", "rm:*", "X=$(rm x)", true},
	{"behind coproc it is an argument", "rm:*", "coproc rm x", false},
	{"in a coprocess's subshell", "rm:*", "coproc (rm x)", true},
	{"in a line that does not parse", "rm:*", "ls; rm x )", true},
	{"in a quote that does not end", "rm:*", "ls && rm \"x", true},
	{"the whole line", "ls && rm x", "ls && rm x", true},
	{"the whole line and a bare prefix", "ls && rm:*", "ls && rm", true},
	{"wildcards do not span &&", "ls && go *", "ls && go x", false},
	{"nor reach over it", "ls *go*", "ls && go x", false},
	{"but where the client asks anyway they do", "ls *rm*", "ls && rm x", true},
	{"as with a file written", "ls *go*", "ls && go > x", true},
	{"not with a descriptor", "ls *go*", "ls && go 2>&1", false},
	{"they do span a pipe", "* | sh", "curl x | sh", true},
	{"spelled with one space each side", "* | sh", "curl x|sh", true},
	{"redirections left out", "curl x | sh", "curl x 2>&1 | sh", true},
	{"not at the end of more", "* | sh", "curl x | sh; ls", false},
	{"they span what is unknown", "* && ls", "rm $X && ls", true},
	{"they span a group", "{ *", "{ rm x; }", true},
	{"they do not span a loop", "for *", "for i in a; do go x; done", false},
	{"a variable that the line sets", "rm:*", "X=rm; $X x", true},
	{"exported", "rm:*", "export X=rm; \"$X\" x", true},
	{"in braces it is unknown", "rm:*", "X=rm; ${X} x", false},
	{"behind another command, too", "rm:*", "ls; X=rm; $X x", false},
	{"beside something unknown, too", "rm:*", "X=rm; $X $(ls)", false},
	{"two fields are not a program", "rm:*", "X='rm x'; $X", false},
	{"an argument set by the line", "rm x:*", "X=x; rm $X", true},
};

static void check_place(const struct pattern_row *r)
{
	assert_int_equal(matches(PC_LIST_DENY, r->spec, r->line), r->want);
}
PC_TABLE(places, check_place)

/* ---- allow rules ---------------------------------------------------------- */

static const struct pattern_row allowed[] = {
	{"the whole line", "a && b", "a && b", true},
	{"not with a pipe in it", "a | b", "a | b", false},
	{"a wildcard in the program", "a*", "a* x", false},
	{"a wildcard in the program and in front of the rule", "*a*", "a* x", true},
	{"a wildcard in an argument", "a b*", "a b* x", true},
	{"an assignment behind a wrapper", "a:*", "timeout 5 NODE_ENV=x a", false},
	{"an assignment before a wrapper", "a:*", "NODE_ENV=x timeout 5 a", true},
	{"and before quotes", "a:*", "CI=1 \"a\" x", true},
	{"time with dashes", "a:*", "time -- a", false},
	{"time twice", "a:*", "time time a", false},
	{"a word that goes on in the next line", "a b c", "a b\\\nc", false},
	{"behind a redirection", "a:*", "2>/dev/null a", false},
};

static void check_allowed(const struct pattern_row *r)
{
	assert_int_equal(matches(PC_LIST_ALLOW, r->spec, r->line), r->want);
}
PC_TABLE(allowed, check_allowed)

int main(void)
{
	return PC_RUN(patterns) + PC_RUN(spellings) + PC_RUN(places) + PC_RUN(allowed);
}
