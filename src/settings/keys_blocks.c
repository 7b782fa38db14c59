/* SPDX-License-Identifier: Apache-2.0 */
/* The keys of permissions, sandbox, attribution, worktree and autoMode.  In a user's file
 * a null here is as wrong as any other type; managed settings read it as not set. */
#include "keys_blocks_priv.h"

#include "shapes_priv.h"

/* A switch with a strictest value; NULL_SAID: null is reported. */
#define SWITCH(key_name, strict_value, text)                                             \
	{                                                                                \
		.name = (key_name), .shape = &shape_flag, .what = (text),                \
		.bad = BAD_STRICT, .null = NULL_SAID, .null_rejects = true,              \
		.strict = (strict_value), .repair = repair_switch                        \
	}
#define DISABLE(key_name, text)                                                          \
	{                                                                                \
		.name = (key_name), .shape = &shape_disable, .what = (text),             \
		.bad = BAD_STRICT, .null = NULL_SAID, .null_rejects = true,              \
		.strict = "\"disable\"", .repair = repair_switch                         \
	}
#define PLAIN(key_name, key_shape, text)                                                 \
	{                                                                                \
		.name = (key_name), .shape = (key_shape), .what = (text),                \
		.null = NULL_UNSET, .null_rejects = true, .repair = repair_value         \
	}
#define TEXTS(key_name, text)                                                            \
	{                                                                                \
		.name = (key_name), .shape = &shape_texts, .what = (text),               \
		.null = NULL_UNSET, .null_rejects = true, .entries = ENTRIES_BLOCK,      \
		.none_is_bad = true, .repair = repair_value                              \
	}
#define RULES(key_name, text)                                                            \
	{                                                                                \
		.name = (key_name), .shape = &shape_texts, .what = (text),               \
		.repair = repair_rules                                                   \
	}
#define BLOCK(key_name, key_members, strict_value, text)                                 \
	{                                                                                \
		.name = (key_name), .what = (text), .bad = BAD_STRICT,                   \
		.null = NULL_SAID, .null_rejects = true, .strict = (strict_value),       \
		.members = (key_members), .repair = repair_block                         \
	}
#define END                                                                              \
	{                                                                                \
		.name = NULL                                                             \
	}

/* ---- permissions ---------------------------------------------------------- */

static const struct shape modes = SHAPE_WORDS(
	"acceptEdits", "auto", "bypassPermissions", "default", "dontAsk", "plan");

const struct key keys_permissions[] = {
	RULES("allow", "rules that approve"),
	RULES("deny", "rules that block"),
	RULES("ask", "rules that prompt"),
	TEXTS("additionalDirectories", "more working directories"),
	{.name = "defaultMode",
		.shape = &modes,
		.what = "start mode",
		.bad = BAD_STRICT,
		.null = NULL_UNSET,
		.null_rejects = true,
		.strict = "\"default\"",
		.repair = repair_mode},
	DISABLE("disableBypassPermissionsMode", "no bypass mode"),
	DISABLE("disableAutoMode", "no auto mode"),
	SWITCH("blockReadsOutsideWorkingDirectories", "true",
		"reads elsewhere need approval"),
	SWITCH("blockWritesOutsideWorkingDirectories", "true",
		"writes elsewhere need approval"),
	SWITCH("denyInsteadOfPrompting", "true", "what would prompt is denied"),
	END,
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
	TEXTS("allowUnixSockets", "macOS socket paths"),
	SWITCH("allowAllUnixSockets", "false", "all Unix sockets"),
	SWITCH("allowLocalBinding", "false", "bind to localhost on macOS"),
	TEXTS("allowMachLookup", "macOS XPC names"),
	TEXTS("allowedDomains", "hosts allowed beforehand"),
	TEXTS("deniedDomains", "blocked hosts"),
	SWITCH("strictAllowlist", "true", "deny instead of prompting"),
	SWITCH("allowManagedDomainsOnly", "true", "only managed allowedDomains"),
	PLAIN("httpProxyPort", &shape_number, "own HTTP proxy"),
	PLAIN("socksProxyPort", &shape_number, "own SOCKS proxy"),
	PLAIN("tlsTerminate", &tls, "TLS interception"),
	END,
};

static const struct key filesystem[] = {
	TEXTS("allowWrite", "more writable paths"),
	TEXTS("denyWrite", "paths that are not written"),
	TEXTS("denyRead", "paths that are not read"),
	TEXTS("allowRead", "paths that are read in spite of denyRead"),
	SWITCH("allowManagedReadPathsOnly", "true", "only managed allowRead"),
	SWITCH("disabled", "false", "network isolation only"),
	END,
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
	END,
};

#define SIGNED(key_name)                                                                 \
	{                                                                                \
		.name = (key_name), .shape = &forms,                                     \
		.what = "SigV4 requests of this form", .bad = BAD_STRICT,                \
		.strict = "\"deny\"", .repair = repair_value                             \
	}

static const struct key signing[] = {
	SIGNED("streaming"),
	SIGNED("presigned"),
	SIGNED("sigv4a"),
	END,
};

#define SECRETS(key_name, key_shape, text)                                               \
	{                                                                                \
		.name = (key_name), .shape = (key_shape), .what = (text),                \
		.bad = BAD_STRICT, .entries = ENTRIES_EACH, .strict = "[]",              \
		.repair = repair_credential_list                                         \
	}

static const struct key credentials[] = {
	SECRETS("files", &secret_files, "protected files"),
	SECRETS("envVars", &secret_variables, "protected variables"),
	{.name = "allowPlaintextInject",
		.shape = &shape_flag,
		.what = "mask substitution over http",
		.bad = BAD_STRICT,
		.strict = "false",
		.repair = repair_switch},
	SECRETS("awsPairs", &aws_pairs, "AWS variables that belong together"),
	{.name = "sigv4",
		.what = "SigV4 request forms",
		.bad = BAD_STRICT,
		.strict = SANDBOX_SIGNING_STRICT,
		.members = signing,
		.repair = repair_block},
	END,
};

const struct key keys_sandbox[] = {
	SWITCH("enabled", "true", "sandbox for Bash"),
	{.name = "failIfUnavailable",
		.shape = &shape_flag,
		.what = "exit when the sandbox cannot start",
		.null = NULL_SAID,
		.null_rejects = true,
		.repair = repair_switch},
	SWITCH("autoAllowBashIfSandboxed", "false", "no prompt for sandboxed Bash"),
	TEXTS("excludedCommands", "commands that run unsandboxed"),
	SWITCH("allowUnsandboxedCommands", "false",
		"heed requests to run outside the sandbox"),
	BLOCK("filesystem", filesystem, SANDBOX_FILES_STRICT, "files"),
	BLOCK("network", network, SANDBOX_NETWORK_STRICT, "hosts and sockets"),
	BLOCK("credentials", credentials,
		"{\"allowPlaintextInject\":false,\"sigv4\":" SANDBOX_SIGNING_STRICT "}",
		"credentials to protect"),
	BLOCK("windows", windows, SANDBOX_WINDOWS_STRICT, "Windows isolation"),
	PLAIN("ignoreViolations", &violations, "violations that are not reported"),
	SWITCH("enableWeakerNestedSandbox", "false", "sandbox inside containers"),
	SWITCH("allowNestedUserNamespaces", "false", "user namespaces inside"),
	SWITCH("enableWeakerNetworkIsolation", "false", "macOS trust daemon"),
	SWITCH("allowAppleEvents", "false", "macOS Apple events"),
	PLAIN("ripgrep", &ripgrep, "another search program"),
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
	END,
};

/* ---- the rest ------------------------------------------------------------- */

const struct key keys_attribution[] = {
	PLAIN("commit", &shape_text, "trailer of commits"),
	PLAIN("pr", &shape_text, "text in pull requests"),
	SWITCH("sessionUrl", "false", "link to the session"),
	END,
};

static const struct shape base_refs = SHAPE_WORDS("fresh", "head");
static const struct shape isolations = SHAPE_WORDS("worktree", "none");

const struct key keys_worktree[] = {
	PLAIN("baseRef", &base_refs, "where branches start"),
	TEXTS("symlinkDirectories", "directories that are linked"),
	TEXTS("sparsePaths", "sparse checkout"),
	{.name = "bgIsolation",
		.shape = &isolations,
		.what = "where background edits go",
		.bad = BAD_STRICT,
		.null = NULL_SAID,
		.lenient = true,
		.strict = "\"worktree\"",
		.repair = repair_value},
	END,
};

const struct key keys_auto_mode[] = {
	TEXTS("environment", "prose about the environment"),
	TEXTS("allow", "prose of what is fine"),
	TEXTS("soft_deny", "prose of what needs a look"),
	TEXTS("hard_deny", "prose of what is forbidden"),
	SWITCH("classifyAllShell", "true", "classify every command"),
	END,
};
