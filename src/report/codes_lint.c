/* SPDX-License-Identifier: Apache-2.0 */
/* Rules that mean less, or more, than their author thinks. */
#include "codes_priv.h"

const struct pc_code codes_lint[] = {
	{.code = "PC1501",
		.title = "A path with one leading slash",
		.severity = PC_WARNING,
		.effect = PC_EFFECT_ACCEPTED,
		.then = "One slash means the directory of the settings file's scope: the "
			"project, ~/.claude for a user's file, and in managed settings "
			"the directory where the session starts. The root of the file "
			"system is two.",
		.mend = "Write //etc/passwd for the root of the file system, ./src for "
			"the working directory.",
		.bad = "\"deny\": [\"Read(/etc/passwd)\"]",
		.good = "\"deny\": [\"Read(//etc/passwd)\"]"},
	{.code = "PC1502",
		.title = "A host without its subdomains, or they without it",
		.severity = PC_WARNING,
		.effect = PC_EFFECT_ACCEPTED,
		.then = "The rule means that one host. Every subdomain is another host, "
			"which the rule does not know. \"*.host\" means those alone, not "
			"the "
			"host itself.",
		.mend = "Write both rules.",
		.bad = "\"deny\": [\"WebFetch(domain:evil.example)\"]",
		.good = "\"deny\": [\"WebFetch(domain:evil.example)\", "
			"\"WebFetch(domain:*.evil.example)\"]"},
	{.code = "PC1503",
		.title = "Reading is denied, writing is not",
		.severity = PC_NOTE,
		.effect = PC_EFFECT_ACCEPTED,
		.then = "The client keeps its own Edit and Write off a file that may not "
			"be read, but command lines that write or remove it are checked "
			"against Edit rules. A warning when such a line runs unasked.",
		.mend = "Add the Edit rule for the same path.",
		.bad = "\"deny\": [\"Read(secrets/**)\"]",
		.good = "\"deny\": [\"Read(secrets/**)\", \"Edit(secrets/**)\"]"},
	{.code = "PC1504",
		.title = "A deny or ask rule that another spelling escapes",
		.severity = PC_WARNING,
		.effect = PC_EFFECT_ACCEPTED,
		.then = "Arguments are compared as text. The same options in another "
			"order, by their other name, or with one more between them are "
			"another text; the finding shows one that comes past.",
		.mend = "Name the program or the subcommand alone. What its arguments "
			"mean is for a PreToolUse hook or the sandbox.",
		.bad = "\"deny\": [\"Bash(rm -rf *)\"]",
		.good = "\"deny\": [\"Bash(rm *)\"]"},
	{.code = "PC1505",
		.title = "An allow rule for a program that runs any other",
		.severity = PC_WARNING,
		.effect = PC_EFFECT_ACCEPTED,
		.then = "Interpreters, shells, package runners and the like run whatever "
			"stands behind them, and the rule covers it; the finding shows a "
			"command line that runs unasked.",
		.mend = "Allow the command lines that are needed in full.",
		.bad = "\"allow\": [\"Bash(npx *)\"]",
		.good = "\"allow\": [\"Bash(npx tsc --noEmit)\"]"},
	{.code = "PC1506",
		.title = "An allow rule for every command",
		.severity = PC_WARNING,
		.effect = PC_EFFECT_ACCEPTED,
		.then = "Every command line runs unasked that no deny or ask rule stops "
			"by its text.",
		.mend = "Allow commands by name, or keep all of them inside the sandbox "
			"(sandbox.enabled, allowUnsandboxedCommands false).",
		.bad = "\"allow\": [\"Bash\"]",
		.good = "\"allow\": [\"Bash(make test)\"]"},
	{.code = "PC1507",
		.title = "An allow rule with a star before the subcommand",
		.severity = PC_WARNING,
		.effect = PC_EFFECT_WARNED,
		.then = "The star takes in every subcommand, or every program. Clients "
			"since 2.1.246 warn of it and take the rule.",
		.mend = "Write the program and its subcommand out and put the star "
			"behind them.",
		.bad = "\"allow\": [\"Bash(git * main)\"]",
		.good = "\"allow\": [\"Bash(git log main)\"]"},
	{.code = "PC1508",
		.title = "A known way around a deny rule",
		.severity = PC_NOTE,
		.effect = PC_EFFECT_ACCEPTED,
		.then = "The same program can be run by a line that the rule does not "
			"match; the finding shows the shortest one known. Only looked "
			"for with --ways-around: every rule on a command has one.",
		.mend = "What must never happen needs the sandbox or a PreToolUse hook "
			"beside the rule.",
		.bad = "\"deny\": [\"Bash(curl:*)\"]",
		.good = "\"deny\": [\"Bash\"]"},
	{.code = NULL},
};
