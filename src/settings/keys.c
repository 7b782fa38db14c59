/* SPDX-License-Identifier: Apache-2.0 */
/* The top level of the client's settings: every key, what it takes, who may set it, and
 * what becomes of a wrong value.  Sorted by name; keys_blocks.c has the blocks. */
#include "keys_priv.h"

#include "keys_blocks_priv.h"
#include "keys_hooks_priv.h"
#include "shapes_priv.h"

/* ---- shapes of single keys ------------------------------------------------ */

static const struct shape positive = {
	.kind = SHAPE_NUMBER, .has_min = true, .min = 1, .whole = true};
static const struct shape fraction = {.kind = SHAPE_NUMBER,
	.has_min = true,
	.above_min = true,
	.has_max = true,
	.max = 1};
static const struct shape rate = {
	.kind = SHAPE_NUMBER, .has_min = true, .has_max = true, .max = 1};
static const struct shape window = {.kind = SHAPE_NUMBER,
	.has_min = true,
	.min = 100000,
	.has_max = true,
	.max = 1000000,
	.whole = true};
static const struct shape above_zero = {
	.kind = SHAPE_NUMBER, .has_min = true, .above_min = true};
static const struct shape zero = {.kind = SHAPE_NUMBER, .has_min = true, .has_max = true};
static const struct shape minutes = {.kind = SHAPE_NUMBER, .has_min = true, .min = 60000};
static const struct shape refresh = SHAPE_EITHER_OF(&zero, &minutes);
static const struct shape at_least_second = {
	.kind = SHAPE_NUMBER, .has_min = true, .min = 1000};

static const struct shape expiry = SHAPE_WORDS("60s", "5m", "10m", "never");
static const struct shape editor = SHAPE_WORDS("normal", "vim", "emacs");
static const struct shape effort = SHAPE_WORDS("low", "medium", "high", "xhigh", "max");
static const struct shape flavor = SHAPE_WORDS("classic", "readline");
static const struct shape view = SHAPE_WORDS("default", "verbose", "focus");
static const struct shape login = SHAPE_WORDS("claudeai", "console", "gateway");
static const struct shape channel = SHAPE_WORDS("latest", "stable", "rc");
static const struct shape shell = SHAPE_WORDS("bash", "powershell");
static const struct shape start_view = SHAPE_WORDS("chat", "transcript");
static const struct shape behavior = SHAPE_WORDS("first-wins", "merge");
static const struct shape tui = SHAPE_WORDS("default", "fullscreen");
static const struct shape size = SHAPE_WORDS("unrestricted", "small", "medium", "large");
static const struct shape match = SHAPE_WORDS("exact", "prefix");
static const struct shape inbound = SHAPE_WORDS("accept", "hold", "refuse");
static const struct shape teammates = SHAPE_WORDS("auto", "tmux", "iterm2", "in-process");

static const struct shape drafts = SHAPE_WORDS("off", "quiet", "notify");

static const struct shape command_type = SHAPE_WORDS("command");
static const struct shape command =
	SHAPE_FORM_OF({"type", &command_type, NEEDED}, {"command", &shape_text, NEEDED});
static const struct shape status_line = SHAPE_FORM_OF({"type", &command_type, NEEDED},
	{"command", &shape_text, NEEDED}, {"padding", &shape_number, MAY},
	{"hideVimModeIndicator", &shape_flag, MAY},
	{"refreshInterval", &above_zero, QUIET_MEMBER});

static const struct shape verbs_mode = SHAPE_WORDS("append", "replace");
static const struct shape verbs =
	SHAPE_FORM_OF({"mode", &verbs_mode, NEEDED}, {"verbs", &shape_texts, NEEDED});
static const struct shape voice_mode = SHAPE_WORDS("hold", "tap");
static const struct shape voice = SHAPE_FORM_OF({"enabled", &shape_flag, MAY},
	{"mode", &voice_mode, MAY}, {"autoSubmit", &shape_flag, MAY});
static const struct shape override =
	SHAPE_WORDS("on", "name-only", "user-invocable-only", "off");
static const struct shape overrides = SHAPE_MAP_OF(&override);
static const struct shape ssh_host = SHAPE_FORM_OF({"id", &shape_text, NEEDED},
	{"name", &shape_text, NEEDED}, {"sshHost", &shape_text, NEEDED},
	{"sshPort", &shape_number, MAY}, {"sshIdentityFile", &shape_text, MAY},
	{"startDirectory", &shape_text, MAY});
static const struct shape ssh = SHAPE_LIST_OF(&ssh_host);
static const struct shape option =
	SHAPE_EITHER_OF(&shape_text, &shape_number, &shape_flag, &shape_texts);
static const struct shape plugin_options = SHAPE_MAP_OF(&option);
static const struct shape plugin_config = SHAPE_FORM_OF(
	{"options", &plugin_options, MAY}, {"mcpServers", &shape_object, MAY});
static const struct shape plugin_configs = SHAPE_MAP_OF(&plugin_config);
static const struct shape remote =
	SHAPE_FORM_OF({"defaultEnvironmentId", &shape_text, MAY});
static const struct shape organizations = SHAPE_EITHER_OF(&shape_text, &shape_texts);
static const struct shape helper = SHAPE_FORM_OF({"path", &shape_text, NEEDED},
	{"timeoutMs", &at_least_second, MAY}, {"refreshIntervalMs", &refresh, MAY});

/* MCP servers: one of three ways to name one. */
static const struct shape one_server = {.kind = SHAPE_SERVER_ALLOWED};
static const struct shape one_denied = {.kind = SHAPE_SERVER_DENIED};
static const struct shape allowed_servers = SHAPE_LIST_OF(&one_server);
static const struct shape denied_servers = SHAPE_LIST_OF(&one_denied);

static const struct shape server = {.kind = SHAPE_FORM,
	.members = (const struct member[]){{"type", &shape_anything, MAY},
		{"url", &shape_text, NEEDED}, {"headers", &shape_text_map, MAY},
		{"oauth", &shape_object, MAY}, {"command", &shape_anything, MAY},
		{"args", &shape_anything, MAY}, {"env", &shape_anything, MAY},
		{"headersHelper", &shape_anything, MAY}, {NULL, NULL, MAY}}};
static const struct shape servers = SHAPE_MAP_OF(&server);

/* Plugin marketplaces: one form for each kind of source. */
static const struct shape source = {.kind = SHAPE_SOURCE};
static const struct shape sources = SHAPE_LIST_OF(&source);
static const struct shape marketplace = SHAPE_FORM_OF({"source", &source, NEEDED},
	{"installLocation", &shape_text, MAY}, {"autoUpdate", &shape_flag, MAY});
static const struct shape marketplaces = SHAPE_MAP_OF(&marketplace);
static const struct shape channel_plugin = SHAPE_FORM_OF(
	{"marketplace", &shape_text, NEEDED}, {"plugin", &shape_text, NEEDED});
static const struct shape channel_plugins = SHAPE_LIST_OF(&channel_plugin);
static const struct shape plugin_state = SHAPE_EITHER_OF(&shape_flag, &shape_texts);
static const struct shape plugins = SHAPE_MAP_OF(&plugin_state);

static const struct shape picker_row =
	SHAPE_FORM_OF({"model", &shape_text, NEEDED}, {"label", &shape_text, MAY},
		{"description", &shape_text, MAY}, {"behavesAs", &shape_text, MAY});
static const struct shape picker = SHAPE_LIST_OF(&picker_row);
static const struct shape surface = SHAPE_WORDS("skills", "agents", "hooks", "mcp");
static const struct shape surfaces = SHAPE_LIST_OF(&surface);
static const struct shape provider = SHAPE_WORDS("anthropic", "customEndpoint", "bedrock",
	"vertex", "foundry", "anthropicAws", "mantle", "gateway");
static const struct shape providers = SHAPE_LIST_OF(&provider);

/* ---- what a JSON Schema says of keys that are looked at more closely ------ */

#define UUID "^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$"

static const struct shape uuid = {.kind = SHAPE_TEXT, .pattern = UUID};
static const struct shape uuids = {.kind = SHAPE_LIST, .of = &uuid, .filled = true};
static const struct shape uuid_or_uuids = SHAPE_EITHER_OF(&uuid, &uuids);
static const struct shape some_providers = {
	.kind = SHAPE_LIST, .of = &provider, .filled = true};
static const struct shape absolute = {.kind = SHAPE_TEXT, .pattern = "^/"};
static const struct shape helper_schema = SHAPE_FORM_OF({"path", &absolute, NEEDED},
	{"timeoutMs", &at_least_second, MAY}, {"refreshIntervalMs", &refresh, MAY});
static const struct shape server_types = SHAPE_WORDS("http", "sse");
static const struct shape https = {.kind = SHAPE_TEXT, .pattern = "^https://"};
static const struct shape managed_server = {.kind = SHAPE_FORM,
	.closed = true,
	.members = (const struct member[]){{"type", &server_types, NEEDED},
		{"url", &https, NEEDED}, {"headers", &shape_text_map, MAY},
		{"oauth", &shape_object, MAY}, {NULL, NULL, MAY}}};
static const struct shape managed_servers = {
	.kind = SHAPE_MAP, .of = &managed_server, .pattern = "^[A-Za-z0-9_-]+$"};
static const struct shape picker_schema = SHAPE_FORM_OF({"options", &picker, NEEDED});
static const struct shape surfaces_schema = SHAPE_EITHER_OF(&shape_flag, &surfaces);

/* ---- the table ------------------------------------------------------------ */

/* A value that is right or ignored; one that is ignored in silence; a switch that reads
 * its strictest value; a block of keys. */
#define PLAIN(key_name, key_shape, who, text)                                            \
	.name = (key_name), .shape = (key_shape), .what = (text), .scope = SCOPE_##who,  \
	.repair = repair_value
#define QUIET(key_name, key_shape, who, text)                                            \
	.name = (key_name), .shape = (key_shape), .what = (text), .scope = SCOPE_##who,  \
	.bad = BAD_SILENT, .repair = repair_value
#define LOCK(key_name, strict_value, who, text)                                          \
	.name = (key_name), .shape = &shape_flag, .what = (text), .scope = SCOPE_##who,  \
	.bad = BAD_STRICT, .null = NULL_UNSET, .strict = (strict_value),                 \
	.repair = repair_switch
#define BLOCK(key_name, key_members, is_open, text, strict_value)                        \
	BLOCK_BY(key_name, key_members, is_open, text, strict_value, repair_block)
#define BLOCK_BY(key_name, key_members, is_open, text, strict_value, function)           \
	.name = (key_name), .what = (text), .bad = BAD_STRICT, .null = NULL_SAID,        \
	.null_rejects = true, .strict = (strict_value), .members = (key_members),        \
	.open = (is_open), .repair = function
#define PERMISSIONS_STRICT                                                               \
	"{\"disableBypassPermissionsMode\":\"disable\","                                 \
	"\"blockReadsOutsideWorkingDirectories\":true,"                                  \
	"\"blockWritesOutsideWorkingDirectories\":true,"                                 \
	"\"disableAutoMode\":\"disable\",\"denyInsteadOfPrompting\":true}"

const struct key keys_top[] = {
	{PLAIN("$schema", &shape_text, ANY, "address of a JSON Schema, for editors")},
	{PLAIN("advisorModel", &shape_text, ANY, "model that advises the main one")},
	{PLAIN("agent", &shape_text, ANY,
		"agent definition that the main thread runs as")},
	{PLAIN("agentPushNotifEnabled", &shape_flag, ANY,
		"push notifications from the agent to a phone")},
	{PLAIN("allowAllClaudeAiMcps", &shape_flag, MANAGED,
		"claude.ai connectors load beside managed-mcp.json")},
	{.name = "allowClaudeInChromeWithManagedMcp",
		.shape = &shape_flag,
		.what = "the browser extension works beside managed MCP servers",
		.scope = SCOPE_MANAGED,
		.repair = repair_value,
		.since = "2.1.282"},
	{LOCK("allowManagedHooksOnly", "true", MANAGED,
		"hooks of users and repositories do not run")},
	{LOCK("allowManagedMcpServersOnly", "true", MANAGED,
		"only the managed allowedMcpServers list counts")},
	{LOCK("allowManagedPermissionRulesOnly", "true", MANAGED,
		"permission rules of users and repositories do not count")},
	{.name = "allowedChannelPlugins",
		.shape = &channel_plugins,
		.what = "plugins that may deliver channel messages",
		.scope = SCOPE_MANAGED,
		.bad = BAD_EMPTY,
		.entries = ENTRIES_INDEX,
		.none_is_bad = true,
		.repair = repair_value},
	{.name = "allowedHttpHookUrls",
		.shape = &shape_texts,
		.what = "addresses that http hooks may call; * is a wildcard",
		.bad = BAD_EMPTY,
		.entries = ENTRIES_INDEX,
		.none_is_bad = true,
		.repair = repair_value},
	{.name = "allowedMarketplaces",
		.shape = &sources,
		.what = "another name of strictKnownMarketplaces",
		.scope = SCOPE_MANAGED,
		.bad = BAD_EMPTY,
		.null = NULL_UNSET,
		.entries = ENTRIES_INDEX,
		.repair = repair_value},
	{.name = "allowedMcpServers",
		.shape = &allowed_servers,
		.what = "MCP servers that may be used; unset: all, []: none",
		.bad = BAD_EMPTY,
		.entries = ENTRIES_EACH,
		.lenient = true,
		.repair = repair_value},
	{.name = "allowedProviders",
		.shape = &providers,
		.schema = &some_providers,
		.what = "API providers that may be used; []: the client does not start",
		.scope = SCOPE_MANAGED,
		.bad = BAD_EMPTY,
		.entries = ENTRIES_KEY,
		.repair = repair_value,
		.since = "2.1.285"},
	{PLAIN("alwaysThinkingEnabled", &shape_flag, ANY,
		"extended thinking; false turns it off")},
	{PLAIN("apiKeyHelper", &shape_text, ANY,
		"command that prints the API credential")},
	{PLAIN("appendPlugins", &shape_texts, USER, "plugins that load after all others"),
		.since = "2.1.241"},
	{QUIET("askUserQuestionTimeout", &expiry, USER,
		"how long a question dialog waits for an answer")},
	{BLOCK_BY("attribution", keys_attribution, true,
		 "what the client adds to commits and pull requests; false: nothing",
		 "{\"sessionUrl\":false}", repair_attribution),
		.boolean_too = true},
	{PLAIN("autoCompactEnabled", &shape_flag, ANY,
		"long conversations are summarized by themselves")},
	{QUIET("autoCompactWindow", &window, ANY,
		"tokens at which a conversation is summarized")},
	{PLAIN("autoConnectIde", &shape_anything, GLOBAL,
		"connecting to a running editor")},
	{LOCK("autoContinueAtUsageLimit", "false", ANY,
		 "work goes on when a usage limit ends"),
		.since = "2.1.241"},
	{PLAIN("autoDreamEnabled", &shape_flag, ANY,
		"memory is tidied in the background")},
	{PLAIN("autoInstallIdeExtension", &shape_anything, GLOBAL,
		"installing the editor's extension")},
	{PLAIN("autoMemoryDirectory", &shape_text, ANY,
		"where automatic memory is kept")},
	{PLAIN("autoMemoryEnabled", &shape_flag, ANY, "automatic memory")},
	{BLOCK("autoMode", keys_auto_mode, false, "prose for the classifier of auto mode",
		 "{\"classifyAllShell\":true}"),
		.scope = SCOPE_USER},
	{PLAIN("autoScrollEnabled", &shape_flag, ANY, "the view follows the output"),
		.since = "2.1.110"},
	{PLAIN("autoUpdatesChannel", &channel, ANY, "which releases updates come from")},
	{.name = "availableModels",
		.shape = &shape_texts,
		.what = "models that may be chosen; a managed list replaces all others",
		.bad = BAD_EMPTY,
		.entries = ENTRIES_KEY,
		.repair = repair_value},
	{.name = "availableModelsMatch",
		.shape = &match,
		.what = "whether availableModels names models exactly or by prefix",
		.scope = SCOPE_MANAGED,
		.bad = BAD_STRICT,
		.null = NULL_UNSET,
		.strict = "\"exact\"",
		.repair = repair_value,
		.since = "2.1.241"},
	{PLAIN("awaySummaryEnabled", &shape_flag, ANY, "a recap after a pause")},
	{PLAIN("awsAuthRefresh", &shape_text, ANY, "command that renews the AWS login")},
	{PLAIN("awsCredentialExport", &shape_text, ANY,
		"command that prints AWS credentials as JSON")},
	{PLAIN("axScreenReader", &shape_flag, ANY, "output for screen readers")},
	{PLAIN("bashEditDiffEnabled", &shape_flag, ANY,
		 "edits by Bash commands show their differences"),
		.since = "2.1.241"},
	{PLAIN("bashOutputMaxChars", &shape_anything, ANY,
		 "characters of a command's output that the model sees"),
		.since = "2.1.241"},
	{.name = "blockedMarketplaces",
		.shape = &sources,
		.what = "plugin marketplaces that may not be used, looked at before any "
			"download",
		.scope = SCOPE_MANAGED,
		.null = NULL_UNSET,
		.entries = ENTRIES_INDEX,
		.bad = BAD_UNHELD,
		.none_is_bad = true,
		.repair = repair_value},
	{PLAIN("browserExternalPageTools", &shape_anything, MANAGED,
		"tools of the desktop browser on other sites")},
	{LOCK("channelsEnabled", "false", MANAGED, "messages through channels")},
	{PLAIN("claudeInChromeDefaultEnabled", &shape_anything, ANY,
		 "the browser extension is on from the start"),
		.since = "2.1.241"},
	{PLAIN("claudeMd", &shape_text, MANAGED,
		"instructions in the manner of CLAUDE.md, for everyone")},
	{PLAIN("claudeMdExcludes", &shape_texts, ANY,
		"CLAUDE.md files that are not read, as globs")},
	{PLAIN("cleanupPeriodDays", &positive, ANY,
		"days for which transcripts are kept")},
	{PLAIN("companyAnnouncements", &shape_texts, ANY,
		"lines of which one is shown at the start")},
	{PLAIN("copyFullResponse", &shape_anything, ANY,
		 "copying takes the whole answer"),
		.since = "2.1.241"},
	{PLAIN("copyOnSelect", &shape_anything, ANY, "selecting copies"),
		.since = "2.1.241"},
	{.name = "crossSessionInbound",
		.shape = &inbound,
		.what = "messages from other sessions of the same user",
		.bad = BAD_STRICT,
		.lenient = true,
		.strict = "\"refuse\"",
		.repair = repair_words},
	{PLAIN("defaultShell", &shell, ANY, "shell of ! commands and hooks")},
	{PLAIN("defaultToAgentsView", &shape_anything, ANY,
		 "the view of agents comes first"),
		.since = "2.1.241"},
	{PLAIN("defaultView", &start_view, ANY, "view that a session starts in")},
	{.name = "deniedMcpServers",
		.shape = &denied_servers,
		.what = "MCP servers that may not be used, whatever else allows them",
		.bad = BAD_UNHELD,
		.entries = ENTRIES_EACH,
		.lenient = true,
		.repair = repair_value},
	{.name = "deniedModels",
		.shape = &shape_texts,
		.what = "models that may not be chosen",
		.scope = SCOPE_MANAGED,
		.entries = ENTRIES_KEY,
		.repair = repair_value,
		.since = "2.1.241"},
	{QUIET("dialogExpiry", &expiry, USER,
		"how long a forwarded dialog waits for an answer")},
	{PLAIN("diffTool", &shape_anything, GLOBAL, "program that shows differences")},
	{LOCK("disableAgentView", "true", ANY, "no background agents")},
	{PLAIN("disableAllHooks", &shape_flag, ANY,
		"no hooks and no status line; outside managed settings, managed hooks "
		"stay")},
	{LOCK("disableArtifact", "true", ANY, "no artifacts")},
	{.name = "disableAutoMode",
		.shape = &shape_disable,
		.what = "auto mode cannot be chosen",
		.bad = BAD_STRICT,
		.null = NULL_UNSET,
		.strict = "\"disable\"",
		.repair = repair_switch},
	{PLAIN("disableBrowserExternalNavigation", &shape_anything, MANAGED,
		"the desktop browser stays on the project's pages")},
	{LOCK("disableBundledSkills", "true", ANY, "the client's own skills are off")},
	{LOCK("disableClaudeAiConnectors", "true", ANY,
		"connectors of claude.ai do not load")},
	{LOCK("disableCommandPluginSources", "true", MANAGED,
		 "plugins do not come from commands"),
		.since = "2.1.229"},
	{.name = "disableDeepLinkRegistration",
		.shape = &shape_disable,
		.what = "no handler for the client's own links",
		.bad = BAD_STRICT,
		.null = NULL_UNSET,
		.strict = "\"disable\"",
		.repair = repair_switch},
	{PLAIN("disableMobileSimulatorTools", &shape_anything, MANAGED,
		"no tools for mobile simulators")},
	{LOCK("disableRemoteControl", "true", ANY,
		"sessions cannot be steered from elsewhere")},
	{LOCK("disableSideloadFlags", "true", MANAGED,
		"plugins, agents and MCP servers of the command line are refused")},
	{LOCK("disableSkillShellExecution", "true", ANY,
		"skills do not run shell lines while they load")},
	{LOCK("disableWorkflows", "true", ANY, "no workflows")},
	{PLAIN("disabledMcpjsonServers", &shape_texts, ANY,
		"servers of .mcp.json that are refused")},
	{QUIET("editorMode", &editor, ANY, "keys of the prompt")},
	{QUIET("effortLevel", &effort, ANY, "effort that the model starts with")},
	{PLAIN("emojiCompletionEnabled", &shape_flag, ANY,
		"names of emoji are completed")},
	{LOCK("enableAllProjectMcpServers", "false", ANY,
		"every server of .mcp.json is approved")},
	{LOCK("enableArtifact", "false", USER, "artifacts on or off")},
	{LOCK("enableWorkflows", "false", ANY, "workflows on or off")},
	{PLAIN("enabledMcpjsonServers", &shape_texts, ANY,
		"servers of .mcp.json that are approved")},
	{.name = "enabledPlugins",
		.shape = &plugins,
		.what = "plugins on and off, as name@marketplace",
		.repair = repair_plugins},
	{LOCK("enforceAvailableModels", "true", ANY,
		"the default model obeys availableModels, too")},
	{.name = "env",
		.shape = &shape_object,
		.schema = &shape_text_map,
		.what = "environment variables of every session",
		.repair = repair_env},
	{PLAIN("externalEditorContext", &shape_anything, GLOBAL,
		"the last answer stands in the external editor")},
	{.name = "extraKnownMarketplaces",
		.shape = &marketplaces,
		.what = "plugin marketplaces that are registered for everyone",
		.lenient = true,
		.repair = repair_marketplaces},
	{PLAIN("fallbackModel", &shape_texts, ANY,
		"models that stand in, in order; a later file replaces the list")},
	{PLAIN("fastMode", &shape_flag, ANY, "fast mode")},
	{LOCK("fastModePerSessionOptIn", "true", ANY, "fast mode ends with the session")},
	{.name = "feedbackDrafts",
		.shape = &drafts,
		.what = "drafts of feedback",
		.bad = BAD_STRICT,
		.null = NULL_UNSET,
		.strict = "\"off\"",
		.repair = repair_value,
		.since = "2.1.241"},
	{PLAIN("feedbackSurveyRate", &rate, ANY,
		"how often the survey shows, from 0 to 1")},
	{PLAIN("fileCheckpointingEnabled", &shape_flag, ANY,
		"files are kept for /rewind")},
	{PLAIN("fileSuggestion", &command, ANY, "command behind the @ picker")},
	{QUIET("footerLinksRegexes", &shape_objects, USER,
		"texts that become links in the footer")},
	{QUIET("forceLoginGatewayUrl", &shape_full_text, MANAGED,
		"gateway at which people log in")},
	{QUIET("forceLoginMethod", &login, ANY, "the one way to log in")},
	{.name = "forceLoginOrgUUID",
		.shape = &organizations,
		.schema = &uuid_or_uuids,
		.what = "organization, or several, to which a login must belong",
		.bad = BAD_EMPTY,
		.repair = repair_value},
	{PLAIN("forceRemoteSettingsRefresh", &shape_flag, MANAGED,
		"the client starts only with fresh server-managed settings")},
	{PLAIN("gatewayInternalNetworks", &shape_texts, MANAGED,
		 "networks that are reached through the gateway"),
		.bad = BAD_UNHELD, .lenient = true, .since = "2.1.241"},
	{PLAIN("gcpAuthRefresh", &shape_text, ANY,
		"command that renews the Google Cloud login")},
	{.name = "hooks",
		.shape = &shape_object,
		.schema = &hooks_shape,
		.what = "programs that run at events: event, matchers, handlers",
		.lenient = true,
		.repair = repair_hooks},
	{.name = "httpHookAllowedEnvVars",
		.shape = &shape_texts,
		.what = "environment variables that http hooks may send",
		.bad = BAD_EMPTY,
		.entries = ENTRIES_INDEX,
		.none_is_bad = true,
		.repair = repair_value},
	{PLAIN("includeCoAuthoredBy", &shape_flag, ANY, "the co-author line of commits"),
		.instead = "attribution"},
	{PLAIN("includeGitInstructions", &shape_flag, ANY,
		"the model is told how to work with git")},
	{PLAIN("inputNeededNotifEnabled", &shape_flag, ANY,
		"push notification when an answer is needed")},
	{LOCK("isolatePeerMachines", "true", ANY,
		"messages from other machines need approval")},
	{QUIET("keybindingFlavor", &flavor, ANY, "what the word-deleting keys do")},
	{PLAIN("language", &shape_text, ANY, "language of the answers")},
	{PLAIN("leftArrowOpensAgents", &shape_anything, ANY,
		 "the left arrow opens the view of agents"),
		.since = "2.1.241"},
	{.name = "managedMcpServers",
		.shape = &servers,
		.schema = &managed_servers,
		.what = "MCP servers that the organization delivers, by https only",
		.scope = SCOPE_MANAGED,
		.bad = BAD_UNHELD,
		.lenient = true,
		.repair = repair_servers,
		.since = "2.1.259"},
	{.name = "managedSourcesBehavior",
		.shape = &behavior,
		.what = "whether managed sources are merged or the first one wins",
		.scope = SCOPE_MANAGED,
		.repair = repair_value,
		.since = "2.1.242"},
	{QUIET("maxEffortLevel", &effort, ANY, "highest effort that may be chosen"),
		.since = "2.1.241"},
	{PLAIN("maxProseWidth", &shape_anything, ANY, "columns of prose"),
		.since = "2.1.241"},
	{PLAIN("minimumVersion", &shape_text, ANY,
		"version below which updates do not go")},
	{PLAIN("model", &shape_text, ANY,
		"model that a session starts with; a managed one is only a default")},
	{PLAIN("modelOverrides", &shape_text_map, ANY,
		"model names as a provider calls them")},
	{.name = "modelPicker",
		.shape = &picker,
		.schema = &picker_schema,
		.what = "rows of the model picker; a later file replaces them",
		.lenient = true,
		.repair = repair_picker,
		.since = "2.1.260"},
	{PLAIN("modelPricing", &shape_object, MANAGED, "prices shown for models"),
		.since = "2.1.241"},
	{QUIET("modelSettings", &shape_object, ANY, "settings of single models"),
		.since = "2.1.241"},
	{PLAIN("otelHeadersHelper", &shape_text, ANY,
		"command that prints headers for telemetry")},
	{PLAIN("outputStyle", &shape_text, ANY, "how answers are written")},
	{PLAIN("parentSettingsBehavior", &behavior, MANAGED,
		"what settings of an embedding program may do")},
	{PLAIN("permissionExplainerEnabled", &shape_anything, GLOBAL,
		"explanations in permission dialogs")},
	{.name = "permissions",
		.what = "permission rules, the start mode, and locks",
		.bad = BAD_STRICT,
		.null = NULL_SAID,
		.null_rejects = true,
		.members = keys_permissions,
		.open = true,
		.strict = PERMISSIONS_STRICT,
		.repair = repair_permissions},
	{PLAIN("plansDirectory", &shape_text, ANY, "where plans are kept")},
	{PLAIN("pluginConfigs", &plugin_configs, USER, "options of plugins")},
	{PLAIN("pluginSuggestionMarketplaces", &shape_texts, MANAGED,
		"marketplaces that may suggest plugins")},
	{PLAIN("pluginTrustMessage", &shape_text, MANAGED,
		"text added to the trust warning of plugins")},
	{.name = "policyHelper",
		.shape = &helper,
		.schema = &helper_schema,
		.what = "program that prints the managed settings",
		.scope = SCOPE_MANAGED,
		.null = NULL_UNSET,
		.lenient = true,
		.repair = repair_value},
	{PLAIN("prStatusFooterEnabled", &shape_anything, ANY,
		 "the footer shows the pull request"),
		.since = "2.1.241"},
	{PLAIN("prUrlTemplate", &shape_text, ANY, "form of the links to pull requests")},
	{QUIET("preferredNotifChannel", &shape_text, ANY, "how the terminal notifies")},
	{PLAIN("prefersReducedMotion", &shape_flag, ANY, "fewer animations")},
	{PLAIN("prependPlugins", &shape_texts, USER,
		 "plugins that load before all others"),
		.since = "2.1.241"},
	{PLAIN("processWrapper", &shape_text, USER,
		"program in front of background processes")},
	{PLAIN("promptCacheTtl", &shape_anything, ANY, "how long prompts are cached"),
		.since = "2.1.241"},
	{PLAIN("promptSuggestionEnabled", &shape_flag, ANY,
		"suggestions in the empty prompt")},
	{PLAIN("proxyAuthHelper", &shape_text, ANY,
		 "command that prints proxy credentials"),
		.since = "2.1.241"},
	{PLAIN("remote", &remote, ANY, "cloud sessions")},
	{LOCK("remoteControlAtStartup", "false", ANY,
		"sessions can be steered from elsewhere from the start")},
	{PLAIN("requireCoworkFullVmSandbox", &shape_anything, ANY,
		"the desktop program works in a virtual machine only")},
	{PLAIN("requiredMaximumVersion", &shape_text, MANAGED,
		"a later client does not start")},
	{PLAIN("requiredMinimumVersion", &shape_text, MANAGED,
		"an earlier client does not start")},
	{PLAIN("respectGitignore", &shape_flag, ANY,
		"the @ picker leaves out what git ignores; no permission")},
	{PLAIN("respondToBashCommands", &shape_flag, ANY,
		"the model answers to ! commands")},
	{BLOCK("sandbox", keys_sandbox, true, "the sandbox around Bash commands",
		SANDBOX_STRICT)},
	{PLAIN("showClearContextOnPlanAccept", &shape_flag, ANY,
		"accepting a plan offers a fresh context")},
	{PLAIN("showThinkingSummaries", &shape_flag, ANY,
		"summaries of the thinking are shown in full")},
	{PLAIN("showTurnDuration", &shape_flag, ANY, "how long a turn took is shown")},
	{PLAIN("skillListingBudgetFraction", &fraction, ANY,
		"share of the context for the list of skills")},
	{PLAIN("skillListingMaxDescChars", &positive, ANY,
		"characters of a skill's description")},
	{PLAIN("skillOverrides", &overrides, ANY,
		"which skills are visible, and to whom")},
	{LOCK("skipAutoPermissionPrompt", "false", USER,
		"the notice about auto mode is not shown")},
	{LOCK("skipDangerousModePermissionPrompt", "false", NO_REPOSITORY,
		"bypass mode starts without confirmation")},
	{LOCK("skipWebFetchPreflight", "false", ANY,
		"WebFetch does not ask whether a domain is safe")},
	{PLAIN("skippedMarketplaces", &shape_anything, ANY,
		"marketplaces that the user declined")},
	{PLAIN("skippedPlugins", &shape_anything, ANY, "plugins that the user declined")},
	{QUIET("spellcheck", &shape_object, USER, "spell checking in the prompt")},
	{PLAIN("spinnerTipsEnabled", &shape_flag, ANY, "tips while the model works")},
	{QUIET("spinnerTipsOverride", &shape_object, ANY,
		"other tips while the model works")},
	{PLAIN("spinnerVerbs", &verbs, ANY, "other words while the model works")},
	{PLAIN("sshConfigs", &ssh, USER,
		"machines that the desktop program reaches by SSH")},
	{PLAIN("sshHostAllowlist", &shape_anything, MANAGED,
		"machines that may be reached by SSH")},
	{PLAIN("statusLine", &status_line, ANY, "command behind the status line")},
	{.name = "strictKnownMarketplaces",
		.shape = &sources,
		.what = "plugin marketplaces that may be used; unset: all, []: none",
		.scope = SCOPE_MANAGED,
		.bad = BAD_EMPTY,
		.null = NULL_UNSET,
		.entries = ENTRIES_INDEX,
		.repair = repair_value},
	{.name = "strictPluginOnlyCustomization",
		.shape = &surfaces,
		.schema = &surfaces_schema,
		.what = "skills, agents, hooks and MCP servers come from plugins and "
			"managed settings only",
		.scope = SCOPE_MANAGED,
		.bad = BAD_STRICT,
		.null = NULL_UNSET,
		.lenient = true,
		.strict = "true",
		.repair = repair_surfaces},
	{PLAIN("subagentPromptCacheTtl", &shape_anything, ANY,
		 "how long prompts of subagents are cached"),
		.since = "2.1.241"},
	{QUIET("subagentStatusLine", &command, ANY,
		"command behind the rows of subagents")},
	{PLAIN("switchModelsOnFlag", &shape_flag, ANY,
		"another model takes over after a safety flag")},
	{LOCK("syncClaudeAiPlugins", "false", ANY, "plugins of claude.ai are fetched"),
		.since = "2.1.241"},
	{LOCK("syncClaudeAiSkills", "false", NO_REPOSITORY,
		"skills of claude.ai are fetched")},
	{PLAIN("syntaxHighlightingDisabled", &shape_flag, ANY, "code without colours")},
	{PLAIN("teammateDefaultModel", &shape_anything, GLOBAL, "model of team members"),
		.gone = "2.1.234"},
	{.name = "teammateMode",
		.shape = &teammates,
		.what = "where team members are shown",
		.lenient = true,
		.repair = repair_value},
	{PLAIN("terminalProgressBarEnabled", &shape_flag, ANY,
		"progress in the terminal's own bar")},
	{PLAIN("terminalTitleFromRename", &shape_flag, ANY,
		"a renamed session renames the tab")},
	{QUIET("theme", &shape_text, ANY, "colours")},
	{PLAIN("timeFormat", &shape_text, ANY, "how times are written"),
		.since = "2.1.241"},
	{PLAIN("timeZone", &shape_text, ANY, "zone of the times that are shown"),
		.since = "2.1.241"},
	{PLAIN("todoFeatureEnabled", &shape_flag, ANY, "the task list")},
	{PLAIN("tui", &tui, ANY, "how the screen is drawn"), .since = "2.1.110"},
	{QUIET("ultracode", &shape_flag, ANY, "sessions start with ultracode")},
	{LOCK("useAutoModeDuringPlan", "false", NO_REPOSITORY,
		"auto mode counts while planning; false: prompt")},
	{PLAIN("verbose", &shape_flag, ANY, "tool output in full")},
	{QUIET("viewMode", &view, ANY, "how the transcript is shown")},
	{QUIET("vimInsertModeRemaps", &shape_text_map, USER,
		"key pairs that leave vim's insert mode")},
	{PLAIN("voice", &voice, ANY, "dictation")},
	{PLAIN("voiceEnabled", &shape_flag, ANY, "dictation on or off"),
		.instead = "voice"},
	{PLAIN("wheelScrollAccelerationEnabled", &shape_flag, ANY,
		"the wheel scrolls faster the longer it turns")},
	{PLAIN("workflowKeywordTriggerEnabled", &shape_flag, ANY,
		"a keyword in the prompt starts a workflow")},
	{PLAIN("workflowSizeGuideline", &size, ANY,
		"how many agents a workflow should use")},
	{BLOCK("worktree", keys_worktree, false, "git work trees for background work",
		"{\"bgIsolation\":\"worktree\"}")},
	{.name = "wslInheritsWindowsSettings",
		.shape = &shape_flag,
		.what = "under WSL the Windows policy counts",
		.scope = SCOPE_MANAGED,
		.bad = BAD_UNHELD,
		.null = NULL_UNSET,
		.null_rejects = true,
		.repair = repair_switch},
	{.name = NULL},
};

const size_t n_keys_top = PC_COUNT(keys_top) - 1;

const struct key *key_top(struct pc_str name)
{
	size_t from = 0, to = n_keys_top;

	while (from < to) {
		size_t middle = from + (to - from) / 2;
		int order = pc_str_cmp(name, pc_str(keys_top[middle].name));

		if (order == 0)
			return &keys_top[middle];
		if (order < 0)
			to = middle;
		else
			from = middle + 1;
	}
	return NULL;
}

const struct key *key_find(const struct key *members, struct pc_str name)
{
	for (; members->name; members++) {
		if (pc_str_is(name, members->name))
			return members;
	}
	return NULL;
}
