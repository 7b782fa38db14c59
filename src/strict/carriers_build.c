/* SPDX-License-Identifier: Apache-2.0 */
/* Package runners, environments of languages, holders of secrets and make.  A package
 * that a runner fetches is the program of that name. */
#include "carriers_priv.h"

#define RUNNER_VALUES                                                                    \
	"-p --package --from --with --python --spec --index-url -i --pip-args -w "       \
	"--workspace --cache --registry --prefix --project --directory --cwd -C "        \
	"--filter"

/* name@1.2, @scope/name: the program without its version. */
static void carry_package(struct carry *carry)
{
	size_t n = carry->n_words - carry->begins;
	struct field *words = pc_arena_new_array(carry->arena, struct field, n + 1);
	size_t version;

	option_values(carry);
	if (n == 0 || carry->quits)
		return;
	memcpy(words, carry->words + carry->begins, n * sizeof(*words));
	if (n == 1 && pc_str_find(words[0].text, ' ') < words[0].text.len)
		tell_joined(carry, words, 1);
	version = pc_str_find(pc_str_from(words[0].text, 1), '@') + 1;
	if (words[0].kind == FIELD_KNOWN && version < words[0].text.len)
		words[0].text = pc_str_head(words[0].text, version);
	tell_words(carry, words, n);
}

/* ---- make -------------------------------------------------------------------------- */

static void tell_part(struct carry *carry, struct pc_str text, const char *how)
{
	struct field part = known_field(pc_str_trim(text));

	while (part.text.len && strchr("@+-", part.text.ptr[0]))
		part.text = pc_str_from(part.text, 1);
	tell_text(carry, &part, pc_str(how));
}

/* $(shell x): up to the parenthesis that closes it. */
static void shell_calls(struct carry *carry, struct pc_str text, const char *how)
{
	struct pc_str call = PC_STR("$(shell ");
	size_t at;

	while ((at = pc_str_find_str(text, call)) < text.len) {
		size_t depth = 1, end = 0;

		text = pc_str_from(text, at + call.len);
		for (; end < text.len; end++) {
			depth += text.ptr[end] == '(';
			depth -= text.ptr[end] == ')';
			if (depth == 0)
				break;
		}
		tell_part(carry, pc_str_head(text, end), how);
	}
}

static void recipes(struct carry *carry, struct pc_str text, const char *how)
{
	while (text.ptr) {
		struct pc_str line = pc_str_cut(&text, '\n');
		size_t colon = pc_str_find(line, ':'), semicolon = pc_str_find(line, ';');
		size_t bang = pc_str_find_str(line, PC_STR("!="));

		if (line.len && line.ptr[0] == '\t')
			tell_part(carry, line, how);
		else if (bang < line.len)
			tell_part(carry, pc_str_from(line, bang + 2), how);
		else if (colon < semicolon && semicolon < line.len)
			tell_part(carry, pc_str_from(line, semicolon + 1), how);
	}
}

static void carry_make(struct carry *carry)
{
	const struct field *file = carry_option(carry, "-f --file --makefile");

	for (size_t i = 0; i < carry->n_options; i++) {
		const struct option *option = &carry->options[i];

		if (!option->value || !list_has("-E --eval", option->name))
			continue;
		if (option->value->kind == FIELD_UNKNOWN)
			tell_unknown(carry, PC_STR("--eval"));
		else
			recipes(carry, option->value->text, "--eval");
	}
	for (size_t i = 1; i < carry->n_words; i++) {
		struct pc_str text = field_start(&carry->words[i]);

		shell_calls(carry, text, "$(shell)");
		if (list_has("SHELL CC CXX LD AR AS CPP FC",
			    pc_str_head(text, pc_str_find(text, '='))))
			tell_text(carry,
				field_from(carry->arena, &carry->words[i],
					pc_str_find(text, '=') + 1),
				PC_STR("NAME="));
	}
	if (!file || !list_has("- /dev/stdin /dev/fd/0", field_start(file)))
		return;
	if (!carry->by->input_known) {
		tell_input(carry);
		return;
	}
	shell_calls(carry, carry->by->input, "-f -");
	recipes(carry, carry->by->input, "-f -");
}

/* nix develop -c program words...: the option's value and all that follows. */
static void carry_rest(struct carry *carry)
{
	for (size_t i = 1; i + 1 < carry->n_words; i++)
		if (list_has("-c --command", field_start(&carry->words[i]))) {
			tell_words(carry, carry->words + i + 1, carry->n_words - i - 1);
			return;
		}
}

/* The rest of the words, behind these in front. */
static void tell_behind(struct carry *carry, struct pc_str first, size_t at)
{
	size_t n = carry->n_words - at;
	struct field *words = pc_arena_new_array(carry->arena, struct field, n + 1);

	words[0] = known_field(first);
	memcpy(words + 1, carry->words + at, n * sizeof(*words));
	tell_words(carry, words, n + 1);
}

static void tell_between(struct carry *carry, const struct field *word, const char *mark)
{
	size_t at = pc_str_find_str(field_start(word), pc_str(mark));
	struct pc_str text = pc_str_from(field_start(word), at + strlen(mark));
	struct field script;

	if (at == field_start(word).len)
		return;
	while (text.len && strchr("\"' [=", text.ptr[0]))
		text = pc_str_from(text, 1);
	while (text.len && strchr("\"' ]", text.ptr[text.len - 1]))
		text.len--;
	script = known_field(text);
	tell_text(carry, &script, pc_str(mark));
}

/* python -m pip install: the module is the program of that name. */
static void carry_module(struct carry *carry)
{
	for (size_t i = 1; i < carry->n_words; i++) {
		struct pc_str text = field_start(&carry->words[i]);
		size_t m = pc_str_find(text, 'm');

		if (text.len < 2 || text.ptr[0] != '-' || text.ptr[1] == '-' ||
			pc_str_find(text, 'c') < m)
			return;
		if (list_has("-W -X", text)) {
			i++;
			continue;
		}
		if (m == text.len)
			continue;
		text = pc_str_from(text, m + 1);
		if (text.len)
			tell_behind(carry, text, i + 1);
		else if (i + 1 < carry->n_words)
			tell_words(carry, carry->words + i + 1, carry->n_words - i - 1);
		if (i + 1 < carry->n_words &&
			pc_str_is(field_start(&carry->words[i + 1]), "awscli"))
			tell_behind(carry, PC_STR("aws"), i + 2);
		return;
	}
}

/* node $(which npm), node .../npm-cli.js: what the file is named after. */
static void carry_program_file(struct carry *carry)
{
	struct pc_str text, name;
	size_t slash;

	if (carry->quits || carry->begins == carry->n_words)
		return;
	text = carry->words[carry->begins].kind == FIELD_UNKNOWN
		       ? carry->words[carry->begins].ends
		       : carry->words[carry->begins].text;
	slash = pc_str_rfind(text, '/');
	name = slash < text.len ? pc_str_from(text, slash + 1) : text;
	if (pc_str_ends(name, PC_STR("-cli.js")))
		name.len -= strlen("-cli.js");
	else if (slash == text.len && !list_has("npm npx yarn pnpm", name))
		return;
	if (walk_has_rules(carry->walk, name) || list_has("npm npx yarn pnpm", name))
		tell_behind(carry, name, carry->begins + 1);
}

/* snap run --shell name -c 'x' is a shell; otherwise the program of that name. */
static void carry_snap(struct carry *carry)
{
	if (carry_has(carry, "--shell") && carry->begins < carry->n_words)
		tell_behind(carry, PC_STR("sh"), carry->begins + 1);
	else
		tell_words(carry, carry->words + carry->begins,
			carry->n_words - carry->begins);
}

/* -x runs a subcommand of cargo. */
static void carry_cargo_watch(struct carry *carry)
{
	for (size_t i = 1; i + 1 < carry->n_words; i++) {
		struct field words[2] = {
			known_field(PC_STR("cargo")), carry->words[i + 1]};

		if (list_has("-x --exec", field_start(&carry->words[i])))
			tell_joined(carry, words, 2);
	}
	carry_standard(carry);
}

static void cargo_variable(void *user, struct pc_str name, const void *item)
{
	struct carry *carry = user;
	const struct variable *at = item;
	struct field words[2] = {known_field(PC_STR("cargo")), known_field(at->value)};

	if (!at->known || !pc_str_starts(name, PC_STR("CARGO_")))
		return;
	if (pc_str_starts(name, PC_STR("CARGO_ALIAS_")))
		tell_joined(carry, words, 2);
	else if (pc_str_ends(name, PC_STR("_RUNNER")) ||
		 pc_str_ends(name, PC_STR("_LINKER")))
		tell_text(carry, &words[1], name);
}

/* --config 'alias.x="publish"', --config 'target.x.runner="program"', and the same as
 * variables. */
static void carry_cargo(struct carry *carry)
{
	static const char *const marks[] = {
		".runner", ".linker", "rustc-wrapper", "rustc-workspace-wrapper"};
	const struct scope *scope = carry->by->scope;

	for (size_t i = 1; i < carry->n_words; i++) {
		struct pc_str text = field_start(&carry->words[i]);
		size_t alias = pc_str_find_str(text, PC_STR("alias."));
		size_t equals = pc_str_find(pc_str_from(text, alias), '=');

		for (size_t k = 0; k < PC_COUNT(marks); k++)
			tell_between(carry, &carry->words[i], marks[k]);
		if (alias < text.len && alias + equals < text.len) {
			struct pc_str value = pc_str_from(text, alias + equals + 1);
			struct field words[2] = {known_field(PC_STR("cargo"))};

			while (value.len && strchr("\"'[ ", value.ptr[0]))
				value = pc_str_from(value, 1);
			words[1] =
				known_field(pc_str_head(value, pc_str_find(value, '"')));
			tell_joined(carry, words, 2);
		}
	}
	if (scope)
		map_each(scope->variables, cargo_variable, carry);
}

/* -wrapper program,argument */
static void carry_compiler(struct carry *carry)
{
	for (size_t i = 1; i + 1 < carry->n_words; i++) {
		struct pc_str text = field_start(&carry->words[i + 1]);
		char *bytes = pc_arena_bytes(carry->arena, text.len + 1);
		struct field script = known_field((struct pc_str){bytes, text.len});

		if (!pc_str_is(field_start(&carry->words[i]), "-wrapper"))
			continue;
		for (size_t k = 0; k < text.len; k++)
			bytes[k] = (char)(text.ptr[k] == ',' ? ' ' : text.ptr[k]);
		tell_text(carry, &script, PC_STR("-wrapper"));
	}
}

static void carry_maven(struct carry *carry)
{
	for (size_t i = 1; i < carry->n_words; i++)
		tell_between(carry, &carry->words[i], "exec.executable=");
}

/* npm pkg set scripts.x='text' */
static void carry_scripts(struct carry *carry)
{
	for (size_t i = carry->begins; i < carry->n_words; i++)
		if (pc_str_starts(field_start(&carry->words[i]), PC_STR("scripts.")))
			tell_between(carry, &carry->words[i], "=");
}

static void carry_node(struct carry *carry)
{
	size_t at = 1;

	while (!pc_str_is(field_start(&carry->words[at]), "node"))
		at++;
	tell_words(carry, carry->words + at, carry->n_words - at);
}

/* nix run nixpkgs#curl -- x: the package names the program. */
static void carry_installable(struct carry *carry)
{
	struct pc_str text;

	if (carry->begins == carry->n_words)
		return;
	text = field_start(&carry->words[carry->begins]);
	text = pc_str_from(text, pc_str_find(text, '#') + 1);
	if (text.len)
		tell_behind(carry, text, carry->begins + 1);
}

static const struct carrier rows[] = {
	{"python python2 python3 pypy pypy3 py", NULL, "-W -X -c", "-m", CARRIES_NOTHING,
		NULL, carry_module},
	{"node nodejs bun python python3", NULL, "-r --require -e -p -c -m", NULL, 0,
		"-e -p -c -m --eval --print", carry_program_file},
	{"npx bunx pnpx uvx pipx-run", NULL, RUNNER_VALUES " --node-options", "-c --call",
		0, NULL, carry_package},
	{"npm", "exec|x", RUNNER_VALUES, "-c --call", 0, NULL, carry_package},
	{"npm", "explore *", NULL, NULL, 0, NULL, NULL},
	{"pnpm yarn", "dlx|exec|x", RUNNER_VALUES, "-c --shell-mode=", 0, NULL,
		carry_package},
	{"bun", "x|exec", RUNNER_VALUES, NULL, 0, NULL, carry_package},
	{"pipx", "run", RUNNER_VALUES, NULL, 0, NULL, carry_package},
	{"uv", "run", RUNNER_VALUES " --extra --group --env-file --with-requirements -m",
		NULL, 0, "-m", NULL},
	{"uv", "tool run", RUNNER_VALUES, NULL, 0, NULL, carry_package},
	{"hatch", "run", "-e --env -p --project", NULL, CARRIES_TEXT, NULL, NULL},
	{"poetry pdm rye pipenv pixi", "run", "-C --directory -P --project -e --env -p",
		NULL, 0, NULL, NULL},
	{"conda mamba micromamba", "run", "-n --name -p --prefix --cwd", NULL, 0, NULL,
		NULL},
	{"bundle rbenv pyenv nodenv opam stack cabal asdf goenv", "exec", NULL, NULL, 0,
		NULL, NULL},
	{"lerna nx turbo rush-pnpm tox composer", "exec",
		"--scope --ignore --concurrency --since --filter -e", NULL, 0, NULL,
		NULL},
	{"yarn pnpm", "workspaces|workspace foreach|* exec|dlx|run",
		"-j --jobs --include --exclude --from", NULL, 0, NULL, NULL},
	{"volta", "run", "--node --npm --yarn --pnpm", NULL, 0, NULL, NULL},
	{"nvm fnm n", "exec|run", "--using", NULL, 0, NULL, NULL},
	{"nvm fnm n", "exec|run *", "--using", NULL, 0, NULL, NULL},
	{"rvm-exec", NULL, NULL, NULL, 0, NULL, NULL},
	{"rvm-exec", "*", NULL, NULL, 0, NULL, NULL},
	{"snap", "run", NULL, NULL, CARRIES_ARGS, NULL, carry_snap},
	{"cargo", "ws|workspaces exec", NULL, NULL, 0, NULL, NULL},
	{"cargo", "watch", "-w -i -d -C -B --features", "-s --shell", CARRIES_MARKED,
		NULL, carry_cargo_watch},
	{"cargo", NULL, NULL, NULL, CARRIES_NOTHING, NULL, carry_cargo},
	{"cmake", "env", NULL, NULL, CARRIES_ASSIGNS, NULL, NULL},
	{"cmake", "time", NULL, NULL, 0, NULL, NULL},
	{"cmake", "chdir *", NULL, NULL, 0, NULL, NULL},
	{"go", "run|test|build|vet|install|generate|tool", "-o -p -tags -ldflags -run",
		"-exec -toolexec -vettool", CARRIES_NOTHING | CARRIES_LONG, NULL, NULL},
	{"gcc g++ cc c++ clang clang++", NULL, NULL, NULL, CARRIES_NOTHING, NULL,
		carry_compiler},
	{"bazel bazelisk", "run|test", NULL, "--run_under", CARRIES_NOTHING, NULL, NULL},
	{"mvn mvnw", NULL, NULL, NULL, CARRIES_NOTHING, NULL, carry_maven},
	{"npm pnpm yarn", "pkg set", NULL, NULL, 0, NULL, carry_scripts},
	{"npm", "set-script *", NULL, NULL, CARRIES_TEXT, NULL, NULL},
	{"npm", "config|c set script-shell", NULL, NULL, 0, NULL, NULL},
	{"npm pnpm", NULL, NULL, "--script-shell", CARRIES_NOTHING, NULL, NULL},
	{"yarn pnpm", "node", NULL, NULL, CARRIES_NOTHING, NULL, carry_node},
	{"nix", "run", NULL, NULL, 0, NULL, carry_installable},
	{"direnv", "exec *", NULL, NULL, 0, NULL, NULL},
	{"mise rtx", "x|exec", "-c= -C --cd -j --jobs", "-c --command", CARRIES_MARKED,
		NULL, NULL},
	{"rustup", "run *", NULL, NULL, 0, NULL, NULL},
	{"dotenv", NULL, "-f --file -e -c -v -p -q", NULL, 0, "-p get set list", NULL},
	{"dotenv dotenvx", "run", "-f --env-file -e --env", NULL, 0, NULL, NULL},
	{"env-cmd cross-env cross-env-shell", NULL, "-f --file -e --environments -r",
		NULL, CARRIES_ASSIGNS, NULL, NULL},
	{"doppler", "run", "-p --project -c --config -t --token --mount", "--command", 0,
		NULL, NULL},
	{"op infisical", "run", "--env-file --env --account --path", NULL, 0, NULL, NULL},
	{"aws-vault", "exec *", "-d --duration -n --region", NULL, 0, NULL, NULL},
	{"chamber", "exec|run *", NULL, NULL, CARRIES_MARKED, NULL, NULL},
	{"teller saml2aws", "exec|run", NULL, NULL, CARRIES_MARKED, NULL, NULL},
	{"op", "plugin run", NULL, NULL, CARRIES_MARKED, NULL, NULL},
	{"sops", "exec-env|exec-file *", NULL, NULL, CARRIES_TEXT, NULL, NULL},
	{"consul etcdctl", "lock|watch *", "-type -key -token -http-addr", NULL,
		CARRIES_LONG, NULL, NULL},
	{"consul", "watch|exec", "-type -key -token -http-addr -node -service", NULL,
		CARRIES_LONG, NULL, NULL},
	{"nix-shell", NULL, "-p --packages -I -A --attr -E --expr --argstr --arg -i",
		"--run --command", CARRIES_NOTHING, NULL, NULL},
	{"nix", "develop|shell|run", "-f --file -I -u --unset -k --keep", NULL,
		CARRIES_NOTHING, NULL, carry_rest},
	{"guix", "shell|environment", "-m -L -e -f", NULL, CARRIES_MARKED, NULL, NULL},
	{"concurrently npm-run-all wait-on", NULL, "-n --names -c --prefix-colors -k= -p",
		NULL, CARRIES_EACH, NULL, NULL},
	{"make gmake", NULL,
		"-f --file --makefile -C --directory -I --include-dir -o -W -E --eval",
		NULL, CARRIES_NOTHING, NULL, carry_make},
	{"cargo", "run|test|build|check", "--config", NULL, CARRIES_NOTHING, NULL, NULL},
	{"ccache sccache distcc icecc", NULL, NULL, NULL, 0, "-s -C -z -p --show-stats",
		NULL},
};

const struct known_table carrier_build = KNOWN_TABLE(rows);
