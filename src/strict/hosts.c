/* SPDX-License-Identifier: Apache-2.0 */
/* The hosts that a simple command talks to: of programs of the net by their table
 * (roles.h), of others every word with a scheme, and /dev/tcp/HOST/PORT.
 *
 * A host is handed on as an URL, so that the rules' own reading of URLs sees numbers for
 * addresses, percent signs and letters of other scripts; what is not an URL by itself
 * gets "https://" in front. */
#include "pc/base/limits.h"
#include "roles.h"

/* Parts of one address: proxies have four. */
enum { MAX_PARTS = 8, MAX_LINES = 256 };

struct talk {
	struct walk *walk;
	const struct simple *simple;
	struct pc_arena *arena;
	const struct uses *uses;
};

/* ---- one host --------------------------------------------------------------- */

/* https:/x, which curl and others mend. */
static bool is_short_scheme(struct pc_str text)
{
	size_t colon = pc_str_find(text, ':');
	struct pc_str rest = pc_str_from(text, colon);

	return names_have("http https ftp", pc_str_head(text, colon)) &&
	       pc_str_starts(rest, PC_STR(":/")) && !pc_str_starts(rest, PC_STR("://"));
}

static size_t scheme_end(struct pc_str text)
{
	size_t at = pc_str_find_str(text, PC_STR("://"));

	if (is_short_scheme(text))
		return pc_str_find(text, '/') + 1;
	for (size_t i = 0; i < at && at < text.len; i++) {
		char c = text.ptr[i];

		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
			    (i && ((c >= '0' && c <= '9') || strchr("+-.", c)))))
			return 0;
	}
	return at < text.len && at ? at + 3 : 0;
}

/* scheme and rest as an URL that rules can read: git+ssh://x is https://x to them. */
static struct pc_str as_url(struct pc_arena *arena, struct pc_str rest)
{
	size_t i = 0;

	while (i < rest.len && strchr("/@", rest.ptr[i]))
		i++;
	rest = pc_str_from(rest, i);
	return pc_arena_printf(arena, "https://%.*s", PC_STR_ARG(rest));
}

static void known_host(const struct talk *t, struct pc_str host);

/* [::ffff:1.2.3.4] and [::ffff:102:304] are 1.2.3.4. */
static void mapped_address(const struct talk *t, struct pc_str text)
{
	static const struct pc_str prefix = {"[::ffff:", 8};
	struct pc_str rest = pc_str_head(text, pc_str_find(text, ']'));
	unsigned long pairs[2];
	struct pc_str pair;

	if (!pc_str_eq_nocase(pc_str_head(text, prefix.len), prefix))
		return;
	rest = pc_str_from(rest, prefix.len);
	if (pc_str_find(rest, '.') < rest.len) {
		known_host(t, rest);
		return;
	}
	for (int i = 0; i < 2; i++) {
		pair = pc_str_cut(&rest, ':');
		pairs[i] =
			strtoul(pc_arena_printf(t->arena, "%.*s", PC_STR_ARG(pair)).ptr,
				NULL, 16);
	}
	known_host(t, pc_arena_printf(t->arena, "%lu.%lu.%lu.%lu", pairs[0] >> 8 & 255,
			      pairs[0] & 255, pairs[1] >> 8 & 255, pairs[1] & 255));
}

static void talks_to(const struct talk *t, const struct field *f, size_t skip)
{
	struct field out = field_behind(f, skip);

	if (!f->text.len || f->text.len == skip)
		return;
	mapped_address(t, out.text);
	out.text = as_url(t->arena, out.text);
	if (out.kind == FIELD_UNKNOWN && out.begins.len)
		out.begins = as_url(t->arena, out.begins);
	implies_host(t->walk, t->simple, &out, "talks to");
}

static void known_host(const struct talk *t, struct pc_str host)
{
	struct field f = field_known(host);

	talks_to(t, &f, 0);
}

/* curl takes https://evi[k-m].example/ for three hosts. */
static bool ranges(const struct talk *t, struct pc_str host)
{
	size_t open = pc_str_find(host, '[');
	char from, to;

	if (!host.ptr || host.len < open + 5 || host.ptr[open + 2] != '-' ||
		host.ptr[open + 4] != ']')
		return false;
	from = host.ptr[open + 1];
	to = host.ptr[open + 3];
	for (char c = from; c <= to && c > 0; c++)
		known_host(t, pc_arena_printf(t->arena, "%.*s%c%.*s",
				      PC_STR_ARG(pc_str_head(host, open)), c,
				      PC_STR_ARG(pc_str_from(host, open + 5))));
	return true;
}

/* curl takes https://{a,b}/ for two hosts. */
static bool alternatives(const struct talk *t, struct pc_str host)
{
	size_t open = pc_str_find(host, '{');
	size_t close = pc_str_find(host, '}');
	struct pc_str rest;

	if (open >= close || close == host.len || pc_str_find(host, '/') < open)
		return false;
	rest = pc_str_head(pc_str_from(host, open + 1), close - open - 1);
	while (rest.ptr) {
		struct pc_str one = pc_str_cut(&rest, ',');

		known_host(
			t, pc_arena_printf(t->arena, "%.*s%.*s%.*s",
				   PC_STR_ARG(pc_str_head(host, open)), PC_STR_ARG(one),
				   PC_STR_ARG(pc_str_from(host, close + 1))));
	}
	return true;
}

static void url(const struct talk *t, const struct use *use)
{
	struct pc_str start =
		use->value.kind == FIELD_UNKNOWN ? use->value.begins : use->value.text;
	size_t skip = scheme_end(start);

	if (use->value.kind != FIELD_KNOWN ||
		!(alternatives(t, pc_str_from(start, skip)) ||
			ranges(t, pc_str_from(start, skip))))
		talks_to(t, &use->value, skip);
}

static void anywhere(const struct talk *t, const struct use *use);

/* host:path and user@host:path, but not ./a:b. */
static size_t remote_colon(struct pc_str text)
{
	size_t colon = pc_str_find(text, ':');

	if (text.len && text.ptr[0] == '[')
		colon = pc_str_find(text, ']') + 1;
	return colon < text.len && pc_str_find(text, '/') > colon ? colon : text.len;
}

static void remote_path(const struct talk *t, const struct use *use)
{
	struct pc_str text = use->value.text;
	size_t colon = remote_colon(text);

	if (scheme_end(text)) {
		url(t, use);
	} else if (pc_str_starts(text, PC_STR(":"))) { /* :sftp,host=x: of rclone */
		anywhere(t, use);
	} else if (pc_str_starts(text, PC_STR("//"))) { /* a share of windows */
		known_host(t, pc_str_from(text, 2));
	} else if (use->value.kind == FIELD_UNKNOWN) {
		struct pc_str begins = use->value.begins;

		if (!begins.len || remote_colon(begins) < begins.len)
			talks_to(t, &use->value, 0);
	} else if (colon < text.len) {
		known_host(t, pc_str_head(text, colon));
	}
}

/* host and host:path are both remote. */
static void remote_host(const struct talk *t, const struct use *use)
{
	struct pc_str text = use->value.text;

	if (use->value.kind == FIELD_KNOWN && !scheme_end(text))
		known_host(t, pc_str_head(text, remote_colon(text)));
	else
		url(t, use);
}

/* HostName=x, "ProxyJump x": options of ssh that say where it goes. */
static void ssh_option(const struct talk *t, const struct use *use)
{
	static const char *const names[] = {"hostname", "proxyjump"};
	struct pc_str text = pc_str_trim(use->value.text);
	size_t end = 0;

	while (end < text.len && !strchr("= \t", text.ptr[end]))
		end++;
	for (size_t i = 0; i < PC_COUNT(names); i++) {
		struct pc_str value = pc_str_from(text, end);

		while (value.len && strchr("= \t", value.ptr[0]))
			value = pc_str_from(value, 1);
		if (pc_str_eq_nocase(pc_str_head(text, end), pc_str(names[i])))
			known_host(t, value);
	}
}

/* HOST:PORT:HOST:PORT */
static void mapped(const struct talk *t, const struct use *use)
{
	struct pc_str rest = use->value.text;

	for (int i = 0; rest.ptr && i < MAX_PARTS; i++) {
		struct pc_str piece = pc_str_cut(&rest, ':');

		if (piece.len > 3)
			known_host(t, piece);
	}
}

/* Host: x as a header. */
static void header(const struct talk *t, const struct use *use)
{
	static const struct pc_str name = {"host:", 5};
	struct pc_str text = use->value.text;

	if (!pc_str_eq_nocase(pc_str_head(text, name.len), name))
		return;
	known_host(t, pc_str_trim(pc_str_from(text, name.len)));
}

/* TCP:host:port, OPENSSL:host:port, PROXY:proxy:host:port of socat. */
static void socket_address(const struct talk *t, const struct use *use)
{
	static const char nets[] = "TCP TCP4 TCP6 UDP UDP4 UDP6 OPENSSL SSL PROXY SOCKS4 "
				   "SOCKS4A SOCKS5 SCTP TCP-CONNECT UDP-CONNECT "
				   "OPENSSL-CONNECT UDP-SENDTO UDP-DATAGRAM SOCKS "
				   "PROXY-CONNECT DCCP WEBSOCKET";
	char name[24];
	struct pc_str rest = use->value.text;
	struct pc_str kind = pc_str_cut(&rest, ':');

	if (use->value.kind == FIELD_UNKNOWN && !use->value.begins.len) {
		talks_to(t, &use->value, 0);
		return;
	}
	for (size_t i = 0; i < kind.len && i < sizeof(name); i++)
		name[i] = (char)(kind.ptr[i] &
				 ~('a' <= kind.ptr[i] && kind.ptr[i] <= 'z' ? 32 : 0));
	if (kind.len > sizeof(name) || !names_have(nets, (struct pc_str){name, kind.len}))
		return;
	for (int i = 0; rest.ptr && i < MAX_PARTS; i++) {
		struct pc_str piece = pc_str_cut(&rest, ':');

		if (piece.len > 2)
			known_host(t, pc_str_head(piece, pc_str_find(piece, ',')));
	}
}

/* The registry of an image, where it names one: host.tld/x, host:5000/x. */
static void image(const struct talk *t, const struct use *use)
{
	struct pc_str text = pc_str_from(use->value.text, scheme_end(use->value.text));
	struct pc_str host = pc_str_head(text, pc_str_find(text, '/'));

	if (pc_str_find(host, '.') < host.len || pc_str_find(host, ':') < host.len)
		known_host(t, host);
}

/* go mod init names a module of one's own; the other commands fetch. */
static void module(const struct talk *t, const struct use *use)
{
	const struct fields *words = t->simple->words;

	if (words->count < 3 || !pc_str_is(words->items[2].text, "init"))
		image(t, use);
}

/* http [METHOD] URL [items] */
static void http_item(const struct talk *t, const struct use *use)
{
	struct pc_str text = use->value.text;
	size_t upper = 0;

	while (upper < text.len && text.ptr[upper] >= 'A' && text.ptr[upper] <= 'Z')
		upper++;
	if (scheme_end(text) || (upper < text.len && pc_str_find(text, '=') == text.len &&
					pc_str_find(text, '@') == text.len))
		url(t, use);
}

/* ---- words of programs that are no net's ------------------------------------- */

/* scheme://host anywhere in a word. */
static bool with_scheme(const struct talk *t, const struct use *use)
{
	struct field f = use->value;
	size_t at = pc_str_find_str(f.text, PC_STR("://"));
	size_t end = at;

	if (at == f.text.len)
		return false;
	if (pc_str_starts(pc_str_head(f.text, at + 3), PC_STR("file://")))
		return true;
	while (end < f.text.len && !strchr(" \t\n\"'", f.text.ptr[end]))
		end++;
	if (f.kind == FIELD_KNOWN)
		f.text = pc_str_head(f.text, end);
	talks_to(t, &f, at + 3);
	return true;
}

/* host, host:port */
static bool is_bare_host(struct pc_str text, bool *has_port)
{
	size_t colon = pc_str_find(text, ':');
	struct pc_str port = pc_str_from(text, colon + 1);
	struct pc_str host = pc_str_head(text, colon);

	*has_port = port.len != 0;
	for (size_t i = 0; i < port.len; i++) {
		if (port.ptr[i] < '0' || port.ptr[i] > '9')
			return false;
	}
	for (size_t i = 0; i < host.len; i++) {
		if (strchr("/ @\n\t", host.ptr[i]))
			return false;
	}
	return pc_str_find(host, '.') < host.len;
}

/* Options that say which hosts are none of it. */
static bool leaves_out(struct pc_str option)
{
	static const char *const parts[] = {"exclu", "no", "except", "ignore", "skip",
		"block", "deny", "reject", "filter", "grep", "message", "title"};

	for (size_t i = 0; i < PC_COUNT(parts); i++) {
		if (pc_str_find_str(option, pc_str(parts[i])) < option.len)
			return true;
	}
	return false;
}

/* The first word may be an image, and what follows it the command in it. */
static bool is_image_guess(const struct talk *t)
{
	return t->simple->how &&
	       names_have("docker podman nerdctl", pc_str(t->simple->how));
}

/* host:port, name=host, name=host/path; of programs that nobody knows, and as the value
 * of an option, a host by itself, in a list, and user@host, too. */
static void loose_host(const struct talk *t, const struct use *use)
{
	bool any = use->option.len || (!t->uses->program && !is_image_guess(t)), has_port;
	struct pc_str rest = use->value.text;

	if (leaves_out(use->option) || pc_str_find(rest, ' ') < rest.len)
		return;
	for (int i = 0; rest.ptr && i < MAX_PARTS; i++) {
		struct pc_str piece = pc_str_cut(&rest, ',');
		struct pc_str name = pc_str_head(piece, pc_str_find(piece, '='));
		struct pc_str value = pc_str_from(piece, name.len + 1);
		size_t at = pc_str_find(piece, '@');

		if (value.len && !leaves_out(name))
			known_host(t, pc_str_head(value, remote_colon(value)));
		else if (is_bare_host(piece, &has_port) && (any || has_port))
			known_host(t, piece);
		else if (any && at < piece.len &&
			 is_bare_host(pc_str_from(piece, at + 1), &has_port))
			known_host(t, pc_str_from(piece, at + 1));
	}
}

static void unknown_word(const struct talk *t, const struct use *use)
{
	struct pc_str text = use->value.text;
	size_t name = pc_str_find(text, '@');

	if (with_scheme(t, use) || use->value.kind != FIELD_KNOWN)
		return;
	loose_host(t, use);
	if (name && name < text.len && remote_colon(text) < text.len &&
		remote_colon(text) > name && pc_str_find(text, ' ') == text.len)
		known_host(t, pc_str_head(text, remote_colon(text)));
}

/* An URL where a file could stand. */
static void file_or_url(const struct talk *t, const struct use *use)
{
	if (scheme_end(use->value.text))
		(void)with_scheme(t, use);
}

/* NAME=value: an URL, or a host where the name says so. */
static void setting(const struct talk *t, const struct use *use)
{
	static const char *const parts[] = {"proxy", "host", "server", "endpoint",
		"registry", "addr", "PROXY", "HOST", "SERVER", "ENDPOINT", "ADDR"};
	struct pc_str text = use->value.text;
	struct pc_str name = pc_str_head(text, pc_str_find(text, '='));
	struct pc_str value = pc_str_from(text, name.len + 1);

	if (with_scheme(t, use) || leaves_out(name))
		return;
	for (size_t i = 0; value.len && i < PC_COUNT(parts); i++) {
		if (pc_str_find_str(name, pc_str(parts[i])) < name.len)
			known_host(t, value);
	}
}

/* Wherever a host may stand in a text that says what to connect to. */
static void anywhere(const struct talk *t, const struct use *use)
{
	static const char ends[] = " ,;=@/:+'\"()[]?&";
	struct pc_str text = use->value.text;
	size_t from = 0;

	if (use->value.kind != FIELD_KNOWN || scheme_end(text))
		url(t, use);
	if (use->value.kind != FIELD_KNOWN ||
		(scheme_end(text) && pc_str_find(text, ',') == text.len))
		return;
	for (size_t i = 0; i <= text.len; i++) {
		struct pc_str piece = pc_str_from(pc_str_head(text, i), from);

		if (i < text.len && !strchr(ends, text.ptr[i]))
			continue;
		from = i + 1;
		if (pc_str_find(piece, '.') < piece.len)
			known_host(t, piece);
	}
}

/* A name that is looked up: whoever answers for a domain sees what is asked of it. */
static void looked_up(const struct talk *t, const struct use *use)
{
	struct pc_str text = use->value.text;

	url(t, use);
	if (use->value.kind != FIELD_KNOWN || scheme_end(text))
		return;
	for (int i = 0; i < MAX_PARTS; i++) {
		text = pc_str_from(text, pc_str_find(text, '.') + 1);
		if (pc_str_find(text, '.') >= text.len)
			return;
		known_host(t, text);
	}
}

static const struct {
	char role;
	void (*report)(const struct talk *t, const struct use *use);
} roles[] = {
	{'u', url},
	{'h', url},
	{'s', remote_path},
	{'S', remote_path},
	{'y', mapped},
	{'H', remote_host},
	{'o', ssh_option},
	{'d', header},
	{'a', socket_address},
	{'i', image},
	{'q', http_item},
	{'?', unknown_word},
	{'r', file_or_url},
	{'w', file_or_url},
	{'b', file_or_url},
	{'g', file_or_url},
	{'e', setting},
	{'x', setting},
	{'U', url},
	{'J', image},
	{'m', module},
	{'N', anywhere},
	{'n', looked_up},
};

static void report(const struct talk *t, const struct use *use)
{
	for (size_t i = 0; i < PC_COUNT(roles); i++) {
		if (roles[i].role == use->role)
			roles[i].report(t, use);
	}
}

/* ---- what is not among the words ---------------------------------------------- */

/* Every URL in a text that a program reads URLs from: curl -K -, wget -i -. */
static void urls_in(const struct talk *t, struct pc_str text)
{
	while (text.len) {
		size_t at = pc_str_find_str(text, PC_STR("://"));
		size_t end = 0;

		if (at == text.len)
			return;
		text = pc_str_from(text, at + 3);
		while (end < text.len && !strchr(" \t\r\n\"'", text.ptr[end]))
			end++;
		known_host(t, pc_str_head(text, end));
		text = pc_str_from(text, end);
	}
}

/* A line of a configuration of curl (url = "x"), or of a list of URLs. */
static void listed_line(const struct talk *t, struct pc_str line)
{
	struct field f;

	line = pc_str_trim(line);
	while (line.len && strchr("-\"'", line.ptr[0]))
		line = pc_str_from(line, 1);
	if (pc_str_starts(line, PC_STR("url")) || pc_str_starts(line, PC_STR("proxy")))
		line = pc_str_from(line, pc_str_starts(line, PC_STR("url")) ? 3 : 5);
	while (line.len && strchr(" =:\"'\t", line.ptr[0]))
		line = pc_str_from(line, 1);
	while (line.len && strchr("\"' \t\r", line.ptr[line.len - 1]))
		line.len--;
	f = field_known(line);
	if (line.len && pc_str_find(line, ' ') == line.len)
		talks_to(t, &f, scheme_end(line));
}

static void listed(const struct talk *t)
{
	static const char options[] = "-K --config -i --input-file";

	for (size_t i = 0; i < t->uses->count; i++) {
		const struct use *use = &t->uses->items[i];
		struct pc_str text, rest;

		if (use->role != 'r' || !names_have(options, use->option))
			continue;
		if (pc_str_is(use->value.text, "-"))
			text = t->simple->input;
		else if (!walk_content(&text, t->walk, t->simple, use->value.text))
			continue;
		urls_in(t, text);
		rest = text;
		for (int n = 0; rest.ptr && n < MAX_LINES; n++)
			listed_line(t, pc_str_cut(&rest, '\n'));
	}
}

/* Variables that tell programs where to go. */
static const struct told {
	const char *programs, *names;
} told[] = {
	{"curl wget wget2 git pip pip3 npm yarn pnpm http https aria2c python "
	 "python3 "
	 "node cargo go docker gh apt apt-get",
		"http_proxy https_proxy all_proxy ftp_proxy HTTP_PROXY "
		"HTTPS_PROXY "
		"ALL_PROXY FTP_PROXY"},
	{"docker docker-compose podman", "DOCKER_HOST CONTAINER_HOST"},
	{"psql pg_dump pg_restore createdb dropdb", "PGHOST PGHOSTADDR"},
	{"pip pip3", "PIP_INDEX_URL PIP_EXTRA_INDEX_URL"},
	{"npm yarn pnpm npx", "npm_config_registry NPM_CONFIG_REGISTRY"},
	{"go", "GOPROXY"},
	{"gh", "GH_HOST"},
	{"aws", "AWS_ENDPOINT_URL AWS_ENDPOINT_URL_S3"},
	{"vault", "VAULT_ADDR"},
	{"consul", "CONSUL_HTTP_ADDR"},
	{"etcdctl", "ETCDCTL_ENDPOINTS"},
	{"mysql", "MYSQL_HOST"},
	{"uv", "UV_INDEX_URL UV_DEFAULT_INDEX"},
};

static const struct known_table told_table = KNOWN_TABLE(told);

static void environment(const struct talk *t)
{
	static const struct known_table *const tables[] = {&told_table};
	static struct known_tables known = KNOWN_IN(tables);
	struct pc_str program = simple_program(t->simple);
	const struct told *row = NULL;

	while ((row = known_row(&known, program, row)) != NULL) {
		struct pc_str rest = pc_str(row->names);

		while (rest.ptr) {
			struct use use = {.role = 'u'};
			struct pc_str name = pc_str_cut(&rest, ' ');

			if (scope_variable(&use.value.text, t->simple->scope, name))
				url(t, &use);
		}
	}
}

/* env NAME=value: for whatever it starts. */
static void assigned(const struct talk *t)
{
	const struct fields *words = t->simple->words;
	struct use use = {.role = 'e'};

	if (!words || !names_have("env sudo", simple_program(t->simple)))
		return;
	for (size_t i = 1; i < words->count; i++) {
		use.value = words->items[i];
		if (use.value.kind == FIELD_KNOWN &&
			pc_str_find(use.value.text, '=') <
				pc_str_find(use.value.text, ' '))
			setting(t, &use);
	}
}

/* ---- addresses that the shell itself opens ------------------------------------ */

static void redirections(const struct talk *t)
{
	for (const struct pc_sh_redir *r = t->simple->redirs; r; r = r->next) {
		struct fields targets = {0};

		if (r->op == PC_SH_REDIR_HEREDOC || r->op == PC_SH_REDIR_STRING)
			continue;
		values_of(&targets, t->arena, t->simple->scope, &r->target);
		for (size_t i = 0; i < targets.count; i++) {
			static const struct pc_str tcp = {"/dev/tcp/", 9};
			struct field *f = &targets.items[i];
			struct pc_str start =
				f->kind == FIELD_UNKNOWN ? f->begins : f->text;

			if (!pc_str_starts(start, tcp) &&
				!pc_str_starts(start, PC_STR("/dev/udp/")))
				continue;
			talks_to(t, f, tcp.len);
		}
	}
}

void hosts_of(struct walk *walk, const struct simple *simple)
{
	const struct uses *uses = simple->uses;
	struct talk t = {walk, simple, walk_arena(walk), uses};

	redirections(&t);
	listed(&t);
	environment(&t);
	assigned(&t);
	for (size_t i = 0; i < uses->count && i < PC_MAX_SHELL_COMMANDS; i++)
		report(&t, &uses->items[i]);
	if (uses->count > PC_MAX_SHELL_COMMANDS)
		implies_unknown(walk, simple, UNKNOWN_HOST, "many words");
}
