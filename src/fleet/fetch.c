/* SPDX-License-Identifier: Apache-2.0 */
/* One fetch: connect, see what the remote has, take it if it is something else than what
 * is staged.  The connection's own trust (certificates, host keys) is decided here; that
 * of what comes, in stage.c. */
#include <fcntl.h>
#include <stdlib.h>
#include <time.h>

#include "fetch_priv.h"
#include "pc/base/base64.h"
#include "pc/base/fs.h"
#include "pc/base/limits.h"
#include "seen.h"

struct fetch {
	const struct pc_fetch_wish *wish;
	struct pc_fetched *out;
	struct pc_arena arena;
	struct staging staging;
	git_remote *remote;
	struct fetch_end end;
	int64_t until; /* of the clock that never turns back; 0: any time */
	bool asked_for_key;
};

static int64_t now_ms(void)
{
	enum { PER_SECOND = 1000, PER_MILLI = 1000000 };
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * PER_SECOND + now.tv_nsec / PER_MILLI;
}

/* ---- what libgit2 asks us -------------------------------------------------- */

#define END(fetch, how, ...)                                                             \
	((fetch)->end.outcome = (how),                                                   \
		pc_err_set(&(fetch)->end.why, PC_ERR_LIMIT, (struct pc_span){0},         \
			__VA_ARGS__),                                                    \
		GIT_EUSER)

static int on_progress(const git_indexer_progress *progress, void *payload)
{
	struct fetch *fetch = payload;

	fetch->out->n_bytes = progress->received_bytes;
	fetch->out->n_objects = progress->received_objects;
	if (progress->received_bytes > PC_MAX_FETCH_SIZE)
		return END(fetch, PC_FETCH_REFUSED,
			"the remote sends more than %d bytes: large files have no place "
			"in a policy repository",
			PC_MAX_FETCH_SIZE);
	if (progress->total_objects > PC_MAX_FETCH_OBJECTS)
		return END(fetch, PC_FETCH_REFUSED,
			"the remote sends more than %d objects: this is no policy "
			"repository",
			PC_MAX_FETCH_OBJECTS);
	if (fetch->until && now_ms() > fetch->until)
		return END(fetch, PC_FETCH_OFFLINE,
			"the remote was too slow: it did not send all of it within %lld "
			"s",
			(long long)(fetch->wish->deadline / 1000));
	return 0;
}

static int on_text(const char *text, int len, void *payload)
{
	(void)text;
	(void)len;
	(void)payload;
	return 0; /* what a remote says to people stays with it */
}

static int on_credentials(git_credential **out, const char *url, const char *user,
	unsigned allowed, void *payload)
{
	struct fetch *fetch = payload;
	const struct pc_fetch_wish *wish = fetch->wish;

	(void)url;
	if (allowed & GIT_CREDENTIAL_USERNAME)
		return git_credential_username_new(out, "git");
	if (!(allowed & GIT_CREDENTIAL_SSH_KEY))
		return END(fetch, PC_FETCH_REFUSED,
			"the remote wants a name and a password, and not those of the "
			"configured address");
	if (wish->ssh_key.len == 0)
		return END(fetch, PC_FETCH_REFUSED,
			"the remote wants a key: name the file of one that it knows as "
			"'ssh-key'");
	if (fetch->asked_for_key)
		return END(fetch, PC_FETCH_REFUSED,
			"the remote does not take the key in '%.*s': add its public half "
			"there; it has to be an Ed25519 or ECDSA key",
			PC_STR_ARG(wish->ssh_key));
	fetch->asked_for_key = true;
	return git_credential_ssh_key_new(out, user ? user : "git", NULL,
		pc_arena_str(&fetch->arena, wish->ssh_key).ptr, NULL);
}

/* A line "@revoked HOSTS TYPE KEY" with this key, whatever host it is for. */
static bool is_revoked(struct fetch *fetch, struct pc_str key)
{
	struct pc_str text, line, blob;
	struct pc_err err;

	if (pc_fs_read(&text, &fetch->arena, AT_FDCWD,
		    pc_arena_str(&fetch->arena, fetch->wish->known_hosts).ptr,
		    PC_MAX_SIGNERS_SIZE, &err) != PC_OK)
		return true;
	while (text.ptr) {
		line = pc_str_trim(pc_str_cut(&text, '\n'));
		if (!pc_str_starts(line, PC_STR("@revoked")))
			continue;
		while (line.ptr) {
			struct pc_str word = pc_str_cut(&line, ' ');

			if (word.len && pc_base64_decode(&blob, &fetch->arena, word) &&
				pc_str_eq(blob, key))
				return true;
		}
	}
	return false;
}

static int on_host_key(
	struct fetch *fetch, const git_cert_hostkey *cert, bool valid, const char *host)
{
	if (fetch->wish->known_hosts.len == 0)
		return END(fetch, PC_FETCH_REFUSED,
			"nobody knows the key of '%s': name a file with it as "
			"'known-hosts'",
			host);
	if (!valid)
		return END(fetch, PC_FETCH_REFUSED,
			"the key of '%s' is not the one in '%.*s', or not there at all: "
			"if it is right, ssh-keyscan prints the line for that file",
			host, PC_STR_ARG(fetch->wish->known_hosts));
	if (!(cert->type & GIT_CERT_SSH_RAW) ||
		is_revoked(fetch, (struct pc_str){cert->hostkey, cert->hostkey_len}))
		return END(fetch, PC_FETCH_REFUSED,
			"the key of '%s' is revoked in '%.*s'", host,
			PC_STR_ARG(fetch->wish->known_hosts));
	return 0;
}

static int on_certificate(git_cert *cert, int valid, const char *host, void *payload)
{
	struct fetch *fetch = payload;

	if (cert->cert_type == GIT_CERT_HOSTKEY_LIBSSH2)
		return on_host_key(
			fetch, (const git_cert_hostkey *)(void *)cert, valid, host);
	if (valid && cert->cert_type == GIT_CERT_X509)
		return 0;
	return END(fetch, PC_FETCH_REFUSED,
		"the certificate of '%s' is not valid, or no authority that we know made "
		"it: name the right one as 'ca-file', or mend the server's",
		host);
}

/* ---- settings -------------------------------------------------------------- */

static bool is_auto(struct pc_str proxy)
{
	return pc_str_is(proxy, "auto");
}

/* libssh2 finds the hosts that are known in a home directory. */
static void set_process(struct fetch *fetch)
{
	const struct pc_fetch_wish *wish = fetch->wish;

	setenv("HOME", pc_arena_printf(&fetch->arena, "%s/home", wish->staging).ptr, 1);
	unsetenv("XDG_CONFIG_HOME");
	git_libgit2_init();
	git_be_alone();
	git_libgit2_opts(GIT_OPT_ENABLE_FSYNC_GITDIR, 1);
	/* A repository at a path may be anybody's: its signatures count. */
	git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
}

static enum pc_status set_authorities(struct fetch *fetch, struct pc_err *err)
{
	struct pc_str file = fetch->wish->ca_file;

	if (file.len == 0 || remote_kind(fetch->wish->remote) != REMOTE_HTTPS)
		return PC_OK;
	if (git_libgit2_opts(GIT_OPT_SET_SSL_CERT_LOCATIONS,
		    pc_arena_str(&fetch->arena, file).ptr, NULL) < 0)
		return pc_err_set(err, PC_ERR_SYSTEM, (struct pc_span){0},
			"'%.*s', the ca-file, cannot be used: %s", PC_STR_ARG(file),
			git_complaint());
	return PC_OK;
}

static git_proxy_options proxy_of(struct fetch *fetch)
{
	git_proxy_options options = {.version = GIT_PROXY_OPTIONS_VERSION,
		.type = GIT_PROXY_NONE,
		.certificate_check = on_certificate,
		.payload = fetch};
	struct pc_str proxy = fetch->wish->proxy;

	if (is_auto(proxy))
		options.type = GIT_PROXY_AUTO;
	else if (proxy.len) {
		options.type = GIT_PROXY_SPECIFIED;
		options.url = pc_arena_str(&fetch->arena, proxy).ptr;
	}
	return options;
}

static git_remote_callbacks callbacks_of(struct fetch *fetch)
{
	return (git_remote_callbacks){.version = GIT_REMOTE_CALLBACKS_VERSION,
		.sideband_progress = on_text,
		.transfer_progress = on_progress,
		.credentials = on_credentials,
		.certificate_check = on_certificate,
		.payload = fetch};
}

/* ---- what the remote has ----------------------------------------------------- */

/* Names that are taken, of tags; the branch comes beside them. */
static const char *const tag_places[] = {
	"refs/tags/policy/", "refs/tags/rollback/", "refs/tags/halt/"};

static struct pc_str branch_ref(struct fetch *fetch)
{
	return pc_arena_printf(
		&fetch->arena, "refs/heads/%.*s", PC_STR_ARG(fetch->wish->branch));
}

static bool is_tag_of_ours(struct pc_str name)
{
	for (size_t i = 0; i < PC_COUNT(tag_places); i++) {
		if (pc_str_starts(name, pc_str(tag_places[i])))
			return !pc_str_ends(name, PC_STR("^{}"));
	}
	return false;
}

static bool is_staged(struct fetch *fetch, const git_remote_head *head)
{
	git_oid id;

	return git_reference_name_to_id(&id, fetch->staging.git, head->name) == 0 &&
	       git_oid_equal(&id, &head->oid);
}

static bool is_offered(struct pc_str name, const git_remote_head **heads, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (pc_str_is(name, heads[i]->name))
			return true;
	}
	return false;
}

/* Tags that are staged and that the remote has taken back. */
static bool anything_went(struct fetch *fetch, const git_remote_head **heads, size_t n)
{
	git_strarray names = {0};
	bool went = false;

	if (git_reference_list(&names, fetch->staging.git) < 0)
		return true;
	for (size_t i = 0; i < names.count; i++) {
		struct pc_str name = pc_str(names.strings[i]);

		went |= is_tag_of_ours(name) && !is_offered(name, heads, n);
	}
	git_strarray_dispose(&names);
	return went;
}

static bool is_the_same(struct fetch *fetch, const git_remote_head **heads, size_t n)
{
	struct pc_str branch = branch_ref(fetch);

	for (size_t i = 0; i < n; i++) {
		struct pc_str name = pc_str(heads[i]->name);

		if ((pc_str_eq(name, branch) || is_tag_of_ours(name)) &&
			!is_staged(fetch, heads[i]))
			return false;
	}
	return !anything_went(fetch, heads, n);
}

/* The branch's head, and that there is one. */
static int find_branch(struct fetch *fetch, const git_remote_head **heads, size_t n)
{
	struct pc_str branch = branch_ref(fetch);
	size_t n_tags = 0;
	bool found = false;

	for (size_t i = 0; i < n; i++) {
		n_tags += is_tag_of_ours(pc_str(heads[i]->name));
		if (!pc_str_is(branch, heads[i]->name))
			continue;
		found = true;
		git_oid_tostr(
			fetch->out->commit, sizeof(fetch->out->commit), &heads[i]->oid);
	}
	if (!found)
		return END(fetch, PC_FETCH_REFUSED,
			"the remote has no branch '%.*s': push it, or name another one "
			"as 'branch'",
			PC_STR_ARG(fetch->wish->branch));
	if (n_tags > PC_MAX_POLICY_TAGS)
		return END(fetch, PC_FETCH_REFUSED,
			"the remote has more than %d tags below policy/, rollback/ and "
			"halt/: "
			"remove old ones",
			PC_MAX_POLICY_TAGS);
	return 0;
}

/* ---- the transfer -------------------------------------------------------------- */

static int transfer(struct fetch *fetch)
{
	git_fetch_options options = {.version = GIT_FETCH_OPTIONS_VERSION,
		.callbacks = callbacks_of(fetch),
		.proxy_opts = proxy_of(fetch),
		.follow_redirects = GIT_REMOTE_REDIRECT_NONE,
		.download_tags = GIT_REMOTE_DOWNLOAD_TAGS_NONE,
		.prune = GIT_FETCH_PRUNE};
	struct pc_str branch = branch_ref(fetch);
	struct pc_arena *arena = &fetch->arena;
	char *specs[1 + PC_COUNT(tag_places)];
	git_strarray list = {specs, PC_COUNT(specs)};
	int code;

	specs[0] = pc_str_dup(pc_arena_printf(
		arena, "+%.*s:%.*s", PC_STR_ARG(branch), PC_STR_ARG(branch)));
	for (size_t i = 0; i < PC_COUNT(tag_places); i++)
		specs[1 + i] = pc_str_dup(
			pc_arena_printf(arena, "+%s*:%s*", tag_places[i], tag_places[i]));
	code = git_remote_download(fetch->remote, &list, &options);
	if (code == 0)
		code = git_remote_update_tips(fetch->remote, &options.callbacks, 0,
			GIT_REMOTE_DOWNLOAD_TAGS_NONE, "fetch");
	if (code == 0)
		code = git_remote_prune(fetch->remote, &options.callbacks);
	for (size_t i = 0; i < PC_COUNT(specs); i++)
		free(specs[i]);
	return code;
}

static int take(struct fetch *fetch)
{
	const git_remote_head **heads = NULL;
	size_t n = 0;
	git_oid head;
	int code = git_remote_ls(&heads, &n, fetch->remote);

	if (code == 0)
		code = find_branch(fetch, heads, n);
	if (code < 0)
		return code;
	fetch->out->outcome = PC_FETCH_SAME;
	if (is_the_same(fetch, heads, n))
		return 0;
	fetch->out->outcome = PC_FETCH_NEW;
	code = transfer(fetch);
	if (code < 0)
		return code;
	/* It may have moved between the two answers. */
	if (git_reference_name_to_id(&head, fetch->staging.git, branch_ref(fetch).ptr) <
			0 ||
		!staging_is_whole(fetch->staging.git, &head))
		return END(fetch, PC_FETCH_REFUSED,
			"what the remote sent is not whole: 'git fsck' there says what "
			"is missing");
	git_oid_tostr(fetch->out->commit, sizeof(fetch->out->commit), &head);
	return 0;
}

static int connect_and_take(struct fetch *fetch)
{
	git_remote_connect_options options = {
		.version = GIT_REMOTE_CONNECT_OPTIONS_VERSION,
		.callbacks = callbacks_of(fetch),
		.proxy_opts = proxy_of(fetch),
		.follow_redirects = GIT_REMOTE_REDIRECT_NONE};
	struct pc_str remote = pc_arena_str(&fetch->arena, fetch->wish->remote);
	int code;

	code = git_remote_create_anonymous(
		&fetch->remote, fetch->staging.git, remote.ptr);
	if (code == 0)
		code = git_remote_connect_ext(
			fetch->remote, GIT_DIRECTION_FETCH, &options);
	if (code == 0)
		code = take(fetch);
	return code;
}

static void fail(struct pc_fetched *out, enum pc_fetch_outcome outcome)
{
	out->outcome = outcome;
	out->commit[0] = '\0';
}

/* Old objects, which new ones are told by, may be what is broken: they are not all looked
 * at each time. */
static enum pc_status take_again(int *code, struct fetch *fetch, struct pc_err *err)
{
	PC_TRY(staging_begin_anew(&fetch->staging, &fetch->arena, err));
	git_remote_free(fetch->remote);
	fetch->remote = NULL;
	fetch->end = (struct fetch_end){0};
	*code = connect_and_take(fetch);
	return PC_OK;
}

static enum pc_status run(struct fetch *fetch, struct pc_err *err)
{
	int code;

	PC_TRY(staging_open(&fetch->staging, &fetch->arena, fetch->wish, err));
	PC_TRY(set_authorities(fetch, err));
	code = connect_and_take(fetch);
	if (code < 0 && !fetch->staging.is_aside && fetch_was_broken(code))
		PC_TRY(take_again(&code, fetch, err));
	fetch->out->made_anew = fetch->staging.was_broken;
	if (code < 0) {
		fetch_say(fetch->out, fetch->wish, code, &fetch->end);
		return PC_OK;
	}
	PC_TRY(staging_settle(&fetch->staging, &fetch->arena, err));
	seen_note(fetch->wish->staging, fetch->out->commit, (int64_t)time(NULL));
	return PC_OK;
}

struct pc_fetched pc_fetch(const struct pc_fetch_wish *wish)
{
	struct pc_fetched out = {0};
	struct fetch fetch = {.wish = wish, .out = &out, .staging = {.lock = -1}};
	struct pc_err err;

	if (remote_kind(wish->remote) == REMOTE_NONE) {
		fail(&out, PC_FETCH_FAILED);
		pc_err_set(&out.why, PC_ERR_USAGE, (struct pc_span){0},
			"'remote' has to be an https:// or ssh:// address, or a path");
		return out;
	}
	fetch.until = wish->deadline ? now_ms() + wish->deadline : 0;
	set_process(&fetch);
	if (run(&fetch, &err) != PC_OK) {
		fail(&out, PC_FETCH_FAILED);
		out.why = err;
	}
	git_remote_free(fetch.remote);
	staging_close(&fetch.staging);
	git_libgit2_shutdown();
	pc_arena_done(&fetch.arena);
	return out;
}
