/* SPDX-License-Identifier: Apache-2.0 */
/* One hop of a dispatch, row by row; and what holds of all of them: what is blocked or
 * denied is never used, by whatever way it is asked for, led to or answered. */
#include "pc_test.h"

#include "pc/models/policy.h"

#define DAY(n) (INT64_C(1795305600) + (n)*INT64_C(86400)) /* 2026-11-22 and n days */

static const char table_text[] =
	"as-of: 2026-11-20\n"
	"providers:\n"
	"  - {name: anthropic, notice: 60d, flagship-line: opus}\n"
	"  - {name: openai, notice: 90d}\n"
	"positions:\n"
	"  flagship: claude-opus-9\n"
	"  previous: claude-opus-8\n"
	"  brain: flagship\n"
	"  worker: claude-sonnet-9\n"
	"  relic: claude-opus-5-20250101\n"
	"evidence:\n"
	"  page: {url: \"https://example.org/page\", retrieved: 2026-11-20, last: "
	"2026-11-20}\n"
	"models:\n"
	"  - {provider: anthropic, id: claude-opus-9, line: opus, state: current,\n"
	"     released: 2026-10-01, retires-not-before: 2027-10-01,\n"
	"     prices: {input: 4.00, output: 20.00}}\n"
	"  - {provider: anthropic, id: claude-opus-8, line: opus, state: legacy,\n"
	"     prices: {input: 5.00, output: 25.00},\n"
	"     clouds: [{via: bedrock, id: anthropic.claude-opus-8-v1, retires: "
	"2026-12-01}]}\n"
	"  - {provider: anthropic, id: claude-opus-7-20250801, aliases: "
	"[claude-opus-7],\n"
	"     line: opus, state: deprecated, announced: 2026-10-01, retires: "
	"2026-12-02,\n"
	"     replacement: claude-opus-9, prices: {input: 5.00, output: 25.00}}\n"
	"  - {provider: anthropic, id: claude-opus-6, line: opus, state: legacy,\n"
	"     retires-not-before: 2026-11-25, prices: {input: 5.00, output: 25.00}}\n"
	"  - {provider: anthropic, id: claude-opus-5-20250101, line: opus, state: "
	"retired,\n"
	"     announced: 2026-03-01, retires: 2026-06-01, replacement: claude-opus-8,\n"
	"     prices: {input: 15.00, output: 75.00},\n"
	"     clouds: [{via: vertex, retires: 2027-03-01}]}\n"
	"  - {provider: anthropic, id: claude-opus-4-20240101, line: opus, state: "
	"retired,\n"
	"     announced: 2026-03-01, retires: 2026-06-01,\n"
	"     prices: {input: 15.00, output: 75.00}}\n"
	"  - {provider: anthropic, id: claude-opus-3-20230101, line: opus, state: "
	"deprecated,\n"
	"     announced: 2026-08-01, retires: 2026-11-01, replacement: claude-opus-9,\n"
	"     as-of: 2026-11-20, evidence: [page],\n"
	"     prices: {input: 15.00, output: 75.00}}\n"
	"  - {provider: anthropic, id: claude-sonnet-9, line: sonnet, state: current,\n"
	"     prices: {input: 2.00, output: 10.00}}\n"
	"  - {provider: anthropic, id: claude-sonnet-8, line: sonnet, state: "
	"deprecated,\n"
	"     announced: 2026-11-01, retires: 2027-02-01, replacement: claude-sonnet-9,\n"
	"     prices: {input: 2.00, output: 10.00}}\n"
	"  - {provider: anthropic, id: claude-mythos-9, line: mythos, state: preview,\n"
	"     prices: {input: 2.00, output: 10.00}}\n"
	"  - {provider: anthropic, id: claude-haiku-9, line: haiku, state: current}\n"
	"  - {provider: openai, id: gpt-9, state: current,\n"
	"     prices: {input: 1.00, output: 8.00}}\n"
	"  - {provider: openai, id: gpt-8, state: retired, announced: 2026-01-01,\n"
	"     retires: 2026-10-01, replacement: gpt-7, prices: {input: 1.00, output: "
	"8.00}}\n"
	"  - {provider: openai, id: gpt-7, state: retired, announced: 2026-01-01,\n"
	"     retires: 2026-09-01, replacement: gpt-9, prices: {input: 1.00, output: "
	"8.00}}\n";

#define USE      PC_HOP_USE
#define WARN     PC_HOP_WARN
#define REDIRECT PC_HOP_REDIRECT
#define REFUSE   PC_HOP_REFUSE

static const struct row {
	const char *name;
	const char *policy; /* the map "models:" in one line; NULL: the defaults */
	const char *requested, *position, *answered, *via;
	int64_t now; /* 0: 2026-11-22 */
	enum pc_hop_verdict verdict;
	enum pc_hop_reason reason, beneath;
	const char *use;
} rows[] = {
	/* ---- without a policy */
	{"a current model is used", NULL, "claude-opus-9", "", "", "", 0, USE,
		PC_HOP_FINE, 0, "claude-opus-9"},
	{"a legacy model is used", NULL, "claude-opus-8", "", "", "", 0, USE, PC_HOP_FINE,
		0, "claude-opus-8"},
	{"an alias stays as it was written", "{on-deprecated: allow}", "claude-opus-7",
		"", "", "", 0, USE, PC_HOP_FINE, 0, "claude-opus-7"},
	{"a seller's name stays as it was written", NULL, "anthropic/claude-opus-9", "",
		"", "", 0, USE, PC_HOP_FINE, 0, "anthropic/claude-opus-9"},
	{"a client's suffix stays", NULL, "claude-opus-9[1m]", "", "", "", 0, USE,
		PC_HOP_FINE, 0, "claude-opus-9[1m]"},
	{"a position becomes its holder", NULL, "", "flagship", "", "", 0, USE,
		PC_HOP_FINE, 0, "claude-opus-9"},
	{"a position of a position", NULL, "", "brain", "", "", 0, USE, PC_HOP_FINE, 0,
		"claude-opus-9"},
	{"a position in place of a model", NULL, "worker", "", "", "", 0, USE,
		PC_HOP_FINE, 0, "claude-sonnet-9"},
	{"a position at a cloud has its name there", NULL, "", "previous", "", "bedrock",
		DAY(-30), WARN, PC_HOP_DEPRECATED, 0, "anthropic.claude-opus-8-v1"},
	{"the model counts beside a position", NULL, "claude-opus-8", "flagship", "", "",
		0, USE, PC_HOP_FINE, 0, "claude-opus-8"},
	{"a position that is none", NULL, "", "throne", "", "", 0, REFUSE,
		PC_HOP_NO_HOLDER, 0, ""},
	{"a model is no position", NULL, "", "claude-opus-9", "", "", 0, REFUSE,
		PC_HOP_NO_HOLDER, 0, ""},
	{"a position held by what is retired", NULL, "", "relic", "", "", 0, REFUSE,
		PC_HOP_RETIRED, 0, ""},
	{"nothing was asked for", NULL, "", "", "", "", 0, REFUSE, PC_HOP_UNKNOWN, 0, ""},
	{"an unknown name", NULL, "claude-opus-99", "", "", "", 0, REFUSE, PC_HOP_UNKNOWN,
		0, ""},
	{"a lookalike", NULL, "claude-0pus-9", "", "", "", 0, REFUSE, PC_HOP_UNKNOWN, 0,
		""},
	{"another case is another name", NULL, "Claude-Opus-9", "", "", "", 0, REFUSE,
		PC_HOP_UNKNOWN, 0, ""},
	{"a preview", NULL, "claude-mythos-9", "", "", "", 0, REFUSE, PC_HOP_PREVIEW, 0,
		""},
	{"a deprecated model", NULL, "claude-sonnet-8", "", "", "", 0, WARN,
		PC_HOP_DEPRECATED, 0, "claude-sonnet-8"},
	{"a retired model", NULL, "claude-opus-4-20240101", "", "", "", 0, REFUSE,
		PC_HOP_RETIRED, 0, ""},
	{"retired by its date alone", NULL, "claude-sonnet-8", "", "", "", DAY(90),
		REFUSE, PC_HOP_RETIRED, 0, ""},
	{"overdue: served past its end", NULL, "claude-opus-3-20230101", "", "", "", 0,
		REFUSE, PC_HOP_RETIRED, 0, ""},
	{"a price that is not known", NULL, "claude-haiku-9", "", "", "", 0, REFUSE,
		PC_HOP_NO_PRICE, 0, ""},
	{"a floor that passes is no end", NULL, "claude-opus-6", "", "", "", DAY(10), USE,
		PC_HOP_FINE, 0, "claude-opus-6"},
	/* ---- clouds */
	{"another end at a cloud", NULL, "claude-opus-8", "", "", "bedrock", DAY(10),
		REFUSE, PC_HOP_RETIRED, 0, ""},
	{"the cloud that the name tells of", NULL, "us.anthropic.claude-opus-8-v1", "",
		"", "", DAY(10), REFUSE, PC_HOP_RETIRED, 0, ""},
	{"a cloud that still has it", NULL, "claude-opus-5-20250101", "", "", "vertex", 0,
		WARN, PC_HOP_DEPRECATED, 0, "claude-opus-5-20250101"},
	{"a cloud's name that is denied", "{deny: [\"anthropic.*\"]}", "", "previous", "",
		"bedrock", DAY(-30), REFUSE, PC_HOP_DENIED, 0, ""},
	{"a cloud that says nothing", NULL, "claude-opus-8", "", "", "foundry", DAY(10),
		USE, PC_HOP_FINE, 0, "claude-opus-8"},
	/* ---- words of the policy */
	{"deprecated: allow", "{on-deprecated: allow}", "claude-sonnet-8", "", "", "", 0,
		USE, PC_HOP_FINE, 0, "claude-sonnet-8"},
	{"deprecated: deny", "{on-deprecated: deny}", "claude-sonnet-8", "", "", "", 0,
		REFUSE, PC_HOP_DEPRECATED, 0, ""},
	{"deprecated: redirect", "{on-deprecated: redirect}", "claude-sonnet-8", "", "",
		"", 0, REDIRECT, PC_HOP_DEPRECATED, 0, "claude-sonnet-9"},
	{"retired: redirect", "{on-retired: redirect}", "claude-opus-5-20250101", "", "",
		"", 0, REDIRECT, PC_HOP_RETIRED, 0, "claude-opus-8"},
	{"retired: redirect over what is retired too", "{on-retired: redirect}", "gpt-8",
		"", "", "", 0, REDIRECT, PC_HOP_RETIRED, 0, "gpt-9"},
	{"retired: redirect without a replacement", "{on-retired: redirect}",
		"claude-opus-4-20240101", "", "", "", 0, REFUSE, PC_HOP_NO_REPLACEMENT,
		PC_HOP_RETIRED, ""},
	{"retired: redirect to what is denied",
		"{on-retired: redirect, deny: [claude-opus-8]}", "claude-opus-5-20250101",
		"", "", "", 0, REFUSE, PC_HOP_NO_REPLACEMENT, PC_HOP_DENIED, ""},
	{"retired: redirect to what is blocked",
		"{on-retired: redirect, block: [{model: claude-opus-8, reason: r}]}",
		"claude-opus-5-20250101", "", "", "", 0, REFUSE, PC_HOP_NO_REPLACEMENT,
		PC_HOP_BLOCKED, ""},
	{"retired: redirect to what is not allowed",
		"{on-retired: redirect, allow: [claude-opus-5-20250101]}",
		"claude-opus-5-20250101", "", "", "", 0, REFUSE, PC_HOP_NO_REPLACEMENT,
		PC_HOP_NOT_ALLOWED, ""},
	{"overdue: redirect", "{on-retired: redirect}", "claude-opus-3-20230101", "", "",
		"", 0, REDIRECT, PC_HOP_RETIRED, 0, "claude-opus-9"},
	{"preview: allow", "{on-preview: allow}", "claude-mythos-9", "", "", "", 0, USE,
		PC_HOP_FINE, 0, "claude-mythos-9"},
	{"preview: warn", "{on-preview: warn}", "claude-mythos-9", "", "", "", 0, WARN,
		PC_HOP_PREVIEW, 0, "claude-mythos-9"},
	{"unknown: allow still has no price", "{on-unknown: allow}", "local-llama", "",
		"", "", 0, REFUSE, PC_HOP_NO_PRICE, 0, ""},
	{"unknown: allow", "{on-unknown: allow, unknown-price: allow}", "local-llama", "",
		"", "", 0, USE, PC_HOP_FINE, 0, "local-llama"},
	{"unknown: warn is what is told first", "{on-unknown: warn, unknown-price: warn}",
		"local-llama", "", "", "", 0, WARN, PC_HOP_UNKNOWN, 0, "local-llama"},
	{"unknown: allow is not past allow",
		"{on-unknown: allow, unknown-price: allow, allow: [flagship]}",
		"local-llama", "", "", "", 0, REFUSE, PC_HOP_NOT_ALLOWED, 0, ""},
	{"unknown: allow and a pattern",
		"{on-unknown: allow, unknown-price: allow, allow: [\"local-*\"]}",
		"local-llama", "", "", "", 0, USE, PC_HOP_FINE, 0, "local-llama"},
	{"unknown: allow makes no position", "{on-unknown: allow, unknown-price: allow}",
		"", "throne", "", "", 0, REFUSE, PC_HOP_NO_HOLDER, 0, ""},
	{"price: warn", "{unknown-price: warn}", "claude-haiku-9", "", "", "", 0, WARN,
		PC_HOP_NO_PRICE, 0, "claude-haiku-9"},
	{"price: allow", "{unknown-price: allow}", "claude-haiku-9", "", "", "", 0, USE,
		PC_HOP_FINE, 0, "claude-haiku-9"},
	{"days left: enough", "{min-days-left: 10}", "claude-opus-7", "", "", "", 0, WARN,
		PC_HOP_DEPRECATED, 0, "claude-opus-7"},
	{"days left: one too few", "{min-days-left: 11}", "claude-opus-7", "", "", "", 0,
		REFUSE, PC_HOP_FEW_DAYS, 0, ""},
	{"days left: redirected before they count",
		"{min-days-left: 30, on-deprecated: redirect}", "claude-opus-7", "", "",
		"", 0, REDIRECT, PC_HOP_DEPRECATED, 0, "claude-opus-9"},
	{"days left: a floor does not count down", "{min-days-left: 365}",
		"claude-opus-6", "", "", "", 0, USE, PC_HOP_FINE, 0, "claude-opus-6"},
	{"days left at a cloud", "{min-days-left: 14}", "claude-opus-8", "", "",
		"bedrock", 0, REFUSE, PC_HOP_FEW_DAYS, 0, ""},
	/* ---- lists */
	{"allow: an id", "{allow: [claude-opus-9]}", "claude-opus-9", "", "", "", 0, USE,
		PC_HOP_FINE, 0, "claude-opus-9"},
	{"allow: others", "{allow: [claude-opus-9]}", "claude-opus-8", "", "", "", 0,
		REFUSE, PC_HOP_NOT_ALLOWED, 0, ""},
	{"allow: a position", "{allow: [brain]}", "claude-opus-9", "", "", "", 0, USE,
		PC_HOP_FINE, 0, "claude-opus-9"},
	{"allow: an alias of the id", "{allow: [claude-opus-7]}",
		"claude-opus-7-20250801", "", "", "", 0, WARN, PC_HOP_DEPRECATED, 0,
		"claude-opus-7-20250801"},
	{"allow: a line", "{allow: [\"line:opus\"]}", "claude-opus-8", "", "", "", 0, USE,
		PC_HOP_FINE, 0, "claude-opus-8"},
	{"allow: another line", "{allow: [\"line:opus\"]}", "claude-sonnet-9", "", "", "",
		0, REFUSE, PC_HOP_NOT_ALLOWED, 0, ""},
	{"allow: a provider", "{allow: [\"provider:openai\"]}", "gpt-9", "", "", "", 0,
		USE, PC_HOP_FINE, 0, "gpt-9"},
	{"allow: a pattern", "{allow: [\"claude-*-9\"]}", "claude-sonnet-9", "", "", "",
		0, USE, PC_HOP_FINE, 0, "claude-sonnet-9"},
	{"allow: what it says is not broad", "{allow: [\"CLAUDE-*\"]}", "claude-opus-9",
		"", "", "", 0, REFUSE, PC_HOP_NOT_ALLOWED, 0, ""},
	{"allow saves nobody from retirement", "{allow: [gpt-8]}", "gpt-8", "", "", "", 0,
		REFUSE, PC_HOP_RETIRED, 0, ""},
	{"deny before allow", "{allow: [claude-opus-9], deny: [flagship]}",
		"claude-opus-9", "", "", "", 0, REFUSE, PC_HOP_DENIED, 0, ""},
	{"deny: asked as a position", "{deny: [claude-opus-9]}", "", "brain", "", "", 0,
		REFUSE, PC_HOP_DENIED, 0, ""},
	{"deny: asked by a seller's name", "{deny: [claude-opus-9]}",
		"us.anthropic.claude-opus-9-v1:0", "", "", "", 0, REFUSE, PC_HOP_DENIED,
		0, ""},
	{"deny: an alias means the snapshot", "{deny: [claude-opus-7]}",
		"claude-opus-7-20250801", "", "", "", 0, REFUSE, PC_HOP_DENIED, 0, ""},
	{"deny: in another case", "{deny: [CLAUDE-OPUS-9]}", "claude-opus-9", "", "", "",
		0, REFUSE, PC_HOP_DENIED, 0, ""},
	{"deny: a line of what is not in the table",
		"{deny: [\"line:opus\"], on-unknown: allow, unknown-price: allow}",
		"claude-opus-99", "", "", "", 0, REFUSE, PC_HOP_DENIED, 0, ""},
	{"deny: a provider of what is not in the table",
		"{deny: [\"provider:anthropic\"], on-unknown: allow, unknown-price: "
		"allow}",
		"claude-new", "", "", "", 0, REFUSE, PC_HOP_DENIED, 0, ""},
	{"deny: a snapshot that the table does not have",
		"{deny: [llama], on-unknown: allow, unknown-price: allow}",
		"llama-2026-01-31", "", "", "", 0, REFUSE, PC_HOP_DENIED, 0, ""},
	{"deny: its name with more behind it is another",
		"{deny: [llama], on-unknown: allow, unknown-price: allow}", "llama-mini",
		"", "", "", 0, USE, PC_HOP_FINE, 0, "llama-mini"},
	/* ---- blocks */
	{"block: behind a seller that is not known",
		"{block: [{model: claude-opus-9, reason: r}], on-unknown: allow, "
		"unknown-price: allow}",
		"mygw/claude-opus-9", "", "", "", 0, REFUSE, PC_HOP_BLOCKED, 0, ""},
	{"block: of a region that is not known",
		"{block: [{model: claude-opus-9, reason: r}], on-unknown: allow, "
		"unknown-price: allow}",
		"xy.anthropic.claude-opus-9-v1:0", "", "", "", 0, REFUSE, PC_HOP_BLOCKED,
		0, ""},
	{"block: in capitals, with a window",
		"{block: [{model: claude-opus-9, reason: r}], on-unknown: allow, "
		"unknown-price: allow}",
		"CLAUDE-OPUS-9[1m]", "", "", "", 0, REFUSE, PC_HOP_BLOCKED, 0, ""},
	{"block: its newest",
		"{block: [{model: claude-opus-9, reason: r}], on-unknown: allow, "
		"unknown-price: allow}",
		"claude-opus-9-latest", "", "", "", 0, REFUSE, PC_HOP_BLOCKED, 0, ""},
	{"block: on a day that the table does not have",
		"{block: [{model: claude-opus-9, reason: r}], on-unknown: allow, "
		"unknown-price: allow}",
		"claude-opus-9@20261001", "", "", "", 0, REFUSE, PC_HOP_BLOCKED, 0, ""},
	{"block: with blanks",
		"{block: [{model: claude-opus-9, reason: r}], on-unknown: allow, "
		"unknown-price: allow}",
		" claude-opus-9\n", "", "", "", 0, REFUSE, PC_HOP_BLOCKED, 0, ""},
	{"block: with a point behind it",
		"{block: [{model: claude-opus-9, reason: r}], on-unknown: allow, "
		"unknown-price: allow}",
		"claude-opus-9.", "", "", "", 0, REFUSE, PC_HOP_BLOCKED, 0, ""},
	{"block: in other signs",
		"{block: [{model: claude-opus-9, reason: r}], on-unknown: allow, "
		"unknown-price: allow}",
		"claude_opus.9", "", "", "", 0, REFUSE, PC_HOP_BLOCKED, 0, ""},
	{"block: with a letter of another script",
		"{block: [{model: claude-opus-9, reason: r}], on-unknown: allow, "
		"unknown-price: allow}",
		"claude-\xd0\xbepus-9", "", "", "", 0, REFUSE, PC_HOP_BLOCKED, 0, ""},
	{"block: with a sign that is not drawn",
		"{block: [{model: claude-opus-9, reason: r}], on-unknown: allow, "
		"unknown-price: allow}",
		"claude-opus-9\xe2\x80\x8b", "", "", "", 0, REFUSE, PC_HOP_BLOCKED, 0,
		""},
	{"block: escaped",
		"{block: [{model: claude-opus-9, reason: r}], on-unknown: allow, "
		"unknown-price: allow}",
		"claude%2Dopus%2d9", "", "", "", 0, REFUSE, PC_HOP_BLOCKED, 0, ""},
	{"block: in a list of two",
		"{block: [{model: claude-opus-9, reason: r}], on-unknown: allow, "
		"unknown-price: allow}",
		"claude-opus-9,claude-sonnet-9", "", "", "", 0, REFUSE, PC_HOP_BLOCKED, 0,
		""},
	{"block: the client's word for its line",
		"{block: [{model: claude-opus-9, reason: r}], on-unknown: allow, "
		"unknown-price: allow}",
		"opus[1m]", "", "", "", 0, REFUSE, PC_HOP_BLOCKED, 0, ""},
	{"block: a seller's word for its line",
		"{block: [{model: claude-opus-9, reason: r}], on-unknown: allow, "
		"unknown-price: allow}",
		"~anthropic/claude-opus-latest", "", "", "", 0, REFUSE, PC_HOP_BLOCKED, 0,
		""},
	{"block: the client's word for the best",
		"{block: [{model: claude-opus-9, reason: r}], on-unknown: allow, "
		"unknown-price: allow}",
		"best", "", "", "", 0, REFUSE, PC_HOP_BLOCKED, 0, ""},
	{"block: a newer version is another",
		"{block: [{model: claude-opus-9, reason: r}], on-unknown: allow, "
		"unknown-price: allow}",
		"claude-opus-9-5", "", "", "", 0, USE, PC_HOP_FINE, 0, "claude-opus-9-5"},
	{"block: a longer number is another",
		"{block: [{model: claude-opus-9, reason: r}], on-unknown: allow, "
		"unknown-price: allow}",
		"x/claude-opus-91", "", "", "", 0, USE, PC_HOP_FINE, 0,
		"x/claude-opus-91"},
	{"block: one for more is another",
		"{block: [{model: claude-opus-9, reason: r}], on-unknown: allow, "
		"unknown-price: allow}",
		"claude-opus-9-mini", "", "", "", 0, USE, PC_HOP_FINE, 0,
		"claude-opus-9-mini"},
	{"block: a word for another line is another",
		"{block: [{model: claude-opus-9, reason: r}], on-unknown: allow, "
		"unknown-price: allow}",
		"sonnet", "", "", "", 0, USE, PC_HOP_FINE, 0, "sonnet"},
	{"block: a pattern behind a seller that is not known",
		"{block: [{model: \"claude-*-9\", reason: r}], on-unknown: allow, "
		"unknown-price: allow}",
		"mygw/Claude-Opus-9:x", "", "", "", 0, REFUSE, PC_HOP_BLOCKED, 0, ""},
	{"block: a line in another script",
		"{block: [{model: \"line:opus\", reason: r}], on-unknown: allow, "
		"unknown-price: allow}",
		"claude-\xd0\xbepus-99", "", "", "", 0, REFUSE, PC_HOP_BLOCKED, 0, ""},
	{"block: an id", "{block: [{model: claude-opus-9, reason: r}]}", "claude-opus-9",
		"", "", "", 0, REFUSE, PC_HOP_BLOCKED, 0, ""},
	{"block: a provider", "{block: [{model: \"provider:anthropic\", reason: r}]}", "",
		"worker", "", "", 0, REFUSE, PC_HOP_BLOCKED, 0, ""},
	{"block: a pattern", "{block: [{model: \"*opus*\", reason: r}]}", "claude-opus-8",
		"", "", "", 0, REFUSE, PC_HOP_BLOCKED, 0, ""},
	{"block: before deny", "{deny: [gpt-9], block: [{model: gpt-9, reason: r}]}",
		"gpt-9", "", "", "", 0, REFUSE, PC_HOP_BLOCKED, 0, ""},
	{"block: an unknown name too",
		"{block: [{model: local-llama, reason: r}], on-unknown: allow, "
		"unknown-price: allow}",
		"local-llama", "", "", "", 0, REFUSE, PC_HOP_BLOCKED, 0, ""},
	{"block: until then", "{block: [{model: gpt-9, reason: r, until: 2026-11-23}]}",
		"gpt-9", "", "", "", 0, REFUSE, PC_HOP_BLOCKED, 0, ""},
	{"block: not any more", "{block: [{model: gpt-9, reason: r, until: 2026-11-23}]}",
		"gpt-9", "", "", "", DAY(1), USE, PC_HOP_FINE, 0, "gpt-9"},
	{"block: since is no condition",
		"{block: [{model: gpt-9, reason: r, since: 2027-01-01}]}", "gpt-9", "",
		"", "", 0, REFUSE, PC_HOP_BLOCKED, 0, ""},
	/* ---- redirections */
	{"redirect: to a model", "{redirects: [{from: gpt-9, to: claude-opus-9}]}",
		"gpt-9", "", "", "", 0, REDIRECT, PC_HOP_REDIRECTED, 0, "claude-opus-9"},
	{"redirect: to a position", "{redirects: [{from: \"gpt-*\", to: worker}]}",
		"gpt-8", "", "", "", 0, REDIRECT, PC_HOP_REDIRECTED, 0,
		"claude-sonnet-9"},
	{"redirect: from what is unknown", "{redirects: [{from: old, to: flagship}]}",
		"old", "", "", "", 0, REDIRECT, PC_HOP_REDIRECTED, 0, "claude-opus-9"},
	{"redirect: a warning at its end is kept",
		"{redirects: [{from: gpt-9, to: claude-sonnet-8}]}", "gpt-9", "", "", "",
		0, REDIRECT, PC_HOP_REDIRECTED, PC_HOP_DEPRECATED, "claude-sonnet-8"},
	{"redirect: over two",
		"{redirects: [{from: gpt-9, to: gpt-8}, {from: gpt-8, to: worker}]}",
		"gpt-9", "", "", "", 0, REDIRECT, PC_HOP_REDIRECTED, 0,
		"claude-sonnet-9"},
	{"redirect: a circle",
		"{redirects: [{from: gpt-9, to: gpt-8}, {from: gpt-8, to: gpt-9}]}",
		"gpt-9", "", "", "", 0, REFUSE, PC_HOP_NO_REPLACEMENT,
		PC_HOP_NO_REPLACEMENT, ""},
	{"redirect: to itself by a pattern says nothing",
		"{redirects: [{from: \"claude-*\", to: flagship}]}", "claude-opus-9", "",
		"", "", 0, USE, PC_HOP_FINE, 0, "claude-opus-9"},
	{"redirect: not past a block",
		"{redirects: [{from: gpt-9, to: flagship}], block: [{model: gpt-9, "
		"reason: r}]}",
		"gpt-9", "", "", "", 0, REFUSE, PC_HOP_BLOCKED, 0, ""},
	{"redirect: not past a denial",
		"{redirects: [{from: gpt-9, to: flagship}], deny: [gpt-9]}", "gpt-9", "",
		"", "", 0, REFUSE, PC_HOP_DENIED, 0, ""},
	{"redirect: not to what is blocked",
		"{redirects: [{from: gpt-9, to: flagship}], block: [{model: "
		"claude-opus-9, reason: r}]}",
		"gpt-9", "", "", "", 0, REFUSE, PC_HOP_NO_REPLACEMENT, PC_HOP_BLOCKED,
		""},
	{"redirect: not to what is retired",
		"{redirects: [{from: gpt-9, to: claude-opus-4-20240101}]}", "gpt-9", "",
		"", "", 0, REFUSE, PC_HOP_NO_REPLACEMENT, PC_HOP_RETIRED, ""},
	{"redirect: has its name at the cloud",
		"{redirects: [{from: gpt-9, to: claude-opus-8}]}", "gpt-9", "", "",
		"bedrock", DAY(-30), REDIRECT, PC_HOP_REDIRECTED, PC_HOP_DEPRECATED,
		"anthropic.claude-opus-8-v1"},
	/* ---- what has answered */
	{"answered: the same", NULL, "claude-opus-9", "", "claude-opus-9", "", 0, USE,
		PC_HOP_FINE, 0, "claude-opus-9"},
	{"answered: the snapshot behind the alias", "{on-deprecated: allow}",
		"claude-opus-7", "", "claude-opus-7-20250801", "", 0, USE, PC_HOP_FINE, 0,
		"claude-opus-7"},
	{"answered: a snapshot that the table does not have", NULL, "gpt-9", "",
		"gpt-9-2026-10-02", "", 0, USE, PC_HOP_FINE, 0, "gpt-9"},
	{"answered: that snapshot is denied", "{deny: [\"gpt-9-2026-*\"]}", "gpt-9", "",
		"gpt-9-2026-10-02", "", 0, REFUSE, PC_HOP_DENIED, 0, ""},
	{"answered: the position's holder", NULL, "", "brain", "claude-opus-9", "", 0,
		USE, PC_HOP_FINE, 0, "claude-opus-9"},
	{"answered: by a seller's name", NULL, "claude-opus-9", "",
		"anthropic/claude-opus-9", "", 0, USE, PC_HOP_FINE, 0, "claude-opus-9"},
	{"answered: where it was redirected to",
		"{redirects: [{from: gpt-9, to: flagship}]}", "gpt-9", "",
		"claude-opus-9", "", 0, REDIRECT, PC_HOP_REDIRECTED, 0, "claude-opus-9"},
	{"answered: what was redirected away",
		"{redirects: [{from: gpt-9, to: flagship}]}", "gpt-9", "", "gpt-9", "", 0,
		REFUSE, PC_HOP_SUBSTITUTED, PC_HOP_REDIRECTED, ""},
	{"answered: another that may be used", NULL, "claude-opus-9", "",
		"claude-sonnet-9", "", 0, WARN, PC_HOP_SUBSTITUTED, PC_HOP_FINE,
		"claude-sonnet-9"},
	{"answered: another that is deprecated", NULL, "claude-opus-9", "",
		"claude-sonnet-8", "", 0, WARN, PC_HOP_SUBSTITUTED, PC_HOP_DEPRECATED,
		"claude-sonnet-8"},
	{"answered: another that is denied", "{deny: [claude-sonnet-9]}", "claude-opus-9",
		"", "claude-sonnet-9", "", 0, REFUSE, PC_HOP_SUBSTITUTED, PC_HOP_DENIED,
		""},
	{"answered: another that is blocked",
		"{block: [{model: \"line:sonnet\", reason: r}]}", "claude-opus-9", "",
		"claude-sonnet-9", "", 0, REFUSE, PC_HOP_SUBSTITUTED, PC_HOP_BLOCKED, ""},
	{"answered: another that is not allowed", "{allow: [flagship]}", "claude-opus-9",
		"", "claude-sonnet-9", "", 0, REFUSE, PC_HOP_SUBSTITUTED,
		PC_HOP_NOT_ALLOWED, ""},
	{"answered: another that nobody knows", NULL, "claude-opus-9", "",
		"claude-opus-9-turbo", "", 0, REFUSE, PC_HOP_SUBSTITUTED, PC_HOP_UNKNOWN,
		""},
	{"answered: another that would be redirected", "{on-deprecated: redirect}",
		"claude-opus-9", "", "claude-sonnet-8", "", 0, REFUSE, PC_HOP_SUBSTITUTED,
		PC_HOP_DEPRECATED, ""},
	{"answered: another without a price", NULL, "claude-opus-9", "", "claude-haiku-9",
		"", 0, REFUSE, PC_HOP_SUBSTITUTED, PC_HOP_NO_PRICE, ""},
	{"answered: a position's name", NULL, "claude-opus-9", "", "flagship", "", 0,
		REFUSE, PC_HOP_SUBSTITUTED, PC_HOP_NO_HOLDER, ""},
	{"answered: what was asked for may not", NULL, "gpt-8", "", "gpt-8", "", 0,
		REFUSE, PC_HOP_RETIRED, 0, ""},
};

struct world {
	struct pc_arena arena;
	struct pc_models *models;
	struct pc_model_policy *policy;
};

static void done(struct world *world)
{
	pc_arena_done(&world->arena);
}

static void print(const struct pc_diags *diags)
{
	for (size_t i = 0; i < diags->count; i++)
		print_message("%s line %u: %.*s\n", diags->items[i].code,
			diags->items[i].at.line, PC_STR_ARG(diags->items[i].text));
}

static void read_policy(struct world *world, const char *map)
{
	struct pc_diags diags = {.arena = &world->arena};
	struct pc_err err;
	struct pc_str text =
		pc_arena_printf(&world->arena, "models: %s\n", map ? map : "{}");
	enum pc_status status = pc_model_policy_read(
		&world->policy, &world->arena, "policy", text, &diags, &err);

	if (status != PC_OK)
		print(&diags);
	assert_int_equal(status, PC_OK);
}

static void set_up(struct world *world)
{
	struct pc_diags diags = {.arena = &world->arena};
	struct pc_err err;
	enum pc_status status = pc_models_read(
		&world->models, &world->arena, "table", pc_str(table_text), &diags, &err);

	if (status != PC_OK)
		print(&diags);
	assert_int_equal(status, PC_OK);
}

static void check(const struct row *r)
{
	PC_AUTO(done) struct world world = {{0}, NULL, NULL};
	const struct pc_hop hop = {.requested = pc_str(r->requested),
		.answered = pc_str(r->answered),
		.position = pc_str(r->position),
		.via = pc_str(r->via),
		.now = r->now ? r->now : DAY(0)};
	struct pc_hop_answer answer;
	struct pc_str said;

	set_up(&world);
	read_policy(&world, r->policy);
	pc_model_decide(&answer, world.models, world.policy, &hop);
	said = pc_hop_say(&world.arena, world.models, &hop, &answer);
	assert_string_equal(
		pc_hop_reason_name(answer.reason), pc_hop_reason_name(r->reason));
	assert_string_equal(
		pc_hop_verdict_name(answer.verdict), pc_hop_verdict_name(r->verdict));
	assert_string_equal(
		pc_hop_reason_name(answer.beneath), pc_hop_reason_name(r->beneath));
	assert_str(answer.use, r->use);
	assert_true(said.len > 0 && !memchr(said.ptr, '\n', said.len));
}

/* ---- of all policies and hops --------------------------------------------- */

static const char *const names[] = {"claude-opus-9", "claude-opus-8", "claude-opus-7",
	"claude-opus-7-20250801", "claude-opus-6", "claude-opus-5-20250101",
	"claude-opus-4-20240101", "claude-opus-3-20230101", "claude-sonnet-9",
	"claude-sonnet-8", "claude-mythos-9", "claude-haiku-9", "gpt-9", "gpt-8", "gpt-7",
	"flagship", "previous", "brain", "worker", "relic", "local-llama",
	"gpt-9-2026-10-02", "anthropic/claude-opus-9", "us.anthropic.claude-opus-8-v1:0",
	"claude-opus-9[1m]"};
static const char *const lists[] = {"claude-opus-9", "claude-opus-7", "claude-sonnet-8",
	"gpt-9", "gpt-7", "local-llama", "flagship", "worker", "claude-*", "*-9",
	"anthropic.*", "*opus*", "gpt-?", "provider:openai", "provider:anthropic",
	"line:opus", "line:sonnet"};
static const char *const ons[] = {"allow", "warn", "deny", "redirect"};

static uint32_t next(uint32_t *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return *seed >> 8;
}

#define PICK(seed, of) ((of)[next(seed) % (sizeof(of) / sizeof((of)[0]))])

static void add_list(char *text, size_t size, const char *key, uint32_t *seed)
{
	size_t n = next(seed) % 3;

	if (!n)
		return;
	snprintf(text + strlen(text), size - strlen(text), "%s: [", key);
	for (size_t i = 0; i < n; i++)
		snprintf(text + strlen(text), size - strlen(text), "%s\"%s\"",
			i ? ", " : "", PICK(seed, lists));
	snprintf(text + strlen(text), size - strlen(text), "], ");
}

static void make_policy(struct world *world, uint32_t *seed)
{
	char text[2048] = "{";
	size_t n = sizeof(text);

	if (next(seed) % 2)
		add_list(text, n, "allow", seed);
	add_list(text, n, "deny", seed);
	if (next(seed) % 2)
		snprintf(text + strlen(text), n - strlen(text),
			"block: [{model: \"%s\", reason: r%s}], ", PICK(seed, lists),
			next(seed) % 3 ? "" : ", until: 2026-11-01");
	if (next(seed) % 2)
		snprintf(text + strlen(text), n - strlen(text),
			"redirects: [{from: \"%s\", to: \"%s\"}, {from: \"%s\", to: "
			"\"%s\"}], ",
			PICK(seed, lists), PICK(seed, names), PICK(seed, names),
			PICK(seed, names));
	snprintf(text + strlen(text), n - strlen(text),
		"on-deprecated: %s, on-retired: %s, on-unknown: %s, on-preview: %s, "
		"unknown-price: %s, min-days-left: %u}",
		ons[next(seed) % 4], ons[2 + next(seed) % 2], ons[next(seed) % 3],
		ons[next(seed) % 3], ons[next(seed) % 3], next(seed) % 30);
	read_policy(world, text);
}

/* Without the reader of decisions: by text, or by the table's row. */
static bool names_it(const struct world *world, struct pc_str entry, struct pc_str name)
{
	const struct pc_model *model = pc_models_name(world->models, name).model;
	const struct pc_model *other = pc_models_find(world->models, entry);
	bool is_claude = model && pc_str_starts(model->id, PC_STR("claude-"));

	if (pc_str_starts(entry, PC_STR("provider:")))
		return model && pc_str_eq(pc_str_from(entry, 9), model->provider);
	if (pc_str_starts(entry, PC_STR("line:")))
		return model && pc_str_eq(pc_str_from(entry, 5), model->line);
	if (pc_str_is(entry, "claude-*"))
		return is_claude;
	if (pc_str_is(entry, "*-9"))
		return model && pc_str_ends(model->id, PC_STR("-9"));
	if (pc_str_is(entry, "*opus*"))
		return model &&
		       pc_str_find_str(model->id, PC_STR("opus")) < model->id.len;
	return pc_str_eq(entry, name) || (other && other == model);
}

static void assert_not_forbidden(const struct world *world, struct pc_str used)
{
	const struct pc_model_policy *policy = world->policy;

	for (size_t i = 0; i < policy->deny.count; i++)
		assert_false(names_it(world, policy->deny.items[i], used));
	for (size_t i = 0; i < policy->n_blocks; i++)
		assert_true(policy->blocks[i].until ||
			    !names_it(world, policy->blocks[i].what, used));
}

static void try_hop(const struct world *world, uint32_t *seed)
{
	const struct pc_hop hop = {
		.requested = pc_str(next(seed) % 4 ? PICK(seed, names) : ""),
		.answered = pc_str(next(seed) % 2 ? PICK(seed, names) : ""),
		.position = pc_str(next(seed) % 2 ? PICK(seed, names) : ""),
		.via = pc_str(next(seed) % 4 ? "" : "bedrock"),
		.now = DAY(next(seed) % 400) - 200 * INT64_C(86400)};
	struct pc_hop_answer answer, again;

	pc_model_decide(&answer, world->models, world->policy, &hop);
	assert_int_equal(answer.verdict == PC_HOP_REFUSE, answer.use.len == 0);
	assert_int_equal(answer.verdict == PC_HOP_USE, answer.reason == PC_HOP_FINE);
	if (answer.verdict == PC_HOP_REFUSE)
		return;
	assert_not_forbidden(world, answer.use);
	if (hop.answered.len)
		assert_not_forbidden(world, hop.answered);
	/* What is told to be used may be used. */
	if (!hop.answered.len) {
		struct pc_hop second = hop;

		second.requested = answer.use;
		pc_model_decide(&again, world->models, world->policy, &second);
		assert_true(again.verdict != PC_HOP_REFUSE);
		assert_true(pc_str_eq(again.use, answer.use));
	}
}

static void test_nothing_forbidden_is_used(void **state)
{
	uint32_t seed = 7;

	(void)state;
	for (size_t i = 0; i < 400; i++) {
		PC_AUTO(done) struct world world = {{0}, NULL, NULL};

		set_up(&world);
		make_policy(&world, &seed);
		for (size_t k = 0; k < 50; k++)
			try_hop(&world, &seed);
	}
}

/* A kill switch that cannot be read is not void. */
static void test_blocks_that_cannot_be_read(void **state)
{
	PC_AUTO(done) struct world world = {{0}, NULL, NULL};
	const struct pc_hop hop = {.requested = PC_STR("claude-opus-9"), .now = DAY(0)};
	struct pc_hop_answer answer;

	(void)state;
	set_up(&world);
	read_policy(&world, NULL);
	world.policy->blocks_fault = PC_STR("line 3 has no end");
	pc_model_decide(&answer, world.models, world.policy, &hop);
	assert_int_equal(answer.verdict, PC_HOP_REFUSE);
	assert_int_equal(answer.reason, PC_HOP_BLOCKED);
	assert_str(answer.why, "line 3 has no end");
}

static void test_names_of_any_length(void **state)
{
	PC_AUTO(done) struct world world = {{0}, NULL, NULL};
	static char name[100000];
	struct pc_hop hop = {.requested = {name, sizeof(name)}, .now = DAY(0)};
	struct pc_hop_answer answer;

	(void)state;
	memset(name, 'a', sizeof(name));
	set_up(&world);
	read_policy(&world, "{on-unknown: allow, unknown-price: allow, deny: "
			    "[\"*a*a*a*a*a*b\"]}");
	pc_model_decide(&answer, world.models, world.policy, &hop);
	assert_int_equal(answer.reason, PC_HOP_UNKNOWN);
	hop.answered = hop.requested;
	hop.requested = PC_STR("claude-opus-9");
	pc_model_decide(&answer, world.models, world.policy, &hop);
	assert_int_equal(answer.verdict, PC_HOP_REFUSE);
	assert_int_equal(answer.reason, PC_HOP_SUBSTITUTED);
}

PC_TABLE(rows, check)

int main(void)
{
	const struct CMUnitTest more[] = {
		cmocka_unit_test(test_nothing_forbidden_is_used),
		cmocka_unit_test(test_blocks_that_cannot_be_read),
		cmocka_unit_test(test_names_of_any_length),
	};

	return PC_RUN(rows) + cmocka_run_group_tests(more, NULL, NULL);
}
