/* SPDX-License-Identifier: Apache-2.0 */
/* Programs whose words, input and files are made of other things, with commands in them:
 * recipes, settings, code of languages that code.c cannot read.
 *
 *   RUN curl x    command = curl x    \write18{curl x}    (shell-command "curl x")
 *
 * Nothing of this is parsed: a program that rules name counts where a command may begin
 * and a blank, or the end of a quoted text, follows. */
#include "carriers_priv.h"

/* Words, input and files. */
static const char embeds[] =
	"fzf sk mutt neomutt pdflatex lualatex xelatex latex tex luatex xetex latexmk "
	"rpm "
	"rpmbuild rpmspec apt apt-get aptitude dpkg openvpn ranger nnn lf vifm w3m lynx "
	"links "
	"tig mongosh mongo exiftool bpftrace stap dtrace emacs emacsclient clojure clj "
	"bb sbcl "
	"clisp ecl erl iex elixir scala scala-cli kotlin ghc ghci crystal nim racket "
	"guile gosh "
	"csi chibi-scheme ocaml utop raku rakudo perl6 jrunscript jjs groovy groovysh "
	"gnuplot nu "
	"elvish xonsh pueue mbuffer tcpdump aria2c yt-dlp youtube-dl pandoc hg sl svn "
	"nvim bat "
	"delta ag execlineb kitty wezterm i3-msg swaymsg hyprctl xdotool ydotool swift "
	"octave "
	"julia R jshell rofi gforth maxima sage gp maple matlab wolframscript fsi";

/* Input and files: their words are names of things. */
static const char embeds_files[] =
	"just task go-task ninja samu gradle gradlew ant supervisord logrotate rake "
	"cmake nmap "
	"meson docker podman buildah nerdctl honcho foreman overmind process-compose "
	"mprocs "
	"lefthook make gmake newgrp tox nox invoke fab doit scons bats act";

/* Of what comes in, lines that begin with "!" or "~!". */
static const char embeds_escapes[] = "mail mailx s-nail telnet tmux screen";

/* Files that a builder reads without being told. */
static const struct builder {
	const char *programs, *files;
} builders[] = {
	{"make gmake", "Makefile makefile GNUmakefile"},
	{"just", "justfile Justfile .justfile"},
	{"task go-task", "Taskfile.yml Taskfile.yaml taskfile.yml"},
	{"ninja samu", "build.ninja"},
	{"npm yarn pnpm bun npx", "package.json .npmrc"},
	{"docker podman buildah nerdctl docker-compose",
		"Dockerfile Containerfile compose.yml "
		"compose.yaml docker-compose.yml"},
	{"rake", "Rakefile"},
	{"gradle gradlew", "build.gradle settings.gradle build.gradle.kts"},
	{"ant", "build.xml"},
	{"mvn", "pom.xml"},
	{"cmake", "CMakeLists.txt"},
	{"vagrant", "Vagrantfile"},
	{"honcho foreman overmind", "Procfile"},
	{"tox", "tox.ini"},
	{"nox", "noxfile.py"},
	{"pre-commit", ".pre-commit-config.yaml"},
	{"cargo", "build.rs Cargo.toml config.toml"},
	{"go", ".go"},
	{"git", "gitconfig config"},
	{"composer", "composer.json"},
	{"direnv", ".envrc"},
};

/* In front of a command, beside marks. */
static const char before_command[] =
	"RUN CMD ENTRYPOINT COMMAND command shell system exec run spawn do then sh "
	"go:generate "
	"postrotate prerotate execute eval callCommand execShellCmd script silent";

/* In front of texts that are only shown. */
static const char shows[] =
	"notification dialog alert message print println princ puts echo display format "
	"write insert putStrLn say "
	"io:format IO.puts printf cat library require install.packages using import add";

static bool is_name_byte(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || (c && strchr("_./-", c));
}

/* The word that ends where text does. */
static struct pc_str word_before(struct pc_str text)
{
	size_t begin;

	while (text.len && memchr(" (=\"", text.ptr[text.len - 1], 4))
		text.len--;
	begin = text.len;
	while (begin && (is_name_byte(text.ptr[begin - 1]) || text.ptr[begin - 1] == ':'))
		begin--;
	while (begin < text.len && text.ptr[begin] == '/')
		begin++;
	return pc_str_from(text, begin);
}

/* run-program, System.cmd, execShellCmd: something in the name says that it runs. */
static bool is_runner(struct pc_str name)
{
	static const char *const parts[] = {"cmd", "ommand", "exec", "process", "program",
		"shell", "system", "run", "spawn", "sh"};

	for (size_t i = 0; i < PC_COUNT(parts); i++)
		if (pc_str_find_str(name, pc_str(parts[i])) < name.len)
			return true;
	return false;
}

static bool may_begin(struct pc_str before)
{
	struct pc_str name = word_before(before);
	char last = before.len ? before.ptr[before.len - 1] : '\n';

	if (list_has(shows, name))
		return false;
	if (strchr("\"'`=;(|&{[,!\n\t@:+%^", last))
		return true;
	if (last != ' ')
		return false;
	before = pc_str_trim(before);
	return !before.len || strchr("=:;({|&[,!-", before.ptr[before.len - 1]) ||
	       list_has(before_command, name);
}

static size_t end_of(struct pc_str text, char opened)
{
	static const char opens[] = "\"'`({[", closes[] = "\"'`)}]";
	const char *at = opened ? strchr(opens, opened) : NULL;
	size_t line = pc_str_find(text, '\n');

	if (at) {
		size_t close = pc_str_find(text, closes[at - opens]);

		return close < line ? close : line;
	}
	return line;
}

static void tell_at(struct carry *carry, struct pc_str text, size_t begin, size_t end)
{
	struct pc_str name = pc_str_from(pc_str_head(text, end), begin);
	struct pc_str before = pc_str_head(text, begin), rest = pc_str_from(text, begin);
	size_t slash = pc_str_rfind(name, '/');
	char opened = begin ? text.ptr[begin - 1] : 0;
	char next = end < text.len ? text.ptr[end] : 0;
	struct field script;

	if (!walk_has_rules(
		    carry->walk, slash < name.len ? pc_str_from(name, slash + 1) : name))
		return;
	if ((next == '"' || next == '\'') && opened == next &&
		is_runner(word_before(pc_str_head(text, begin - 1)))) {
		/* Its arguments are texts of their own. */
		size_t line = pc_str_find(rest, '\n');
		char *bytes = pc_arena_bytes(carry->arena, line + 1);

		for (size_t i = 0; i < line; i++)
			bytes[i] =
				(char)(strchr("\"'[](),<>", rest.ptr[i]) ? ' '
									 : rest.ptr[i]);
		script = known_field((struct pc_str){bytes, line});
	} else if (next == ' ' && may_begin(before)) {
		script = known_field(pc_str_head(rest, end_of(rest, opened)));
	} else {
		return;
	}
	tell_joined(carry, &script, 1);
}

static void embedded(struct carry *carry, struct pc_str text)
{
	for (size_t i = 0; i < text.len;) {
		size_t begin = i;

		while (i < text.len && is_name_byte(text.ptr[i]))
			i++;
		if (i > begin)
			tell_at(carry, text, begin, i);
		else
			i++;
	}
}

static void embedded_file(struct carry *carry, struct pc_str name)
{
	struct pc_str text;

	if (walk_content(&text, carry->walk, carry->by, name))
		embedded(carry, text);
}

static bool is_built_by(struct pc_str program, struct pc_str path)
{
	size_t slash = pc_str_rfind(path, '/');
	struct pc_str name = slash < path.len ? pc_str_from(path, slash + 1) : path;

	for (size_t i = 0; i < PC_COUNT(builders); i++)
		if (list_has(builders[i].programs, program) &&
			(list_has(builders[i].files, name) ||
				(pc_str_is(program, "go") &&
					pc_str_ends(name, PC_STR(".go"))) ||
				(pc_str_is(program, "git") &&
					pc_str_ends(name, PC_STR("gitconfig")))))
			return true;
	return false;
}

static void embedded_builds(struct carry *carry)
{
	const struct written *at = NULL;
	struct pc_str path;

	while (walk_written_next(&path, &at, carry->walk))
		if (is_built_by(carry->program, path))
			embedded_file(carry, path);
}

static void escapes(struct carry *carry)
{
	struct pc_str rest = carry->by->input;

	while (carry->by->input_known && rest.ptr) {
		struct pc_str line = pc_str_trim(pc_str_cut(&rest, '\n'));

		if (pc_str_starts(line, PC_STR("!")) || pc_str_starts(line, PC_STR("~!")))
			embedded(carry, line);
	}
}

/* EVAL 'code' */
static bool is_redis_code(const struct carry *carry)
{
	return pc_str_is(carry->program, "redis-cli") && carry->n_words > 1 &&
	       pc_str_eq_nocase(field_start(&carry->words[1]), PC_STR("eval"));
}

void carry_embedded(struct carry *carry)
{
	bool has_code = list_has(embeds, carry->program) || is_redis_code(carry);

	embedded_builds(carry);
	if (list_has(embeds_escapes, carry->program))
		escapes(carry);
	if (!has_code && !list_has(embeds_files, carry->program))
		return;
	if (carry->by->input_known)
		embedded(carry, carry->by->input);
	for (size_t i = 1; i < carry->n_words; i++) {
		struct pc_str text = carry->words[i].text;

		if (list_has("-s -m -t --message --subject --title --label --name",
			    carry->words[i - 1].text))
			continue;
		if (has_code && (pc_str_find(text, ' ') < text.len ||
					pc_str_find(text, '"') < text.len))
			embedded(carry, text);
		embedded_file(carry, text);
	}
}
