/* SPDX-License-Identifier: Apache-2.0 */
/* Every ceiling in one place, each with its reason.  A test stands at each limit and one
 * past it. */
#ifndef PC_BASE_LIMITS_H
#define PC_BASE_LIMITS_H

enum {
	/* A settings document: real ones are under 100 kB; the client itself refuses a
	 * --settings file over 2 MiB. */
	PC_MAX_DOC_SIZE = 8 << 20,
	/* What the client itself reads: a larger settings file it ignores, lists and
	 * objects that lie deeper it drops. */
	PC_CLIENT_MAX_FILE = 2 << 20,
	PC_CLIENT_MAX_DEPTH = 64,
	/* Nesting in JSON and YAML: settings nest 6 deep; readers recurse. */
	PC_MAX_DOC_DEPTH = 512,
	/* TOML is read for files of rules, which nest 3 deep; keys of a table are looked
	 * for one by one. */
	PC_MAX_TOML_DEPTH = 32,
	PC_MAX_TOML_KEYS = 1024,
	/* Nodes in one document: bounds memory at about 100 bytes a node. */
	PC_MAX_DOC_NODES = 1 << 20,
	/* Drop-ins in one managed-settings.d. */
	PC_MAX_FRAGMENTS = 4096,
	/* Rules in one generation. */
	PC_MAX_RULES = 1 << 18,
	/* A command line that is parsed; longer ones are unknowable (ARG_MAX is 2 MiB).
	 */
	PC_MAX_COMMAND_SIZE = 1 << 20,
	/* Nesting of shell constructs; bash itself gives up later, people never get near.
	 */
	PC_MAX_SHELL_DEPTH = 200,
	/* Simple commands in one command line that are looked at one by one. */
	PC_MAX_SHELL_COMMANDS = 4096,
	/* Commands that one xargs, parallel or find is taken apart into; past them its
	 * words are unknown. */
	PC_MAX_CARRIED_RUNS = 24,
	/* Words of a command that starts another one, and words that xargs reads: people
	 * stay below a hundred.  Past them what it starts is unknown. */
	PC_MAX_CARRIED_WORDS = 1 << 13,
	/* Words that one word with braces may become, and work in bytes and steps for all
	 * of what one word becomes; past them nobody can tell. Files named by the hundred
	 * (x{1..500}) are known, {a,b}{a,b}... ends early. */
	PC_MAX_BRACE_WORDS = 1024,
	PC_MAX_WORD_WORK = 1 << 18,
	/* $(...) inside each other whose output is computed: people write two. */
	PC_MAX_OUTPUT_DEPTH = 8,
	/* Findings kept of one run. */
	PC_MAX_DIAGS = 10000,
	/* Calls in the policy tests of one repository, and different people who make
	 * them: each of these wants a policy of its own. */
	PC_MAX_TESTS = 1 << 16,
	PC_MAX_TEST_WHERES = 64,
	/* One line of a --batch: holds a command and its JSON escapes. */
	PC_MAX_REQUEST_SIZE = 16 << 20,
	/* Values in one request: a call has dozens; the client waits for the answer. */
	PC_MAX_REQUEST_NODES = 1 << 17,
	/* What the client takes from a policyHelper. */
	PC_MAX_HELPER_SIZE = 1 << 20,
	/* What one call does: files of one patch, addresses in one prompt.  People look
	 * at fewer, and each is a decision of its own. */
	PC_MAX_CALL_ACTIONS = 256,
	/* A hook's reason: the client cuts texts of hooks at 10,000 characters. */
	PC_MAX_REASON_SIZE = 4000,
	/* An event whose input the log tells the hash of: the client waits for that. */
	PC_MAX_LOGGED_EVENT = 2 << 20,
	/* A command whose programs the decision log names; the answer waits for it. */
	PC_MAX_LOGGED_COMMAND = 64 << 10,
	PC_MAX_LOGGED_PROGRAMS = 32,
	/* Any text of a line in the decision log. */
	PC_MAX_LOGGED_TEXT = 4096,
	/* One file of the decision log, and how many are kept beside it: about a hundred
	 * thousand decisions, until somebody has shipped them. */
	PC_MAX_LOG_SIZE = 8 << 20,
	PC_MAX_OLD_LOGS = 4,
	/* Policy files of one git revision, together: a thousand fragments are 1 MB. */
	PC_MAX_REVISION_SIZE = 64 << 20,
	/* What we remember of one target on a machine: generations of some 400 bytes
	 * each, and as much for each document of others. */
	PC_MAX_STATE_SIZE = 4 << 20,
	/* Generations that are kept to go back to: a few days of changes, 20 MB. */
	PC_MAX_GENERATIONS = 10,
	/* That a commit is held on this machine: its name and a reason. */
	PC_MAX_HOLD_SIZE = 16 << 10,
	/* Removed documents of others whose bytes are kept. */
	PC_MAX_TAKEN = 64,
	/* What is kept of who made a generation and of what. */
	PC_MAX_NOTE = 1024,
	/* Changed decisions that a comparison lists; it counts all of them. */
	PC_MAX_CHANGES = 10000,
	/* Compiled policies that are kept, one for each user and directory, and their
	 * bytes: one of 1,000 rules is 2 MB.  Larger ones are compiled each time. */
	PC_MAX_IMAGES = 64,
	PC_MAX_IMAGE_SIZE = 64 << 20,
	PC_MAX_IMAGES_SIZE = 512 << 20,
	/* Work for one pattern match, in matcher steps; past it the match "gave up". */
	PC_MAX_MATCH_STEPS = 1 << 20,
	/* States of one automaton, and steps of one search over some of them: rules that
	 * people write need a few hundred; past them the analysis "gave up". */
	PC_MAX_AUTO_SIZE = 1 << 14,
	PC_MAX_AUTO_STEPS = 1 << 18,
	/* Work of matching path patterns while single rules are looked at: a second or
	 * so. Thousands of patterns that only differ where no index sees it need more. */
	PC_MAX_LINT_WORK = 1 << 23,
	/* Rules that are tried on others, and steps of searches, when all rules of some
	 * settings are compared: a second or so. */
	PC_MAX_RULE_PAIRS = 1 << 18,
	PC_MAX_RULE_STEPS = 1 << 22,
	/* Steps of the strict profile in one line: commands walked, words judged, rules
	 * read strictly.  A line of 4096 plain commands needs a few for each. */
	PC_MAX_STRICT_STEPS = 1 << 14,
	/* Linux starts no program with a longer argument (MAX_ARG_STRLEN), so the client
	 * cannot run a longer command; nobody has to read it to refuse it. */
	PC_MAX_STRICT_LINE = 1 << 17,
	/* A line longer than this holds texts, not commands: half the work has to do, a
	 * third where it is twice as long, and so on. */
	PC_MAX_STRICT_TYPED = 1 << 15,
	/* Memory of the strict profile for one line, which bounds what copying and
	 * growing texts may cost: a line of 4096 plain commands needs a third. */
	PC_MAX_STRICT_MEMORY = 16 << 20,
	/* A working directory; Linux takes no longer path (PATH_MAX). */
	PC_MAX_STRICT_PATH = 4096,
	/* Scripts in scripts, substitutions and functions that call each other; the walk
	 * recurses. */
	PC_MAX_STRICT_DEPTH = 40,
	/* What commands print to each other and what files of the line hold, together:
	 * scripts that somebody encodes are short. */
	PC_MAX_STRICT_FLOW = 1 << 16,
	/* Symbolic links of one line that lead to each other; people make no chains. */
	PC_MAX_STRICT_LINKS = 4,
	/* Bytes of lines that are known but for names, and are parsed twice: such lines
	 * come from one word of a command. */
	PC_MAX_PLAIN_LINES = 1 << 12,
	/* Path rules that a name known in part is compared with: some 10 us each. */
	PC_MAX_STRICT_SEARCHES = 512,
	/* Outputs of substitutions that are remembered until their word is expanded: a
	 * command has few. */
	PC_MAX_STRICT_OUTPUTS = 16,
	/* Items of an array, arguments of a function, turns of a loop over words. */
	PC_MAX_STRICT_ITEMS = 64,
	/* A commit or tag whose signature is checked: messages are a few kB, and those of
	 * merges that quote tags tens of them. */
	PC_MAX_SIGNED_OBJECT = 1 << 20,
	/* An armored signature: RSA with 16384 bits and a certificate needs 12 kB. */
	PC_MAX_SIGNATURE = 16 << 10,
	/* An allowed signers file: thousands of keys; and its faults that are kept. */
	PC_MAX_SIGNERS_SIZE = 1 << 20,
	PC_MAX_SIGNERS_FAULTS = 100,
	/* Names in one certificate, as OpenSSH has it. */
	PC_MAX_CERT_PRINCIPALS = 256,
	/* Shorter RSA keys are no proof any more; longer ones OpenSSH does not make. */
	PC_MIN_RSA_BITS = 2048,
	PC_MAX_RSA_BITS = 16384,
	/* How long gpg may take; a slow disk and a large keyring need a second. */
	PC_OPENPGP_TIMEOUT_MS = 10000,
	/* What gpg says about one signature: a dozen lines. */
	PC_MAX_OPENPGP_STATUS = 64 << 10,
	/* Automata in one search; the product's states have one number for each. */
	PC_MAX_AUTO_PARTS = 64,
	/* Between the processes of policyd: one packet, which has to fit into a socket's
	 * default buffer; a short text (a path, a reason) and a piece of a file in it. */
	PC_MAX_MESSAGE = 96 << 10,
	PC_MAX_MESSAGE_TEXT = 4096,
	PC_MAX_MESSAGE_BYTES = 64 << 10,
	/* Read of a user's decision logs at a time, so that nobody waits long behind
	 * another: two thousand lines, in one transaction, some 50 ms. */
	PC_MAX_SPOOL_READ = 1 << 20,
	/* One line: all texts of a decision at their ceilings, with escapes. */
	PC_MAX_SPOOL_LINE = 128 << 10,
	/* One file, as hooks may all be writing when it becomes full. */
	PC_MAX_SPOOL_FILE = 2 * PC_MAX_LOG_SIZE,
	/* A file that hooks write to stays when all of it was taken, up to this size:
	 * to make one takes a hook longer than to write a line. */
	PC_MAX_SPOOL_KEPT = 256 << 10,
	/* What one user may hand in, a day: some 200,000 decisions; two a second around
	 * the clock.  More waits, so that nobody can fill the record alone. */
	PC_MAX_USER_DAY = 128 << 20,
	/* The name of a user's directory: more is no name of a spool. */
	PC_MAX_SPOOL_PATH = 4096,
	/* Names in the spool that are looked at in one sweep, and users of a machine. */
	PC_MAX_SPOOL_ENTRIES = 1 << 16,
	PC_MAX_SPOOL_USERS = 4096,
	/* The record as a whole: a million decisions are half of that. */
	PC_MAX_RECORD_SIZE = 1 << 30,
	/* One question at policyd's socket: a few words.  Its answer: the newest rows,
	 * of which a drift may hold a diff of some ten kB. */
	PC_MAX_QUESTION = 4096,
	/* What one fetch may bring: ten years of a policy repository are some MB and
	 * 100,000 objects.  And the memory that taking it apart may need: a small pack
	 * can describe very large objects. */
	PC_MAX_FETCH_SIZE = 64 << 20,
	PC_MAX_FETCH_OBJECTS = 1 << 18,
	PC_MAX_FETCH_MEMORY = 512 << 20,
	/* What a staged revision may be: entries of its policy's trees and how deep they
	 * lie (people need 3), and commits behind it that are looked at. */
	PC_MAX_STAGED_ENTRIES = 1 << 14,
	PC_MAX_STAGED_DEPTH = 16,
	PC_MAX_HISTORY = 1 << 18,
	/* Each fetch adds a pack; past these it is cheaper to fetch all of it anew. */
	PC_MAX_STAGED_PACKS = 64,
	/* A blob of a repository's history: source texts are smaller, and each thread
	 * holds a few of them. */
	PC_MAX_BLOB = 32 << 20,
	/* Paths of one content that are told; trees that are looked at again because they
	 * have another path, and how deep they lie: a tree may hold one tree a thousand
	 * times, and so on below it. */
	PC_MAX_ORIGINS = 16,
	PC_MAX_ORIGIN_VISITS = 1 << 16,
	PC_MAX_ORIGIN_DEPTH = 256,
	/* Keys in the history of one repository, for each thread, every version of a file
	 * counted: lists of test keys have many.  Some 60 bytes each. */
	PC_MAX_HISTORY_FINDS = 1 << 20,
	/* A hook of git's that is a script. */
	PC_MAX_GIT_HOOK = 1 << 20,
	/* What libgit2 keeps of objects that it read, and of packs at a time: trees are
	 * read again and again, blobs once. */
	PC_MAX_GIT_CACHE = 64 << 20,
	PC_MAX_GIT_WINDOW = 16 << 20,
	PC_MAX_GIT_MAPPED = 128 << 20,
	/* Signed tags beside the branch; each one of the same commit is checked. */
	PC_MAX_POLICY_TAGS = 1024,
	PC_MAX_ANSWER = 1 << 20,
	/* A targets.yaml or one override: hundreds of groups are some 20 kB; and its
	 * groups, fragments, pauses. */
	PC_MAX_TARGETS_SIZE = 1 << 20,
	PC_MAX_TARGET_ENTRIES = 1024,
	/* Rings of a rollout: people have three to five. */
	PC_MAX_RINGS = 32,
	/* Files in overrides/: exceptions that are the rule belong into targets.yaml. */
	PC_MAX_OVERRIDES = 1024,
	/* What is still an exception, and no other policy. */
	PC_MAX_OVERRIDE_DAYS = 90,
	/* Commits before the head that are looked at for one that is due: years. */
	PC_MAX_CANDIDATES = 1024,
	/* Heads that were seen at the remote, a line of 70 bytes each. */
	PC_MAX_SEEN_SIZE = 256 << 10,
	/* A label file, a list of users, a machine's id or name. */
	PC_MAX_FACTS_SIZE = 1 << 20,
	/* Rows behind the newest in which the last look at the repository is found. */
	PC_MAX_STATUS_ROWS = 100,
	/* Drift of one path: how long after the last time the same again is counted with
	 * it, in ms; and rows within that time, after which any drift of it is.  Somebody
	 * who changes a file all the time must not push all else out of the record. */
	PC_DRIFT_WINDOW = 10 * 60 * 1000,
	PC_MAX_DRIFT_ROWS = 50,
	/* Drift of one path of ours that is an alert: so often within so long (ms).  Who
	 * edits a file by hand sees after one or two times that it is put back; five
	 * times in ten minutes somebody means it, or a program does.  A package that is
	 * set up again, or a job that runs each hour, shows by the day. */
	PC_TAMPER_TIMES = 5,
	PC_TAMPER_WINDOW = 10 * 60 * 1000,
	PC_TAMPER_DAILY = 20,
	PC_TAMPER_DAY = 24 * 60 * 60 * 1000,
	/* After so long without any the alert is over, in ms: whoever looks at status the
	 * same hour still sees it. */
	PC_TAMPER_CALM = 60 * 60 * 1000,
	/* Findings of one look at the machine, and those of all that status tells: one
	 * for each client or home of a shared machine.  Their texts fit into an answer.
	 */
	PC_MAX_LOOK_FINDINGS = 256,
	PC_MAX_STATUS_FINDINGS = 64,
	/* Keys of one audit of the machine that are told one by one, so that others are
	 * seen beside them, also in a report. */
	PC_MAX_AUDIT_ROWS = 16,
	/* Rows that policyctl log holds while it puts kinds in one order: what the
	 * record keeps of each but decisions. */
	PC_MAX_LOG_ROWS = 10000,
	/* What a client prints when it is asked for its version: one line. */
	PC_MAX_VERSION_TEXT = 4096,
	/* Homes that are looked into: a server of a university; about 10 us each. */
	PC_MAX_HOMES = 1 << 14,
	/* A package.json; that of the client is 2 kB. */
	PC_MAX_PACKAGE_JSON = 64 << 10,
	/* Clients that are asked: one for each user of a shared machine. */
	PC_MAX_CLIENTS = 64,
	/* A report to the hub: usual ones are 3 kB, and a hub gets one of each machine
	 * each hour.  What its lists hold: enough to see what is going on; all of it is
	 * counted. It has to fit into PC_MAX_MESSAGE_BYTES, as the survey in it comes in
	 * a message. */
	PC_MAX_REPORT = 64 << 10,
	PC_MAX_REPORT_DRIFTS = 20,
	PC_MAX_REPORT_RULES = 20,
	PC_MAX_REPORT_REASONS = 20,
	PC_MAX_REPORT_FINDINGS = 20,
	/* Rows behind the newest in which drift and findings are looked for. */
	PC_MAX_REPORT_ROWS = 1000,
	/* Decisions that one report looks at, in a tenth of a second; usual ones have
	 * hundreds.  Of more it only says how many. */
	PC_MAX_REPORT_DECISIONS = 100000,
	/* Reports that wait for the hub: two days of them, an hour apart, with some more
	 * for what happens in between.  And those that it did not want. */
	PC_MAX_QUEUED = 64,
	PC_MAX_QUEUED_SIZE = 1 << 20,
	PC_MAX_REJECTED = 16,
	/* A token for the hub, JWT included. */
	PC_MAX_TOKEN = 4096,
	/* What the hub may say to a report; only its status counts. */
	PC_MAX_HUB_ANSWER = 64 << 10,
	/* Seconds that the hub may make us wait at a time: a day, then it is asked again.
	 */
	PC_MAX_RETRY_AFTER = 24 * 60 * 60,
	/* The head of a request at a loopback port of ours: a client sends 2 kB. */
	PC_MAX_HTTP_HEAD = 64 << 10,
	/* Calls that a probe makes a client try: two thousand rules take a minute. */
	PC_MAX_CANARIES = 4096,
	/* What is kept of an answer to a canary, and of what a client says to its end. */
	PC_MAX_CANARY_TEXT = 240,
	PC_MAX_CLIENT_TALK = 16 << 20,
	/* MCP servers that a probe offers: one for each that rules name. */
	PC_MAX_PROBE_SERVERS = 32,
	/* What a hook answers: a decision and a reason. */
	PC_MAX_HOOK_TALK = 64 << 10,
	/* What two windows of one text share: the longest key, and what stands around it.
	 * A private key of 16384 bits is 13 kB. */
	PC_SECRET_OVERLAP = 16 << 10,
	/* Steps of one pattern on one piece of text: the longest key needs one a byte. */
	PC_MAX_SECRET_STEPS = 1 << 17,
	/* Of a line, before and behind an anchor: what is looked at. */
	PC_MAX_SECRET_LINE = 1024,
	/* Keys of one audit of which providers are asked whether they are alive: more
	 * than that one does not rotate in a day, and each takes half a second. */
	PC_MAX_LIVE_CALLS = 256,
	/* Hits of one text: a file of nothing but keys. */
	PC_MAX_SECRET_HITS = 10000,
	/* Findings of one audit, at some 500 bytes: nobody reads so many one by one. */
	PC_MAX_AUDIT_FINDINGS = 100000,
	/* A report that a later audit is compared with: as many findings, at some 600
	 * bytes and 20 nodes. */
	PC_MAX_REPORT_SIZE = 64 << 20,
	PC_MAX_REPORT_NODES = 1 << 22,
	/* A baseline: as many findings, at some 160 bytes. */
	PC_MAX_BASELINE = 16 << 20,
	/* A document that is looked at as one text, and the structure of which is read:
	 * the settings and manifests of a whole company are below it.  Each thread holds
	 * one. */
	PC_MAX_AUDIT_DOCUMENT = 4 << 20,
	/* Directories within directories that a walk goes down: paths that can be named
	 * end at 2048. */
	PC_MAX_AUDIT_DEPTH = 1000,
	/* Directories that a walk keeps open; more are opened again when needed.  Half of
	 * what a process usually may have open. */
	PC_MAX_AUDIT_OPEN = 512,
	PC_MAX_AUDIT_THREADS = 64,
	/* A .gitignore file: those of large projects have 10 kB and some hundred lines.
	 * And what one pattern may cost with one path, a tenth of a millisecond. */
	PC_MAX_IGNORE_FILE = 1 << 20,
	PC_MAX_IGNORE_RULES = 10000,
	PC_MAX_IGNORE_PATTERN = 1024,
	PC_MAX_IGNORE_STEPS = 50000,
	/* Archives within archives: an image of a container holds compressed layers,
	 * these are archives that hold programs, and these hold libraries. */
	PC_MAX_ARCHIVE_DEPTH = 6,
	/* Members of an archive and of those in it: a kernel has 80,000 files. */
	PC_MAX_ARCHIVE_MEMBERS = 200000,
	/* Megabytes that an archive may unpack to beside four times its own size, which
	 * takes some seconds; and how often its own size after the first 64.  Logs come
	 * to 30 times, nothing to 1000 times. */
	PC_MAX_ARCHIVE_MB = 1024,
	PC_MAX_ARCHIVE_RATIO = 250,
	PC_MAX_ARCHIVE_RATIO_FROM_MB = 64,
	/* What unpacking one 7z archive may take: its dictionary has 64 MB where somebody
	 * asks for the best.  The seconds are those of the processor, and those in which
	 * it says nothing. */
	PC_MAX_UNPACKER_MB = 256,
	PC_MAX_UNPACKER_SECONDS = 30,
	/* What is kept of the line that a key stands in, before and behind it. */
	PC_MAX_AUDIT_LINE = 4096,
	/* Of comments that allow keys, so many in a line are read: each may be held
	 * against every rule, for each key in the line. */
	PC_MAX_AUDIT_ALLOWS = 16,
	/* How deep names of services, containers and variables are looked for: those of a
	 * CronJob stand 12 deep.  And how often a value may be encoded in another. */
	PC_MAX_SHAPE_DEPTH = 64,
	PC_MAX_SHAPE_CODES = 3,
	/* A name that is told, and hits in one value: a document may have one name for
	 * thousands of keys, or one value that holds them. */
	PC_MAX_SHAPE_NAME = 200,
	PC_MAX_SHAPE_HITS = 256,
	/* How far the end of a template ("{{ ... }}") is looked for: people write lines.
	 */
	PC_MAX_SHAPE_TEMPLATE = 4096,
	/* A value in which the place of a key is looked for. */
	PC_MAX_SHAPE_VALUE = 64 << 10,
	/* The environment of one process: Linux takes 6 MB of it and arguments together,
	 * people have 10 kB.  And processes that are named for one variable: children
	 * inherit it by the hundred. */
	PC_MAX_ENVIRON = 2 << 20,
	PC_MAX_AUDIT_PROCESSES = 8,
	/* A file with a private key: one of 16384 bits is 13 kB. */
	PC_MAX_PRIVATE_KEY = 64 << 10,
	/* Rows of a table of models: all providers that others list have 5000 together.
	 * And the name of one: those of clouds, with their account, have 120 bytes. */
	PC_MAX_MODELS = 20000,
	PC_MAX_MODEL_NAME = 256,
	/* Replacements of replacements: in three years one line came to four. */
	PC_MAX_MODEL_CHAIN = 64,
	/* What one source says of models, unpacked and all its pages together: LiteLLM's
	 * map of prices, the largest, has 1.6 MB and grows by half a year by year. */
	PC_MAX_SOURCE_SIZE = 16 << 20,
	/* Values in it, and models: that map has 80,000 values and 3,000 models;
	 * models.dev has as many models, each sold by several. */
	PC_MAX_SOURCE_NODES = 1 << 20,
	PC_MAX_SOURCE_SIGHTINGS = 40000,
	/* A name, a word, an address in it: the longest names have 100 bytes. */
	PC_MAX_SOURCE_NAME = 1024,
	/* A page of models in HTML or Markdown: those that are known have 60 elements
	 * within elements at most, 20,000 in all, 40 tables, 400 rows and 8 columns, and
	 * 30 attributes in one.  libxml2 takes the square of these. */
	PC_MAX_PAGE_ATTRIBUTES = 500,
	PC_MAX_PAGE_DEPTH = 200,
	PC_MAX_PAGE_NODES = 400000,
	PC_MAX_PAGE_BLOCKS = 10000,
	PC_MAX_PAGE_CELLS = 50000,
	PC_MAX_PAGE_COLUMNS = 32,
	PC_MAX_PAGE_CELL = 4096, /* bytes of text */
	PC_MAX_PAGE_SIGHTINGS = 5000,
	/* Branches with proposals that are looked at, and tried as names for a new one:
	 * two a day that nobody merged for half a year. */
	PC_MAX_OFFERS = 400,
	/* What is remembered of who said what of which model: ten sources with all that
	 * they may say.  Past it what others than providers add is not looked at. */
	PC_MAX_ROLL_SIGHTINGS = 400000,
	/* Models that one source which is not official has and no official one, told one
	 * by one in one scan: in life it is one in a week. */
	PC_MAX_RUMOURS = 50,
	/* Days after which it is forgotten what such a source said of a model that it
	 * lists no more. */
	PC_ROLL_FORGET_DAYS = 180,
	/* Pages of one source: a thousand models, a hundred a page, are ten. */
	PC_MAX_SOURCE_PAGES = 32,
	/* What the reader of a scan says to the one that writes it down: of all sources
	 * that are known 2 MB. */
	PC_MAX_READINGS_SIZE = 64 << 20,
	/* Sources of one scan: each is known to the program, so that a policy has no
	 * reason to name more. */
	PC_MAX_SOURCES = 64,
	/* An address of a page that a source itself names. */
	PC_MAX_SOURCE_URL = 2048,
	/* Redirections of one call of a model, one after another: a list that has more is
	 * a circle or nobody can follow it. */
	PC_MAX_MODEL_REDIRECTS = 8,
	/* What a vault answers about one secret: a key or two, and what it knows of them.
	 */
	PC_MAX_VAULT_ANSWER = 64 << 10,
	/* Entries of one list of orchestrator.yaml, and steps of one chain: each entry is
	 * looked for by name, each step may be one attempt more. */
	PC_MAX_ORCH_ENTRIES = 256,
	PC_MAX_CHAIN_STEPS = 16,
	/* A name in it: of a key it is an argument of a program. */
	PC_MAX_ORCH_NAME = 60,
	/* Models that a report tells a machine's settings to name: people have three. */
	PC_MAX_REPORT_MODELS = 32,
	/* One line of a client that works: a file that it read, or a picture, stands in
	 * one of them.  And what stays allocated between two. */
	PC_MAX_CLI_LINE = PC_MAX_DOC_SIZE,
	PC_MAX_CLI_IDLE = 64 << 10,
	/* A name, an id, a reason, the text of an error in it. */
	PC_MAX_CLI_WORD = 1024,
	/* What it says of windows (known: 500 bytes), and of what its rules refused: each
	 * has the whole call in it. */
	PC_MAX_CLI_WINDOW = 4096,
	PC_MAX_CLI_DENIALS = 64 << 10,
	/* Ends of turns of one run, and lines about windows: one each, mostly. */
	PC_MAX_CLI_RESULTS = 64,
	/* Models of one run: the client itself uses three. */
	PC_MAX_CLI_MODELS = 64,
	/* Tokens of one message or run: more than a year of any client; sums of them
	 * stay far from the end of a number. */
	PC_MAX_CLI_TOKENS = 1 << 30,
	PC_MAX_CLI_STATUS = 1000, /* of HTTP */
	/* Everything that a worker prints, its tools' answers included: past it the
	 * worker goes round in a circle. */
	PC_MAX_WORKER_TALK = 256 << 20,
	PC_MAX_WORKER_ERRORS = 8192, /* of its last words */
	/* Of its answer, where nobody says how much is kept. */
	PC_MAX_WORKER_OUTPUT = 1 << 20,
	/* Its arguments: the system takes 128 kB for one. */
	PC_MAX_WORKER_ARGS = 64,
	PC_MAX_WORKER_ARG = 96 << 10,
	/* Files of a job's checkpoint that are looked at, and a word of the job in what
	 * its worker is told. */
	PC_MAX_JOB_FILES = 10000,
	PC_MAX_JOB_WORD = 512,
	/* A prompt: the client takes 10 MB. */
	PC_MAX_WORKER_PROMPT = 10 << 20,
	/* What is looked at of an answer that failed: errors are 1 kB, the last line of a
	 * client holds all that its model said.  And of its message, the sentence that
	 * tells what it is stands first; and of the code or type that is kept, the
	 * longest known has 60 letters. */
	PC_MAX_FAILURE_BODY = 1 << 20,
	PC_MAX_FAILURE_TEXT = 4096,
	PC_MAX_FAILURE_SAID = 96,
	/* Days that anybody can tell us to wait: policy cuts that to hours; this keeps
	 * sums of times far from their end. */
	PC_MAX_WAIT_DAYS = 366,
	/* Connections to providers that are kept for the next request: as many as there
	 * are streams at once, or busy hours open one for each. */
	PC_MAX_STREAM_CONNECTIONS = 512,
	/* What of a request is on its way to a connection: the least that libcurl takes,
	 * as each stream has it. */
	PC_MAX_STREAM_UPLOAD = 16 << 10,
	/* One event of a stream: usual ones are below 1 kB, a large one is a document
	 * that a model quotes at once.  500 streams hold one each. */
	PC_MAX_SSE_EVENT = 1 << 20,
	/* Names of events, models and reasons to stop: foreign words that are kept. */
	PC_MAX_REPLY_WORD = 256,
	/* An answer that is not a stream, errors included. */
	PC_MAX_REPLY_BODY = 8 << 20,
	/* Tokens that a model may answer with, where a job reserved none or more: what
	 * older models can do. */
	PC_MAX_REPLY_TOKENS = 8192,
	/* Tokens that one answer can tell of: eight times the largest context there is.
	 */
	PC_MAX_TOLD_TOKENS = 16 << 20,
	/* The same of a client, which asks again and again for a day. */
	PC_MAX_TOLD_TOKENS_CLIENT = 2000000000,
	/* Variables of a worker's environment: a login shell has 50, one of a build
	 * system some hundreds. */
	PC_MAX_WORKER_VARIABLES = 4096,
	/* What of a process's environment is looked through: the system takes a quarter
	 * of a stack of eight megabytes. */
	PC_MAX_WORKER_ENVIRONMENT = 2 << 20,
	/* Tools that one job is granted: the client has 40 of its own. */
	PC_MAX_JOB_TOOLS = 256,
	/* Nesting of a JSON schema and of what is held against it: those of providers end
	 * at 10.  And comparisons for one output, so that a wide enum over a long list
	 * ends. */
	PC_MAX_SCHEMA_DEPTH = 32,
	PC_MAX_SCHEMA_WORK = 1 << 20,
	/* Keys of an orchestrator that one step of a chain can choose from: ten providers
	 * with a dozen each are a lot. */
	PC_MAX_ORCH_KEYS = 1024,
	/* Windows that are open or remembered: every key with every model of a chain is
	 * some hundred.  Names of models come with jobs, so that there is an end. */
	PC_MAX_WINDOWS = 4096,
	/* Leases that one job may lose one after another: what kills its worker each time
	 * will do so again, and a machine that is restarted every hour takes two days. */
	PC_MAX_LEASE_LOSSES = 50,
	/* A job's texts together: prompts with whole files have some megabytes. */
	PC_MAX_JOB_TEXT = 16 << 20,
	/* The address of a socket: what the system has room for. */
	PC_MAX_SOCKET_PATH = 107,
	/* One question to the orchestrator: a prompt with whole files in it has
	 * megabytes.  And who asks at the same time: every agent of a large machine. */
	PC_MAX_ORCH_QUESTION = 4 << 20,
	PC_MAX_ORCH_CLIENTS = 256,
	/* What one of them has not taken yet; who reads slower is dropped.  An answer
	 * with all of a job's texts has to fit, twice. */
	PC_MAX_ORCH_UNREAD = 2 * (16 << 20),
	/* Files that wait in the orchestrator's spool: one look at them ends. */
	PC_MAX_ORCH_SPOOL = 10000,
	/* Tokens that an attempt may answer with, where its job does not say: of a
	 * request what PC_MAX_REPLY_TOKENS has; of a client, which asks many times, what
	 * twenty of them may take together in five minutes.  And of a text so many bytes
	 * are a token at least: English has four, code three. */
	PC_RESERVED_WORKER_TOKENS = 100000,
	PC_RESERVED_TOKEN_BYTES = 3,
	/* Attempts of a job whose type does not say how many there may be. */
	PC_MAX_JOB_ATTEMPTS = 5,
	/* So many times those may look whether a backend is open again and fail as nobody
	 * knows: an outage is not the job's fault, but a job that nothing can do ends. */
	PC_MAX_UNKNOWN_PROBES = 4,
	/* How often one step of a chain is asked again for one job before the next one
	 * is: a failure that passes is over by then. */
	PC_MAX_STEP_TRIES = 2,
	/* What one failure that nobody has a window for keeps a job from the same again,
	 * ms; and what many do. */
	PC_RETRY_FIRST = 1000,
	PC_RETRY_MOST = 60 * 1000,
	/* How long before its end a login is made new, and how often that is tried while
	 * it fails, ms. */
	PC_RENEW_MARGIN = 10 * 60 * 1000,
	PC_RENEW_EVERY = 60 * 1000,
	/* How long a worker may be gone before its end is asked for, ms: whoever runs it
	 * reads what it has written first. */
	PC_MISSED_WORKER = 30 * 1000,
	/* Kinds of jobs that one turn remembers to be stuck; of the others it looks for a
	 * way each time.  And jobs of which it is remembered from turn to turn what they
	 * reserve and what the gate refused. */
	PC_MAX_KNOWN_STUCK = 512,
	PC_MAX_LEARNED_JOBS = 4096,
	/* Jobs that one turn claims and puts back, because only their texts tell that
	 * there is no room: each is two rows. */
	PC_MAX_PUT_BACK = 256,
	/* Jobs that one sweep forgets: it is one commit, and another one comes soon. */
	PC_MAX_FORGOTTEN_JOBS = 200,
	/* What a reviewer sees of a result, and what a worker sees of what was wrong. */
	PC_MAX_REVIEWED_TEXT = 64 << 10,
	PC_MAX_WRONG_TEXT = 2048,
	/* Jobs that one job waits for. */
	PC_MAX_JOB_NEEDS = 1000,
	/* Jobs of one user that are not at their end, and who is no operator: a batch of
	 * a day.  And what the file system of the queue has left, bytes, when jobs of
	 * others than operators are not taken any more: what is under way has to be
	 * written down. */
	PC_MAX_ORCH_OPEN = 10000,
	PC_LEAST_ORCH_DISK = 256 << 20,
	/* Jobs that come again, of everybody: people have a dozen. */
	PC_MAX_ORCH_SCHEDULES = 1000,
	/* Of the ledger: hours that a job's own row answers for itself after its end, so
	 * that the last two days are exact to the millisecond; jobs that one sweep looks
	 * at, and folds: 10 ms of a turn of the loop, and 4 million jobs a day. */
	PC_LEDGER_OWN_HOURS = 48,
	PC_MAX_LEDGER_LOOK = 2000,
	PC_MAX_LEDGER_FOLD = 500,
	/* What a client keeps of its login: tokens of it and of the servers that it talks
	 * to, some kB each. */
	PC_MAX_LOGIN_FILE = 1 << 20,
	/* What is kept of the words of a program that could not renew a login: people
	 * want to know why, in a line. */
	PC_MAX_RENEW_WORDS = 1024,
};

#endif
