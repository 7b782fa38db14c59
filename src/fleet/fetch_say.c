/* SPDX-License-Identifier: Apache-2.0 */
/* What libgit2 complains about, as an outcome and a line that says what to do.  Names and
 * passwords that stand in the remote's address are in no such line. */
#include "fetch_priv.h"

static const char *const outcome_names[] = {
	[PC_FETCH_SAME] = "same",
	[PC_FETCH_NEW] = "new",
	[PC_FETCH_OFFLINE] = "offline",
	[PC_FETCH_REFUSED] = "refused",
	[PC_FETCH_FAILED] = "failed",
};

const char *pc_fetch_outcome_name(enum pc_fetch_outcome outcome)
{
	return outcome_names[outcome];
}

/* ---- addresses ------------------------------------------------------------ */

enum remote_kind remote_kind(struct pc_str remote)
{
	static const struct {
		const char *begins;
		enum remote_kind kind;
	} kinds[] = {
		{"https://", REMOTE_HTTPS},
		{"ssh://", REMOTE_SSH},
		{"file://", REMOTE_FILE},
		{"/", REMOTE_FILE},
	};
	size_t colon = pc_str_find(remote, ':');

	for (size_t i = 0; i < PC_COUNT(kinds); i++) {
		if (pc_str_starts(remote, pc_str(kinds[i].begins)))
			return kinds[i].kind;
	}
	/* "host:path", but nothing with another scheme. */
	if (colon > 0 && colon < remote.len &&
		pc_str_find_str(remote, PC_STR("://")) == remote.len &&
		pc_str_find(pc_str_head(remote, colon), '/') == colon)
		return REMOTE_SSH;
	return REMOTE_NONE;
}

/* What stands before the '@' of an address, with the place where it begins. */
static struct pc_str user_in(struct pc_str remote)
{
	size_t scheme = pc_str_find_str(remote, PC_STR("://"));
	struct pc_str rest = scheme < remote.len ? pc_str_from(remote, scheme + 3)
						 : (struct pc_str){0};
	struct pc_str host = pc_str_head(rest, pc_str_find(rest, '/'));
	size_t at = pc_str_rfind(host, '@');

	return at < host.len ? pc_str_head(host, at) : (struct pc_str){0};
}

struct pc_str pc_remote_shown(struct pc_arena *arena, struct pc_str remote)
{
	struct pc_str user = user_in(remote);
	size_t before = user.ptr ? (size_t)(user.ptr - remote.ptr) : 0;

	if (!user.ptr)
		return pc_arena_str(arena, remote);
	/* With ssh the name says which account is meant, and is no secret. */
	if (remote_kind(remote) == REMOTE_SSH)
		user = pc_str_head(user, pc_str_find(user, ':'));
	else
		user.len = 0;
	return pc_arena_printf(arena, "%.*s%.*s%s%.*s", (int)before, remote.ptr,
		PC_STR_ARG(user), user.len ? "@" : "",
		PC_STR_ARG(pc_str_from(remote, before + user_in(remote).len + 1)));
}

/* ---- complaints ----------------------------------------------------------- */

static const char broken[] = "what it sent is broken";

static const struct complaint {
	int class; /* of git_error_t; GIT_ERROR_NONE: any */
	int code;  /* 0: any */
	const char *has;
	enum pc_fetch_outcome outcome;
	const char *advice;
} complaints[] = {
	{GIT_ERROR_NONE, GIT_ECERTIFICATE, "", PC_FETCH_REFUSED,
		"its certificate or host key is not one that we know"},
	{GIT_ERROR_NONE, GIT_EAUTH, "", PC_FETCH_REFUSED,
		"it does not let us in: look at the key or the address"},
	{GIT_ERROR_NONE, 0, "failed to connect", PC_FETCH_OFFLINE,
		"it cannot be reached: is the network up, and a proxy needed?"},
	{GIT_ERROR_NONE, 0, "failed to resolve address", PC_FETCH_OFFLINE,
		"its name is not known: is the network up, and the address right?"},
	{GIT_ERROR_NONE, 0, "does not appear to be a git repository", PC_FETCH_REFUSED,
		"there is no repository for us at that address"},
	{GIT_ERROR_NONE, 0, "redirect", PC_FETCH_REFUSED,
		"it sends us to another host: name that one as 'remote'"},
	{GIT_ERROR_HTTP, 0, "status code: 4", PC_FETCH_REFUSED,
		"there is no repository for us at that address"},
	{GIT_ERROR_SSL, 0, "", PC_FETCH_REFUSED,
		"no safe connection came about: look at its certificate and the clock"},
	{GIT_ERROR_INDEXER, 0, "", PC_FETCH_REFUSED, broken},
	{GIT_ERROR_ZLIB, 0, "", PC_FETCH_REFUSED, broken},
	{GIT_ERROR_ODB, 0, "", PC_FETCH_REFUSED, broken},
	{GIT_ERROR_OBJECT, 0, "", PC_FETCH_REFUSED, broken},
	{GIT_ERROR_SSH, 0, "authenticat", PC_FETCH_REFUSED,
		"it does not take the key: an ed25519 key works everywhere"},
	{GIT_ERROR_NET, 0, "", PC_FETCH_OFFLINE, "the connection broke off"},
	{GIT_ERROR_HTTP, 0, "", PC_FETCH_OFFLINE, "it has a fault of its own"},
	{GIT_ERROR_SSH, 0, "", PC_FETCH_OFFLINE, "the connection broke off"},
	{GIT_ERROR_NOMEMORY, 0, "", PC_FETCH_REFUSED,
		"what it sent needs more memory than a policy repository may"},
};

static const struct complaint *find_complaint(const git_error *error, int code)
{
	for (size_t i = 0; i < PC_COUNT(complaints); i++) {
		const struct complaint *it = &complaints[i];
		struct pc_str text = pc_str(error ? error->message : "");

		if ((it->class == GIT_ERROR_NONE ||
			    (error && error->klass == it->class)) &&
			(it->code == 0 || it->code == code) &&
			(*it->has == '\0' ||
				pc_str_find_str(text, pc_str(it->has)) < text.len))
			return it;
	}
	return NULL;
}

bool fetch_was_broken(int code)
{
	const struct complaint *it = find_complaint(git_error_last(), code);

	return it && it->advice == broken;
}

/* libgit2's own words, unless they hold what nobody is to see. */
static const char *safe_words(const struct pc_fetch_wish *wish, const char *words)
{
	const struct pc_str texts[] = {wish->remote, wish->proxy};

	for (size_t i = 0; i < PC_COUNT(texts); i++) {
		struct pc_str user = user_in(texts[i]);
		struct pc_str password = pc_str_from(user, pc_str_find(user, ':') + 1);
		struct pc_str text = pc_str(words);

		if ((user.len && pc_str_find_str(text, user) < text.len) ||
			(password.len && pc_str_find_str(text, password) < text.len))
			return "the message names a password";
	}
	return words;
}

void fetch_say(struct pc_fetched *out, const struct pc_fetch_wish *wish, int code,
	const struct fetch_end *end)
{
	const git_error *error = git_error_last();
	const struct complaint *it = find_complaint(error, code);
	const char *words = safe_words(wish, git_complaint());

	out->commit[0] = '\0';
	if (end->why.text[0]) {
		out->outcome = end->outcome;
		out->why = end->why;
		return;
	}
	if (!it && remote_kind(wish->remote) == REMOTE_FILE && code == GIT_ENOTFOUND) {
		out->outcome = PC_FETCH_OFFLINE;
		pc_err_set(&out->why, PC_ERR_ABSENT, (struct pc_span){0},
			"there is no repository at the configured path: %s", words);
		return;
	}
	out->outcome = it ? it->outcome : PC_FETCH_FAILED;
	pc_err_set(&out->why, PC_ERR_SYSTEM, (struct pc_span){0}, "%s (%s)",
		it ? it->advice : "fetching failed", words);
}
