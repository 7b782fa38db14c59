/* SPDX-License-Identifier: Apache-2.0 */
/* Allow rules that let any program run: all of Bash, interpreters, programs whose work is
 * to run another program, and rules whose subcommand is a star. */
#include "lint_priv.h"

/* ---- interpreters and runners --------------------------------------------- */

/* A command that runs whatever one likes; a rule that allows everything behind its first
 * words allows that. */
static const struct {
	const char *words;
	const char *behind;
} runners[] = {
	/* interpreters */
	{"python", " -c \"import os; os.system('./any-program')\""},
	{"python3", " -c \"import os; os.system('./any-program')\""},
	{"python2", " -c \"import os; os.system('./any-program')\""},
	{"python -c", " \"import os; os.system('./any-program')\""},
	{"python3 -c", " \"import os; os.system('./any-program')\""},
	{"python -m", " any_module"},
	{"python3 -m", " any_module"},
	{"pypy3", " -c \"import os; os.system('./any-program')\""},
	{"node", " -e \"require('child_process').execSync('./any-program')\""},
	{"node -e", " \"require('child_process').execSync('./any-program')\""},
	{"node -p", " \"require('child_process').execSync('./any-program')\""},
	{"deno", " eval \"new Deno.Command('./any-program').spawn()\""},
	{"deno run", " --allow-all any-program.ts"},
	{"bun", " -e \"Bun.spawn(['./any-program'])\""},
	{"ts-node", " -e \"require('child_process').execSync('./any-program')\""},
	{"tsx", " -e \"require('child_process').execSync('./any-program')\""},
	{"ruby", " -e \"system('./any-program')\""},
	{"ruby -e", " \"system('./any-program')\""},
	{"perl", " -e \"system('./any-program')\""},
	{"perl -e", " \"system('./any-program')\""},
	{"php", " -r \"system('./any-program');\""},
	{"php -r", " \"system('./any-program');\""},
	{"lua", " -e \"os.execute('./any-program')\""},
	{"Rscript", " -e \"system('./any-program')\""},
	{"osascript", " -e 'do shell script \"./any-program\"'"},
	{"tclsh", " any-program.tcl"},
	{"awk", " 'BEGIN { system(\"./any-program\") }'"},
	{"gawk", " 'BEGIN { system(\"./any-program\") }'"},
	{"pwsh", " -Command ./any-program"},
	{"powershell", " -Command ./any-program"},
	{"powershell -Command", " ./any-program"},
	{"cmd", " /c any-program"},
	/* shells */
	{"bash", " -c ./any-program"},
	{"bash -c", " ./any-program"},
	{"sh", " -c ./any-program"},
	{"sh -c", " ./any-program"},
	{"zsh", " -c ./any-program"},
	{"zsh -c", " ./any-program"},
	{"dash", " -c ./any-program"},
	{"ksh", " -c ./any-program"},
	{"fish", " -c ./any-program"},
	{"eval", " ./any-program"},
	{"exec", " ./any-program"},
	{"source", " ./any-program"},
	{".", " ./any-program"},
	/* programs that run another one */
	{"sudo", " ./any-program"},
	{"doas", " ./any-program"},
	{"su", " -c ./any-program"},
	{"env", " ./any-program"},
	{"xargs", " ./any-program"},
	{"find", " . -exec ./any-program {} \\;"},
	{"fd", " x -x ./any-program"},
	{"nohup", " ./any-program"},
	{"nice", " ./any-program"},
	{"time", " ./any-program"},
	{"timeout", " 9 ./any-program"},
	{"gtimeout", " 9 ./any-program"},
	{"stdbuf", " -o0 ./any-program"},
	{"setsid", " ./any-program"},
	{"ionice", " ./any-program"},
	{"flock", " lock ./any-program"},
	{"watch", " ./any-program"},
	{"strace", " ./any-program"},
	{"parallel", " ./any-program ::: x"},
	{"entr", " ./any-program"},
	{"ssh", " host ./any-program"},
	{"tmux", " new-session ./any-program"},
	{"screen", " -dm ./any-program"},
	{"script", " -c ./any-program"},
	{"expect", " any-program.exp"},
	{"busybox", " sh -c ./any-program"},
	{"chroot", " . ./any-program"},
	{"unshare", " ./any-program"},
	{"nsenter", " -t 1 ./any-program"},
	{"crontab", " any-file"},
	{"at", " -f any-file now"},
	{"systemd-run", " ./any-program"},
	/* packages that are fetched and run */
	{"npx", " any-package"},
	{"npx -y", " any-package"},
	{"npx --yes", " any-package"},
	{"pnpx", " any-package"},
	{"bunx", " any-package"},
	{"npm exec", " any-package"},
	{"npm x", " any-package"},
	{"pnpm dlx", " any-package"},
	{"pnpm exec", " any-program"},
	{"yarn dlx", " any-package"},
	{"yarn exec", " any-program"},
	{"bun x", " any-package"},
	{"uvx", " any-package"},
	{"uv run", " any-program"},
	{"uv tool run", " any-package"},
	{"pipx run", " any-package"},
	{"go run", " any/package@latest"},
	{"dotnet script", " any-program.csx"},
	{"nix run", " any-flake"},
	{"nix shell", " any-flake -c any-program"},
	{"nix-shell", " --run ./any-program"},
	{"nix develop", " -c ./any-program"},
	/* environments in which a program runs */
	{"docker", " run -v /:/host any-image any-program"},
	{"docker run", " -v /:/host any-image any-program"},
	{"docker exec", " container any-program"},
	{"docker compose run", " service any-program"},
	{"docker compose exec", " service any-program"},
	{"docker-compose run", " service any-program"},
	{"docker-compose exec", " service any-program"},
	{"podman", " run -v /:/host any-image any-program"},
	{"podman run", " -v /:/host any-image any-program"},
	{"podman exec", " container any-program"},
	{"kubectl exec", " pod -- any-program"},
	{"kubectl run", " pod --image any-image"},
	{"devbox run", " any-program"},
	{"mise exec", " -- any-program"},
	{"mise x", " -- any-program"},
	{"direnv exec", " . any-program"},
	{"asdf exec", " any-program"},
	{"poetry run", " any-program"},
	{"pipenv run", " any-program"},
	{"pdm run", " any-program"},
	{"hatch run", " any-program"},
	{"conda run", " any-program"},
	{"bundle exec", " any-program"},
	{"rbenv exec", " any-program"},
	{"pyenv exec", " any-program"},
	{"vagrant ssh", " -c any-program"},
};

/* What a rule says before its first star, without the ":" or space that belongs to it. */
static struct pc_str literal_of(struct pc_str spec)
{
	size_t star = pc_str_find(spec, '*');
	struct pc_str head = pc_str_head(spec, star);

	if (pc_str_ends(head, PC_STR(":")) && star + 1 == spec.len)
		head = pc_str_head(head, head.len - 1);
	return pc_str_trim(head);
}

/* "/usr/bin/python3" names the program as "python3" does. */
static size_t directory_size(struct pc_str literal)
{
	size_t word = pc_str_find(literal, ' ');
	size_t slash = pc_str_rfind(pc_str_head(literal, word), '/');

	return slash < word ? slash + 1 : 0;
}

/* The command of the table that the rule's words begin, in full; empty: none. */
static struct pc_str runner_of(struct lint *lint, struct pc_str literal)
{
	struct pc_str directory = pc_str_head(literal, directory_size(literal));
	struct pc_str plain = pc_str_from(literal, directory.len);

	for (size_t i = 0; plain.len && i < PC_COUNT(runners); i++) {
		struct pc_str words = pc_str(runners[i].words);
		struct pc_str whole;

		if (plain.ptr[0] != words.ptr[0] || !pc_str_starts(plain, words))
			continue;
		whole = pc_arena_printf(
			&lint->work, "%s%s", runners[i].words, runners[i].behind);
		if (!pc_str_starts(whole, plain))
			continue;
		return pc_arena_printf(&lint->work, "%.*s%.*s", PC_STR_ARG(directory),
			PC_STR_ARG(whole));
	}
	return (struct pc_str){0};
}

void lint_runner(struct lint *lint, const struct pc_rule *rule)
{
	struct pc_str literal, command;
	struct pc_verdict verdict;

	if (!pc_str_is(rule->tool, "Bash") ||
		pc_str_find(rule->spec, '*') == rule->spec.len)
		return;
	literal = literal_of(rule->spec);
	command = runner_of(lint, literal);
	if (!command.len)
		return;
	verdict = lint_decide_command(lint, command);
	if (verdict.kind != PC_VERDICT_ALLOW || verdict.by != PC_BY_RULE)
		return;
	lint_about(
		pc_diag_add(lint->diags, "PC1505", PC_WARNING, rule->src->from.at,
			"rule \"%.*s\": allows a program that runs any other: \"%.*s\" "
			"runs unasked",
			PC_STR_ARG(rule->src->text), PC_STR_ARG(command)),
		rule, PC_EFFECT_ACCEPTED)
		->hint = pc_arena_printf(lint->diags->arena,
		"allow the command lines that are needed, as Bash(%.*s ...) in full",
		PC_STR_ARG(literal));
}

/* ---- every command -------------------------------------------------------- */

static bool is_true(const struct lint *lint, const char *key)
{
	const struct pc_value *value = pc_settings_find(lint->settings, pc_str(key));

	return value && value->node->kind == PC_BOOL && value->node->boolean;
}

/* Every command stays inside the sandbox: then "all of them" is a sensible thing to say.
 */
static bool is_boxed(const struct lint *lint)
{
	const struct pc_value *outside = pc_settings_find(
		lint->settings, PC_STR("sandbox.allowUnsandboxedCommands"));

	return is_true(lint, "sandbox.enabled") && outside &&
	       outside->node->kind == PC_BOOL && !outside->node->boolean;
}

void lint_any_command(struct lint *lint, const struct pc_rule *rule)
{
	struct pc_verdict verdict;

	if (!pc_str_is(rule->tool, "Bash") || is_boxed(lint))
		return;
	verdict = lint_decide_command(lint, PC_STR("./any-program"));
	if (verdict.kind != PC_VERDICT_ALLOW || verdict.by != PC_BY_RULE)
		return;
	lint_about(
		pc_diag_add(lint->diags, "PC1506", PC_WARNING, rule->src->from.at,
			"rule \"%.*s\": every command runs unasked that no deny or ask "
			"rule stops by its text: \"./any-program\" does",
			PC_STR_ARG(rule->src->text)),
		rule, PC_EFFECT_ACCEPTED)
		->hint =
		PC_STR("allow commands by name, or keep them inside the sandbox: "
		       "sandbox.enabled with allowUnsandboxedCommands false");
}

/* ---- a star where the subcommand belongs ---------------------------------- */

/* The rule's text with something for the star that is its first or second word; empty
 * when it has none there, or nothing behind it. */
static struct pc_str early_star_filled(struct lint *lint, struct pc_str spec)
{
	size_t space = pc_str_find(spec, ' ');
	struct pc_str first = pc_str_head(spec, space);
	struct pc_str rest = pc_str_from(spec, space + 1);

	if (pc_str_is(first, "*") && rest.len && !pc_str_starts(rest, PC_STR("*"))) {
		return pc_arena_printf(
			&lint->work, "./any-program %.*s", PC_STR_ARG(rest));
	}
	if (pc_str_find(first, '*') < first.len || !pc_str_starts(rest, PC_STR("* ")) ||
		rest.len < 3 || rest.ptr[2] == '*')
		return (struct pc_str){0};
	return pc_arena_printf(&lint->work, "%.*s any-subcommand%.*s", PC_STR_ARG(first),
		PC_STR_ARG(pc_str_from(rest, 1)));
}

/* The filled text with an "x" for the other stars. */
static struct pc_str without_stars(struct lint *lint, struct pc_str text)
{
	char *out = pc_arena_bytes(&lint->work, text.len);

	for (size_t i = 0; i < text.len; i++)
		out[i] = text.ptr[i] == '*' ? 'x' : text.ptr[i];
	return (struct pc_str){out, text.len};
}

void lint_early_star(struct lint *lint, const struct pc_rule *rule)
{
	struct pc_str command;
	struct pc_verdict verdict;

	if (!pc_str_is(rule->tool, "Bash") || pc_str_ends(rule->spec, PC_STR(":*")))
		return;
	command = early_star_filled(lint, rule->spec);
	if (!command.len)
		return;
	command = without_stars(lint, command);
	verdict = lint_decide_command(lint, command);
	if (verdict.kind != PC_VERDICT_ALLOW || verdict.by != PC_BY_RULE)
		return;
	lint_about(
		pc_diag_add(lint->diags, "PC1507", PC_WARNING, rule->src->from.at,
			"rule \"%.*s\": a star before the subcommand allows every one; "
			"the client warns of it and takes it: \"%.*s\" runs unasked",
			PC_STR_ARG(rule->src->text), PC_STR_ARG(command)),
		rule, PC_EFFECT_WARNED)
		->hint = PC_STR("write the program and its subcommand out, and put the "
				"star behind them");
}
