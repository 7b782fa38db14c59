/* SPDX-License-Identifier: Apache-2.0 */
/* The keys of permissions, sandbox, attribution, worktree and autoMode.  In a user's file
 * a null here is as wrong as any other type; managed settings read it as not set. */
#include "keys_blocks_priv.h"

#include "shapes_priv.h"

/* A switch with a strictest value; NULL_SAID: null is reported. */
#define SWITCH(key_name, strict_value, text)                                             \
	.name = (key_name), .shape = &shape_flag, .what = (text), .bad = BAD_STRICT,     \
	.null = NULL_SAID, .null_rejects = true, .strict = (strict_value),               \
	.repair = repair_switch
#define DISABLE(key_name, text)                                                          \
	.name = (key_name), .shape = &shape_disable, .what = (text), .bad = BAD_STRICT,  \
	.null = NULL_SAID, .null_rejects = true, .strict = "\"disable\"",                \
	.repair = repair_switch
#define PLAIN(key_name, key_shape, text)                                                 \
	.name = (key_name), .shape = (key_shape), .what = (text), .null = NULL_UNSET,    \
	.null_rejects = true, .repair = repair_value
#define TEXTS(key_name, text)                                                            \
	.name = (key_name), .shape = &shape_texts, .what = (text), .null = NULL_UNSET,   \
	.null_rejects = true, .entries = ENTRIES_BLOCK, .none_is_bad = true,             \
	.repair = repair_value
#define RULES(key_name, rule_lists, text)                                                \
	.name = (key_name), .shape = &shape_texts, .schema = &(rule_lists),              \
	.what = (text), .null = NULL_UNSET, .repair = repair_rules
#define BLOCK(key_name, key_members, strict_value, text)                                 \
	.name = (key_name), .what = (text), .bad = BAD_STRICT, .null = NULL_SAID,        \
	.null_rejects = true, .strict = (strict_value), .members = (key_members),        \
	.repair = repair_block

/* ---- permissions ---------------------------------------------------------- */

static const struct shape modes = SHAPE_WORDS(
	"acceptEdits", "auto", "bypassPermissions", "default", "dontAsk", "plan");

static const struct shape modes_schema = SHAPE_WORDS("acceptEdits", "auto",
	"bypassPermissions", "default", "dontAsk", "manual", "plan");

/* Tool, Tool(content), mcp__server__tool: as much of the grammar as a pattern can say. */
#define TOOL "[^a-z()\\\\][^()]*(\\([\\s\\S]+\\))?"

static const struct shape rule = {
	.kind = SHAPE_TEXT, .pattern = "^(mcp__[^()]*|" TOOL ")$"};
static const struct shape rules = SHAPE_LIST_OF(&rule);
static const struct shape allow_rule = {
	.kind = SHAPE_TEXT, .pattern = "^(?!\\*)(mcp__[^()]*|" TOOL ")$"};
static const struct shape allow_rules = SHAPE_LIST_OF(&allow_rule);

const struct key keys_permissions[] = {
	{RULES("allow", allow_rules, "rules for what runs without asking")},
	{RULES("deny", rules, "rules for what never runs")},
	{RULES("ask", rules, "rules for what a person is asked about")},
	{TEXTS("additionalDirectories",
		"directories that count as working directories, too")},
	{.name = "defaultMode",
		.shape = &modes,
		.schema = &modes_schema,
		.what = "mode that a session starts in",
		.bad = BAD_STRICT,
		.null = NULL_UNSET,
		.null_rejects = true,
		.strict = "\"default\"",
		.repair = repair_mode},
	{DISABLE("disableBypassPermissionsMode", "bypass mode cannot be chosen")},
	{DISABLE("disableAutoMode", "no auto mode")},
	{SWITCH("blockReadsOutsideWorkingDirectories", "true",
		 "reading elsewhere needs approval"),
		.since = "2.1.257"},
	{SWITCH("blockWritesOutsideWorkingDirectories", "true",
		"writing elsewhere needs approval")},
	{SWITCH("denyInsteadOfPrompting", "true", "what would ask is denied")},
	{.name = NULL},
};

/* ---- sandbox -------------------------------------------------------------- */

static const struct shape absolute = {.kind = SHAPE_PATH};
static const struct shape violations = SHAPE_MAP_OF(&shape_texts);
static const struct shape ripgrep =
	SHAPE_FORM_OF({"command", &shape_text, NEEDED}, {"args", &shape_texts, MAY});
static const struct shape tls = SHAPE_FORM_OF(
	{"caCertPath", &shape_full_text, MAY}, {"caKeyPath", &shape_full_text, MAY});
static const struct shape backends = SHAPE_WORDS("sandboxuser", "mxc");
static const struct shape forms = SHAPE_WORDS("deny", "passthrough");
static const struct shape deny_or_mask = SHAPE_WORDS("deny", "mask");
static const struct shape secret_file = SHAPE_FORM_OF(
	{"path", &shape_full_text, NEEDED}, {"mode", &deny_or_mask, NEEDED});
static const struct shape secret_variable = SHAPE_FORM_OF({"name", &shape_name, NEEDED},
	{"mode", &deny_or_mask, NEEDED}, {"injectHosts", &shape_texts, MAY});
static const struct shape aws_pair =
	SHAPE_FORM_OF({"accessKeyIdVar", &shape_name, NEEDED},
		{"secretAccessKeyVar", &shape_name, NEEDED},
		{"sessionTokenVar", &shape_name, MAY});
static const struct shape secret_files = SHAPE_LIST_OF(&secret_file);
static const struct shape secret_variables = SHAPE_LIST_OF(&secret_variable);
static const struct shape aws_pairs = SHAPE_LIST_OF(&aws_pair);

static const struct key network[] = {
	{TEXTS("allowUnixSockets", "Unix sockets that are reached (macOS)")},
	{SWITCH("allowAllUnixSockets", "false", "every Unix socket is reached")},
	{SWITCH("allowLocalBinding", "false", "binding to localhost (macOS)")},
	{TEXTS("allowMachLookup", "XPC names that are looked up (macOS)")},
	{TEXTS("allowedDomains",
		"hosts that are reached without asking: name, *.name, name:port")},
	{TEXTS("deniedDomains", "hosts that are never reached"), .since = "2.1.113"},
	{SWITCH("strictAllowlist", "true",
		 "other hosts are denied instead of asked about"),
		.scope = SCOPE_USER},
	{SWITCH("allowManagedDomainsOnly", "true", "only managed allowedDomains count"),
		.scope = SCOPE_MANAGED},
	{PLAIN("httpProxyPort", &shape_number, "port of an HTTP proxy of one's own")},
	{PLAIN("socksProxyPort", &shape_number, "port of a SOCKS proxy of one's own")},
	{PLAIN("tlsTerminate", &tls, "TLS is opened at the proxy"), .scope = SCOPE_USER},
	{.name = NULL},
};

static const struct key filesystem[] = {
	{TEXTS("allowWrite", "more paths that may be written")},
	{TEXTS("denyWrite", "paths that are never written")},
	{TEXTS("denyRead", "paths that are never read")},
	{TEXTS("allowRead", "paths that are read although denyRead covers them")},
	{SWITCH("allowManagedReadPathsOnly", "true", "only managed allowRead counts"),
		.scope = SCOPE_MANAGED},
	{SWITCH("disabled", "false", "no isolation of files, only of the network"),
		.scope = SCOPE_USER},
	{.name = NULL},
};

static const struct key windows[] = {
	{.name = "backend",
		.shape = &backends,
		.what = "how Windows isolates",
		.bad = BAD_STRICT,
		.null = NULL_SAID,
		.null_rejects = true,
		.strict = "\"sandboxuser\"",
		.repair = repair_value},
	{.name = NULL},
};

#define SIGNED(key_name, text)                                                           \
	.name = (key_name), .shape = &forms, .what = (text), .bad = BAD_STRICT,          \
	.strict = "\"deny\"", .repair = repair_value

static const struct key signing[] = {
	{SIGNED("streaming", "streamed requests")},
	{SIGNED("presigned", "presigned requests")},
	{SIGNED("sigv4a", "requests signed for several regions")},
	{.name = NULL},
};

#define SECRETS(key_name, key_shape, text)                                               \
	.name = (key_name), .shape = (key_shape), .what = (text), .bad = BAD_STRICT,     \
	.entries = ENTRIES_EACH, .strict = "[]", .repair = repair_credential_list

static const struct key credentials[] = {
	{SECRETS("files", &secret_files, "files that commands do not see")},
	{SECRETS("envVars", &secret_variables, "variables that commands do not see")},
	{.name = "allowPlaintextInject",
		.shape = &shape_flag,
		.what = "masked values go out over plain http, too",
		.bad = BAD_STRICT,
		.strict = "false",
		.repair = repair_switch,
		.scope = SCOPE_USER},
	{SECRETS("awsPairs", &aws_pairs, "AWS variables that belong together"),
		.scope = SCOPE_USER},
	{.name = "sigv4",
		.what = "forms of signed AWS requests",
		.bad = BAD_STRICT,
		.strict = SANDBOX_SIGNING_STRICT,
		.members = signing,
		.repair = repair_block,
		.scope = SCOPE_USER},
	{.name = NULL},
};

const struct key keys_sandbox[] = {
	{SWITCH("enabled", "true", "Bash commands run in the sandbox")},
	{.name = "failIfUnavailable",
		.shape = &shape_flag,
		.what = "the client ends when the sandbox cannot start",
		.null = NULL_SAID,
		.null_rejects = true,
		.repair = repair_switch},
	{SWITCH("autoAllowBashIfSandboxed", "false",
		"sandboxed commands run without asking")},
	{TEXTS("excludedCommands",
		"commands that run outside the sandbox, as in Bash rules")},
	{SWITCH("allowUnsandboxedCommands", "false",
		"the model may ask to leave the sandbox")},
	{BLOCK("filesystem", filesystem, SANDBOX_FILES_STRICT,
		"what the sandbox may read and write")},
	{BLOCK("network", network, SANDBOX_NETWORK_STRICT, "what the sandbox may reach")},
	{BLOCK("credentials", credentials,
		"{\"allowPlaintextInject\":false,\"sigv4\":" SANDBOX_SIGNING_STRICT "}",
		"secrets that the sandbox keeps from commands")},
	{BLOCK("windows", windows, SANDBOX_WINDOWS_STRICT, "isolation under Windows")},
	{PLAIN("ignoreViolations", &violations,
		"violations that are not reported, by part of the command")},
	{SWITCH("enableWeakerNestedSandbox", "false",
		"a weaker sandbox inside containers")},
	{SWITCH("allowNestedUserNamespaces", "false",
		"user namespaces inside the sandbox")},
	{SWITCH("enableWeakerNetworkIsolation", "false",
		"the trust daemon of macOS is reached")},
	{SWITCH("allowAppleEvents", "false", "Apple events of macOS are sent"),
		.scope = SCOPE_USER},
	{PLAIN("ripgrep", &ripgrep, "another ripgrep"), .scope = SCOPE_USER},
	{.name = "bwrapPath",
		.shape = &absolute,
		.what = "where bubblewrap is",
		.scope = SCOPE_MANAGED,
		.null = NULL_UNSET,
		.lenient = true,
		.repair = repair_value},
	{.name = "socatPath",
		.shape = &absolute,
		.what = "where socat is",
		.scope = SCOPE_MANAGED,
		.null = NULL_UNSET,
		.lenient = true,
		.repair = repair_value},
	{.name = NULL},
};

/* ---- the rest ------------------------------------------------------------- */

const struct key keys_attribution[] = {
	{PLAIN("commit", &shape_text, "what is added to commits; empty: nothing")},
	{PLAIN("pr", &shape_text, "what is added to pull requests; empty: nothing")},
	{SWITCH("sessionUrl", "false", "a link to the session is added")},
	{.name = NULL},
};

static const struct shape base_refs = SHAPE_WORDS("fresh", "head");
static const struct shape isolations = SHAPE_WORDS("worktree", "none");

const struct key keys_worktree[] = {
	{PLAIN("baseRef", &base_refs, "where branches start")},
	{TEXTS("symlinkDirectories", "directories that are linked instead of copied")},
	{TEXTS("sparsePaths", "paths that are checked out")},
	{.name = "bgIsolation",
		.shape = &isolations,
		.what = "whether background work has a work tree of its own",
		.bad = BAD_STRICT,
		.null = NULL_SAID,
		.lenient = true,
		.strict = "\"worktree\"",
		.repair = repair_value},
	{.name = NULL},
};

const struct key keys_auto_mode[] = {
	{TEXTS("environment", "prose about the surroundings")},
	{TEXTS("allow", "prose of what is fine")},
	{TEXTS("soft_deny", "prose of what needs a second look")},
	{TEXTS("hard_deny", "prose of what is never done")},
	{SWITCH("classifyAllShell", "true", "every command is classified")},
	{.name = NULL},
};
