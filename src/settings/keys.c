/* SPDX-License-Identifier: Apache-2.0 */
/* The top level of the client's settings: every key, what it takes, who may set it, and
 * what becomes of a wrong value.  Sorted by name; keys_blocks.c has the blocks. */
#include "keys_priv.h"

#include "keys_blocks_priv.h"
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

/* ---- the table ------------------------------------------------------------ */

/* A value that is right or ignored; one that is ignored in silence; a switch that reads
 * its strictest value; a block of keys. */
#define PLAIN(key_name, key_shape, who, text)                                            \
	{                                                                                \
		.name = (key_name), .shape = (key_shape), .what = (text),                \
		.scope = SCOPE_##who, .repair = repair_value                             \
	}
#define QUIET(key_name, key_shape, who, text)                                            \
	{                                                                                \
		.name = (key_name), .shape = (key_shape), .what = (text),                \
		.scope = SCOPE_##who, .bad = BAD_SILENT, .repair = repair_value          \
	}
#define LOCK(key_name, strict_value, who, text)                                          \
	{                                                                                \
		.name = (key_name), .shape = &shape_flag, .what = (text),                \
		.scope = SCOPE_##who, .bad = BAD_STRICT, .null = NULL_UNSET,             \
		.strict = (strict_value), .repair = repair_switch                        \
	}
#define BLOCK(key_name, key_members, is_open, text, strict_value)                        \
	{                                                                                \
		.name = (key_name), .what = (text), .bad = BAD_STRICT,                   \
		.null = NULL_SAID, .null_rejects = true, .strict = (strict_value),       \
		.members = (key_members), .open = (is_open), .repair = repair_block      \
	}
#define PERMISSIONS_STRICT                                                               \
	"{\"disableBypassPermissionsMode\":\"disable\","                                 \
	"\"blockReadsOutsideWorkingDirectories\":true,"                                  \
	"\"blockWritesOutsideWorkingDirectories\":true,"                                 \
	"\"disableAutoMode\":\"disable\",\"denyInsteadOfPrompting\":true}"

const struct key keys_top[] = {
	PLAIN("$schema", &shape_text, ANY, "JSON Schema reference for editors"),
	PLAIN("advisorModel", &shape_text, ANY, "model for server-side advisor tool"),
	PLAIN("agent", &shape_text, ANY, "main thread runs as agent"),
	PLAIN("agentPushNotifEnabled", &shape_flag, ANY, "phone push"),
	PLAIN("allowAllClaudeAiMcps", &shape_flag, MANAGED,
		"connectors alongside managed-mcp.json"),
	{.name = "allowClaudeInChromeWithManagedMcp",
		.shape = &shape_flag,
		.what = "browser extension beside managed MCP servers",
		.scope = SCOPE_MANAGED,
		.since = "2.1.282",
		.repair = repair_value},
	LOCK("allowManagedHooksOnly", "true", MANAGED,
		"only managed/SDK/force-enabled-plugin hooks"),
	LOCK("allowManagedMcpServersOnly", "true", MANAGED, "only managed allowlist"),
	LOCK("allowManagedPermissionRulesOnly", "true", MANAGED,
		"ignore non-managed allow/ask/deny"),
	{.name = "allowedChannelPlugins",
		.shape = &channel_plugins,
		.what = "channel plugin allowlist",
		.scope = SCOPE_MANAGED,
		.bad = BAD_EMPTY,
		.entries = ENTRIES_INDEX,
		.none_is_bad = true,
		.repair = repair_value},
	{.name = "allowedHttpHookUrls",
		.shape = &shape_texts,
		.what = "allowlist for http hooks",
		.bad = BAD_EMPTY,
		.entries = ENTRIES_INDEX,
		.none_is_bad = true,
		.repair = repair_value},
	{.name = "allowedMcpServers",
		.shape = &allowed_servers,
		.what = "MCP allowlist",
		.bad = BAD_EMPTY,
		.entries = ENTRIES_EACH,
		.lenient = true,
		.repair = repair_value},
	{.name = "allowedProviders",
		.shape = &providers,
		.what = "which API providers may be used",
		.scope = SCOPE_MANAGED,
		.since = "2.1.285",
		.bad = BAD_EMPTY,
		.entries = ENTRIES_KEY,
		.repair = repair_value},
	PLAIN("alwaysThinkingEnabled", &shape_flag, ANY,
		"false disables extended thinking"),
	PLAIN("apiKeyHelper", &shape_text, ANY, "command printing API credential"),
	PLAIN("appendPlugins", &shape_texts, ANY, "plugins loaded last"),
	QUIET("askUserQuestionTimeout", &expiry, USER, "auto-continue question dialogs"),
	BLOCK("attribution", keys_attribution, true, "commit/PR trailer text",
		"{\"sessionUrl\":false}"),
	PLAIN("autoCompactEnabled", &shape_flag, ANY, "auto compaction"),
	QUIET("autoCompactWindow", &window, ANY, "compaction threshold tokens"),
	PLAIN("autoConnectIde", &shape_anything, ANY, "IDE connect"),
	PLAIN("autoDreamEnabled", &shape_flag, ANY, "background memory consolidation"),
	PLAIN("autoInstallIdeExtension", &shape_anything, ANY, "IDE ext"),
	PLAIN("autoMemoryDirectory", &shape_text, ANY, "auto memory dir"),
	PLAIN("autoMemoryEnabled", &shape_flag, ANY, "auto memory on/off"),
	BLOCK("autoMode", keys_auto_mode, false, "prose rules for classifier",
		"{\"classifyAllShell\":true}"),
	PLAIN("autoScrollEnabled", &shape_flag, ANY, "follow output"),
	PLAIN("autoUpdatesChannel", &channel, ANY, "not documented"),
	{.name = "availableModels",
		.shape = &shape_texts,
		.what = "model allowlist; managed list replaces (not",
		.bad = BAD_EMPTY,
		.entries = ENTRIES_KEY,
		.repair = repair_value},
	{.name = "availableModelsMatch",
		.shape = &match,
		.what = "how availableModels compares",
		.scope = SCOPE_MANAGED,
		.bad = BAD_STRICT,
		.null = NULL_UNSET,
		.strict = "\"exact\"",
		.repair = repair_value},
	PLAIN("awaySummaryEnabled", &shape_flag, ANY, "recap"),
	PLAIN("awsAuthRefresh", &shape_text, ANY, "refresh .aws"),
	PLAIN("awsCredentialExport", &shape_text, ANY, "print AWS creds JSON"),
	PLAIN("axScreenReader", &shape_flag, ANY, "screen-reader render"),
	{.name = "blockedMarketplaces",
		.shape = &sources,
		.what = "marketplace blocklist (checked before download)",
		.scope = SCOPE_MANAGED,
		.null = NULL_UNSET,
		.entries = ENTRIES_INDEX,
		.none_is_bad = true,
		.repair = repair_value},
	PLAIN("browserExternalPageTools", &shape_anything, MANAGED,
		"desktop browser tools"),
	LOCK("channelsEnabled", "false", MANAGED, "allow channels"),
	PLAIN("claudeInChromeDefaultEnabled", &shape_anything, ANY, "not documented"),
	PLAIN("claudeMd", &shape_text, MANAGED, "managed CLAUDE.md text"),
	PLAIN("claudeMdExcludes", &shape_texts, ANY, "skip CLAUDE.md globs"),
	PLAIN("cleanupPeriodDays", &positive, ANY, "transcript retention (min 1)"),
	PLAIN("companyAnnouncements", &shape_texts, ANY,
		"startup announcements (random pick)"),
	{.name = "crossSessionInbound",
		.shape = &inbound,
		.what = "not documented",
		.bad = BAD_STRICT,
		.lenient = true,
		.strict = "\"refuse\"",
		.repair = repair_words},
	PLAIN("defaultShell", &shell, ANY, "not documented"),
	PLAIN("defaultView", &start_view, ANY, "start view"),
	{.name = "deniedMcpServers",
		.shape = &denied_servers,
		.what = "MCP blocklist (merges, wins)",
		.entries = ENTRIES_EACH,
		.lenient = true,
		.repair = repair_value},
	{.name = "deniedModels",
		.shape = &shape_texts,
		.what = "models that may not be used",
		.scope = SCOPE_MANAGED,
		.entries = ENTRIES_KEY,
		.repair = repair_value},
	QUIET("dialogExpiry", &expiry, USER, "deadline for forwarded dialogs"),
	PLAIN("diffTool", &shape_anything, ANY, "not documented"),
	LOCK("disableAgentView", "true", ANY, "background agents off"),
	PLAIN("disableAllHooks", &shape_flag, ANY,
		"hooks + statusline off (non-managed cannot"),
	LOCK("disableArtifact", "true", ANY, "Artifact off"),
	{.name = "disableAutoMode",
		.shape = &shape_disable,
		.what = "removes auto mode",
		.bad = BAD_STRICT,
		.null = NULL_UNSET,
		.strict = "\"disable\"",
		.repair = repair_switch},
	PLAIN("disableBrowserExternalNavigation", &shape_anything, MANAGED,
		"desktop browser"),
	LOCK("disableBundledSkills", "true", ANY, "no bundled skills"),
	LOCK("disableClaudeAiConnectors", "true", ANY, "no claude.ai connectors"),
	LOCK("disableCommandPluginSources", "true", MANAGED,
		"block command plugin sources (2.1.229)"),
	{.name = "disableDeepLinkRegistration",
		.shape = &shape_disable,
		.what = "no claude-cli:// handler",
		.bad = BAD_STRICT,
		.null = NULL_UNSET,
		.strict = "\"disable\"",
		.repair = repair_switch},
	PLAIN("disableMobileSimulatorTools", &shape_anything, MANAGED,
		"desktop simulator"),
	LOCK("disableRemoteControl", "true", ANY, "Remote Control off"),
	LOCK("disableSideloadFlags", "true", MANAGED, "reject"),
	LOCK("disableSkillShellExecution", "true", ANY, "no inline shell in skills"),
	LOCK("disableWorkflows", "true", ANY, "workflows off"),
	PLAIN("disabledMcpjsonServers", &shape_texts, ANY, "reject .mcp.json servers"),
	QUIET("editorMode", &editor, ANY, "not documented"),
	QUIET("effortLevel", &effort, ANY, "not documented"),
	PLAIN("emojiCompletionEnabled", &shape_flag, ANY, "emoji completion"),
	LOCK("enableAllProjectMcpServers", "false", ANY, "auto-approve .mcp.json"),
	LOCK("enableArtifact", "false", USER, "Artifact on/off"),
	LOCK("enableWorkflows", "false", ANY, "workflows on/off for self"),
	PLAIN("enabledMcpjsonServers", &shape_texts, ANY, "approve named servers"),
	{.name = "enabledPlugins",
		.shape = &plugins,
		.what = "plugin on/off",
		.repair = repair_plugins},
	LOCK("enforceAvailableModels", "true", ANY,
		"make 'Default' obey availableModels"),
	{.name = "env",
		.shape = &shape_object,
		.what = "session env vars",
		.repair = repair_env},
	PLAIN("externalEditorContext", &shape_anything, ANY, "editor preface"),
	{.name = "extraKnownMarketplaces",
		.shape = &marketplaces,
		.what = "register marketplaces",
		.lenient = true,
		.repair = repair_marketplaces},
	PLAIN("fallbackModel", &shape_texts, ANY,
		"ordered backup models (max 3 used); later scope"),
	PLAIN("fastMode", &shape_flag, ANY, "fast mode on"),
	LOCK("fastModePerSessionOptIn", "true", ANY, "do not persist /fast"),
	PLAIN("feedbackSurveyRate", &rate, ANY, "survey probability"),
	PLAIN("fileCheckpointingEnabled", &shape_flag, ANY, "/rewind snapshots"),
	PLAIN("fileSuggestion", &command, ANY, "@ picker command"),
	QUIET("footerLinksRegexes", &shape_objects, USER, "footer badges"),
	QUIET("forceLoginGatewayUrl", &shape_full_text, MANAGED, "gateway URL"),
	QUIET("forceLoginMethod", &login, ANY, "not documented"),
	{.name = "forceLoginOrgUUID",
		.shape = &organizations,
		.what = "required organization",
		.repair = repair_organizations},
	PLAIN("forceRemoteSettingsRefresh", &shape_flag, MANAGED,
		"start only with fresh remote settings"),
	PLAIN("gatewayInternalNetworks", &shape_texts, MANAGED,
		"networks behind the gateway"),
	PLAIN("gcpAuthRefresh", &shape_text, ANY, "refresh GCP ADC"),
	{.name = "hooks",
		.shape = &shape_object,
		.what = "event to matcher groups",
		.lenient = true,
		.repair = repair_hooks},
	{.name = "httpHookAllowedEnvVars",
		.shape = &shape_texts,
		.what = "env vars usable in http hook headers",
		.bad = BAD_EMPTY,
		.entries = ENTRIES_INDEX,
		.none_is_bad = true,
		.repair = repair_value},
	PLAIN("includeCoAuthoredBy", &shape_flag, ANY, "deprecated by attribution"),
	PLAIN("includeGitInstructions", &shape_flag, ANY, "git prompt section"),
	PLAIN("inputNeededNotifEnabled", &shape_flag, ANY, "push on prompt"),
	LOCK("isolatePeerMachines", "true", ANY, "approve cross-machine messages"),
	QUIET("keybindingFlavor", &flavor, ANY, "not documented"),
	PLAIN("language", &shape_text, ANY, "response language"),
	{.name = "managedMcpServers",
		.shape = &servers,
		.what = "MCP servers delivered by the organization",
		.scope = SCOPE_MANAGED,
		.since = "2.1.259",
		.lenient = true,
		.repair = repair_servers},
	{.name = "managedSourcesBehavior",
		.shape = &behavior,
		.what = "how managed sources combine",
		.scope = SCOPE_MANAGED,
		.since = "2.1.242",
		.repair = repair_value},
	QUIET("maxEffortLevel", &effort, ANY, "highest effort level"),
	PLAIN("minimumVersion", &shape_text, ANY, "update floor"),
	PLAIN("model", &shape_text, ANY, "start model; managed value is a default only"),
	PLAIN("modelOverrides", &shape_text_map, ANY, "map Anthropic ID to provider ID"),
	{.name = "modelPicker",
		.shape = &picker,
		.what = "rows of the model picker",
		.since = "2.1.260",
		.lenient = true,
		.repair = repair_picker},
	PLAIN("modelPricing", &shape_object, MANAGED, "prices shown for models"),
	QUIET("modelSettings", &shape_object, ANY, "settings for each model"),
	PLAIN("otelHeadersHelper", &shape_text, ANY, "OTel headers command"),
	PLAIN("outputStyle", &shape_text, ANY, "output style name"),
	PLAIN("parentSettingsBehavior", &behavior, MANAGED,
		"settings of an embedding host"),
	PLAIN("permissionExplainerEnabled", &shape_anything, ANY, "Ctrl+E explainer"),
	{.name = "permissions",
		.what = "container",
		.bad = BAD_STRICT,
		.null = NULL_SAID,
		.null_rejects = true,
		.members = keys_permissions,
		.open = true,
		.strict = PERMISSIONS_STRICT,
		.repair = repair_permissions},
	PLAIN("plansDirectory", &shape_text, ANY, "plan file dir"),
	PLAIN("pluginConfigs", &plugin_configs, USER, "plugin options"),
	PLAIN("pluginSuggestionMarketplaces", &shape_texts, MANAGED, "who may suggest"),
	PLAIN("pluginTrustMessage", &shape_text, MANAGED, "text in trust warning"),
	{.name = "policyHelper",
		.shape = &helper,
		.what = "program that prints the policy",
		.scope = SCOPE_MANAGED,
		.null = NULL_UNSET,
		.lenient = true,
		.repair = repair_helper},
	PLAIN("prUrlTemplate", &shape_text, ANY, "PR link template"),
	QUIET("preferredNotifChannel", &shape_text, ANY, "not documented"),
	PLAIN("prefersReducedMotion", &shape_flag, ANY, "less animation"),
	PLAIN("prependPlugins", &shape_texts, ANY, "plugins loaded first"),
	PLAIN("processWrapper", &shape_text, USER,
		"launcher prefix for background processes"),
	PLAIN("promptSuggestionEnabled", &shape_flag, ANY, "gray suggestions"),
	PLAIN("proxyAuthHelper", &shape_text, ANY, "command printing proxy credentials"),
	PLAIN("remote", &remote, ANY, "cloud sessions"),
	LOCK("remoteControlAtStartup", "false", ANY, "auto Remote Control"),
	PLAIN("requireCoworkFullVmSandbox", &shape_anything, ANY, "not documented"),
	PLAIN("requiredMaximumVersion", &shape_text, MANAGED,
		"refuse to start above this version"),
	PLAIN("requiredMinimumVersion", &shape_text, MANAGED,
		"refuse to start below this version"),
	PLAIN("respectGitignore", &shape_flag, ANY,
		"@ picker honours .gitignore (not a permission)"),
	PLAIN("respondToBashCommands", &shape_flag, ANY, "reply after ! commands"),
	BLOCK("sandbox", keys_sandbox, true, "container", SANDBOX_STRICT),
	PLAIN("showClearContextOnPlanAccept", &shape_flag, ANY, "plan menu option"),
	PLAIN("showThinkingSummaries", &shape_flag, ANY, "show full thinking summaries"),
	PLAIN("showTurnDuration", &shape_flag, ANY, "turn time line"),
	PLAIN("skillListingBudgetFraction", &fraction, ANY, "skill listing budget"),
	PLAIN("skillListingMaxDescChars", &positive, ANY, "skill description cap"),
	PLAIN("skillOverrides", &overrides, ANY, "not documented"),
	LOCK("skipAutoPermissionPrompt", "false", USER, "hide auto-mode notice"),
	LOCK("skipDangerousModePermissionPrompt", "false", NO_REPOSITORY,
		"hide bypass confirmation"),
	LOCK("skipWebFetchPreflight", "false", ANY, "skip domain safety check"),
	PLAIN("skippedMarketplaces", &shape_anything, ANY, "not documented"),
	PLAIN("skippedPlugins", &shape_anything, ANY, "not documented"),
	QUIET("spellcheck", &shape_object, USER, "prompt spell check"),
	PLAIN("spinnerTipsEnabled", &shape_flag, ANY, "spinner tips"),
	QUIET("spinnerTipsOverride", &shape_object, ANY, "custom tips"),
	PLAIN("spinnerVerbs", &verbs, ANY, "not documented"),
	PLAIN("sshConfigs", &ssh, USER, "Desktop SSH entries"),
	PLAIN("sshHostAllowlist", &shape_anything, MANAGED, "Desktop SSH host allowlist"),
	PLAIN("statusLine", &status_line, ANY, "status line command"),
	{.name = "strictKnownMarketplaces",
		.shape = &sources,
		.what = "marketplace allowlist ([] = none)",
		.scope = SCOPE_MANAGED,
		.bad = BAD_EMPTY,
		.null = NULL_UNSET,
		.entries = ENTRIES_INDEX,
		.repair = repair_value},
	{.name = "strictPluginOnlyCustomization",
		.shape = &surfaces,
		.what = "skills/agents/hooks/mcp only from plugins or",
		.scope = SCOPE_MANAGED,
		.bad = BAD_STRICT,
		.null = NULL_UNSET,
		.lenient = true,
		.strict = "true",
		.repair = repair_surfaces},
	QUIET("subagentStatusLine", &command, ANY, "subagent row command"),
	PLAIN("switchModelsOnFlag", &shape_flag, ANY, "auto-switch model on safety flag"),
	LOCK("syncClaudeAiSkills", "false", NO_REPOSITORY, "claude.ai skill sync"),
	PLAIN("syntaxHighlightingDisabled", &shape_flag, ANY, "no code colours"),
	PLAIN("teammateDefaultModel", &shape_anything, ANY, "removed after 2.1.233"),
	{.name = "teammateMode",
		.shape = &teammates,
		.what = "not documented",
		.lenient = true,
		.repair = repair_value},
	PLAIN("terminalProgressBarEnabled", &shape_flag, ANY, "terminal progress"),
	PLAIN("terminalTitleFromRename", &shape_flag, ANY, "tab title"),
	QUIET("theme", &shape_text, ANY, "not documented"),
	PLAIN("todoFeatureEnabled", &shape_flag, ANY, "task list"),
	PLAIN("tui", &tui, ANY, "not documented"),
	QUIET("ultracode", &shape_flag, ANY, "start with ultracode"),
	LOCK("useAutoModeDuringPlan", "false", NO_REPOSITORY, "false = prompt in plan"),
	PLAIN("verbose", &shape_flag, ANY, "full tool output"),
	QUIET("viewMode", &view, ANY, "not documented"),
	QUIET("vimInsertModeRemaps", &shape_text_map, USER, "jj to Esc"),
	PLAIN("voice", &voice, ANY, "not documented"),
	PLAIN("voiceEnabled", &shape_flag, ANY, "deprecated"),
	PLAIN("wheelScrollAccelerationEnabled", &shape_flag, ANY, "scroll accel"),
	PLAIN("workflowKeywordTriggerEnabled", &shape_flag, ANY, "keyword trigger"),
	PLAIN("workflowSizeGuideline", &size, ANY, "not documented"),
	BLOCK("worktree", keys_worktree, false, "container",
		"{\"bgIsolation\":\"worktree\"}"),
	{.name = "wslInheritsWindowsSettings",
		.shape = &shape_flag,
		.what = "WSL reads the Windows policy",
		.scope = SCOPE_MANAGED,
		.null = NULL_UNSET,
		.null_rejects = true,
		.repair = repair_switch},
};

const size_t n_keys_top = PC_COUNT(keys_top);

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
