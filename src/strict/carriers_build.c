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
		if (pc_str_starts(text, PC_STR("SHELL=")))
			tell_text(carry, field_from(carry->arena, &carry->words[i], 6),
				PC_STR("SHELL="));
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

static const struct carrier rows[] = {
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
	{"poetry pdm rye hatch pipenv pixi", "run",
		"-C --directory -P --project -e --env -p", NULL, 0, NULL, NULL},
	{"conda mamba micromamba", "run", "-n --name -p --prefix --cwd", NULL, 0, NULL,
		NULL},
	{"bundle rbenv pyenv nodenv opam stack cabal asdf goenv", "exec", NULL, NULL, 0,
		NULL, NULL},
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
	{"chamber teller saml2aws", "exec|run *", NULL, NULL, CARRIES_MARKED, NULL, NULL},
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
