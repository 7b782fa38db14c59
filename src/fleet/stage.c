/* SPDX-License-Identifier: Apache-2.0 */
/* From a fetched branch to a commit that somebody answers for, or the reason why not. */
#include <assert.h>
#include <git2/commit.h>
#include <git2/graph.h>
#include <stdarg.h>
#include <stdlib.h>

#include "fetch_priv.h"
#include "pc/base/buf.h"
#include "pc/base/limits.h"
#include "pc/doc/fields.h"
#include "stage_priv.h"

static const char *const status_names[] = {
	[PC_STAGE_UNKNOWN] = "unknown",
	[PC_STAGE_GOOD] = "good",
	[PC_STAGE_SAME] = "same",
	[PC_STAGE_REFUSED] = "refused",
	[PC_STAGE_NOTHING] = "nothing",
	[PC_STAGE_BROKEN] = "broken",
};

const char *pc_stage_status_name(enum pc_stage_status status)
{
	return status_names[status];
}

/* False, so that "return no(...)" ends a step. */
static bool PC_PRINTF(3, 4)
	no(struct judge *judge, enum pc_stage_status status, const char *fmt, ...)
{
	PC_AUTO(pc_buf_done) struct pc_buf text = {0};
	struct pc_err line; /* for its care of what strangers wrote */
	va_list args;

	va_start(args, fmt);
	pc_buf_vprintf(&text, fmt, args);
	va_end(args);
	pc_err_set(
		&line, PC_OK, (struct pc_span){0}, "%.*s", PC_STR_ARG(pc_buf_str(&text)));
	judge->out->status = status;
	judge->out->reason = pc_arena_str(judge->arena, pc_str(line.text));
	return false;
}

static bool broken(struct judge *judge)
{
	return no(judge, PC_STAGE_BROKEN,
		"what was fetched cannot be read (%s); the next fetch begins anew",
		git_complaint());
}

/* ---- signed objects -------------------------------------------------------- */

bool stage_object(struct signed_object *out, struct judge *judge, const git_oid *id,
	enum pc_object_kind kind)
{
	static const git_object_t types[] = {
		[PC_OBJECT_COMMIT] = GIT_OBJECT_COMMIT, [PC_OBJECT_TAG] = GIT_OBJECT_TAG};
	git_odb *odb = NULL;
	git_odb_object *object = NULL;
	git_object_t type = GIT_OBJECT_INVALID;
	struct pc_str bytes;
	size_t size = 0;
	bool read;

	*out = (struct signed_object){0};
	if (git_repository_odb(&odb, judge->repo->git) < 0)
		return false;
	read = git_odb_read_header(&size, &type, odb, id) == 0 && type == types[kind] &&
	       size <= PC_MAX_SIGNED_OBJECT && git_odb_read(&object, odb, id) == 0;
	if (read) {
		bytes.ptr = git_odb_object_data(object);
		bytes.len = git_odb_object_size(object);
		bytes = pc_arena_str(judge->arena, bytes);
		out->trust = pc_trust_object(
			judge->arena, &judge->rules->trust, kind, bytes, &out->object);
	}
	git_odb_object_free(object);
	git_odb_free(odb);
	return read;
}

/* Calls take for each tag below a place, until one says true. */
typedef bool tag_fn(struct judge *judge, struct pc_str name, const git_oid *id);

static bool find_tag(struct judge *judge, const char *glob, tag_fn *take)
{
	git_reference_iterator *names = NULL;
	const char *name;
	bool found = false;
	git_oid id;
	size_t n = 0;

	if (git_reference_iterator_glob_new(&names, judge->repo->git, glob) < 0)
		return false;
	while (!found && n++ < PC_MAX_POLICY_TAGS &&
		git_reference_next_name(&name, names) == 0) {
		if (git_reference_name_to_id(&id, judge->repo->git, name) == 0)
			found = take(judge,
				pc_str_from(pc_str(name), sizeof("refs/tags/") - 1), &id);
	}
	git_reference_iterator_free(names);
	return found;
}

bool stage_tag_means_head(
	struct judge *judge, const struct signed_object *tag, struct pc_str name)
{
	return pc_str_eq(tag->object.name, name) &&
	       pc_str_is(tag->object.type, "commit") &&
	       pc_str_is(tag->object.target, judge->out->commit);
}

/* ---- until when ------------------------------------------------------------- */

static const char expires_key[] = "policy-expires:";

/* One line of a signed message; false when it says a time that is none. */
static bool take_expiry(struct judge *judge, struct pc_str line)
{
	struct pc_str key = pc_str_head(line, sizeof(expires_key) - 1);
	struct pc_str value = pc_str_trim(pc_str_from(line, key.len));
	int64_t at;

	if (!pc_str_eq_nocase(key, pc_str(expires_key)))
		return true;
	if (!pc_time_read(&at, value) || at <= 0)
		return no(judge, PC_STAGE_REFUSED,
			"its message says 'Policy-Expires: %.*s', which is no date such "
			"as 2026-12-31",
			PC_STR_ARG(pc_str_head(value, 40)));
	if (!judge->out->expires || at < judge->out->expires)
		judge->out->expires = at;
	return true;
}

static bool read_expiry(struct judge *judge, const struct pc_object *object)
{
	struct pc_str rest = object->payload;
	size_t headers = pc_str_find_str(rest, PC_STR("\n\n"));

	rest = pc_str_from(rest, headers);
	while (rest.ptr) {
		if (!take_expiry(judge, pc_str_cut(&rest, '\n')))
			return false;
	}
	return true;
}

/* ---- who answers for it ------------------------------------------------------ */

static void take_signer(struct judge *judge, const struct pc_trust *trust)
{
	judge->out->signer = trust->principal;
	judge->out->fingerprint = trust->fingerprint;
}

/* Of a commit without a good signature: the tags that may stand in for it. The reason is
 * that of the last tag for this head. */
static bool take_policy_tag(struct judge *judge, struct pc_str name, const git_oid *id)
{
	struct signed_object tag;

	if (!stage_object(&tag, judge, id, PC_OBJECT_TAG) ||
		!pc_str_is(tag.object.target, judge->out->commit))
		return false;
	if (tag.trust.status != PC_TRUST_GOOD)
		return no(judge, PC_STAGE_REFUSED, "its tag '%.*s': %.*s",
			PC_STR_ARG(name), PC_STR_ARG(tag.trust.reason));
	if (!stage_tag_means_head(judge, &tag, name))
		return no(judge, PC_STAGE_REFUSED,
			"its tag '%.*s' was signed under another name, '%.*s'",
			PC_STR_ARG(name), PC_STR_ARG(tag.object.name));
	judge->out->status = PC_STAGE_UNKNOWN;
	judge->out->reason = (struct pc_str){0};
	if (!read_expiry(judge, &tag.object))
		return true;
	take_signer(judge, &tag.trust);
	return true;
}

bool stage_is_signed(struct judge *judge)
{
	struct signed_object head;

	if (!stage_object(&head, judge, &judge->head, PC_OBJECT_COMMIT))
		return broken(judge);
	if (head.trust.status == PC_TRUST_GOOD)
		take_signer(judge, &head.trust);
	else {
		no(judge, PC_STAGE_REFUSED, "%s: %.*s",
			pc_trust_status_name(head.trust.status),
			PC_STR_ARG(head.trust.reason));
		if (!find_tag(judge, "refs/tags/policy/*", take_policy_tag))
			return false;
	}
	return judge->out->status == PC_STAGE_UNKNOWN && read_expiry(judge, &head.object);
}

/* ---- after what -------------------------------------------------------------- */

int stage_comes_after(
	const struct judge *judge, const git_oid *later, const git_oid *earlier)
{
	git_odb *odb = NULL;
	bool known = git_repository_odb(&odb, judge->repo->git) == 0 &&
		     git_odb_exists(odb, later) && git_odb_exists(odb, earlier);

	git_odb_free(odb);
	if (!known)
		return 0;
	if (git_oid_equal(later, earlier))
		return 1;
	return git_graph_descendant_of(judge->repo->git, later, earlier);
}

bool stage_read_id(git_oid *out, struct pc_str hex)
{
	return hex.len == GIT_OID_HEXSZ && git_oid_fromstrn(out, hex.ptr, hex.len) == 0;
}

/* "rollback/<commit>": machines that have that commit, or one before it, shall go back to
 * what the tag points to.  Those that have gone on since are not meant: nobody can send
 * them back with an old tag. */
static bool take_rollback_tag(struct judge *judge, struct pc_str name, const git_oid *id)
{
	struct signed_object tag;
	git_oid from, in_force;

	return stage_read_id(&from, pc_str_from(name, sizeof("rollback/") - 1)) &&
	       stage_read_id(&in_force, judge->rules->in_force) &&
	       stage_object(&tag, judge, id, PC_OBJECT_TAG) &&
	       tag.trust.status == PC_TRUST_GOOD &&
	       stage_tag_means_head(judge, &tag, name) &&
	       stage_comes_after(judge, &from, &in_force) == 1;
}

static bool is_next(struct judge *judge)
{
	struct pc_str in_force = judge->rules->in_force;
	git_oid old;
	int after;

	if (in_force.len == 0)
		return true;
	if (!stage_read_id(&old, in_force))
		return no(judge, PC_STAGE_REFUSED,
			"nobody knows which commit is in force, so none can be told to "
			"be newer");
	after = stage_comes_after(judge, &judge->head, &old);
	if (after < 0)
		return broken(judge);
	if (after == 1)
		return true;
	judge->out->is_rollback =
		find_tag(judge, "refs/tags/rollback/*", take_rollback_tag);
	if (judge->out->is_rollback)
		return true;
	return no(judge, PC_STAGE_REFUSED,
		"it does not descend from %.12s, which is in force: a rollback needs a "
		"signed tag 'rollback/%.*s' on it",
		in_force.ptr, PC_STR_ARG(in_force));
}

/* ---- how much ---------------------------------------------------------------- */

struct amount {
	struct judge *judge;
	git_odb *odb;
	size_t entries, bytes;
};

static bool weigh_tree(struct amount *amount, const git_oid *id, int depth);

static bool weigh(struct amount *amount, const git_tree_entry *entry, int depth)
{
	struct judge *judge = amount->judge;
	git_object_t type;
	size_t size = 0;

	if (++amount->entries > PC_MAX_STAGED_ENTRIES)
		return no(judge, PC_STAGE_REFUSED, "it has more than %d files",
			PC_MAX_STAGED_ENTRIES);
	if (git_tree_entry_type(entry) == GIT_OBJECT_TREE)
		return weigh_tree(amount, git_tree_entry_id(entry), depth + 1);
	if (git_tree_entry_type(entry) != GIT_OBJECT_BLOB)
		return true; /* another repository: nobody goes there */
	if (git_odb_read_header(&size, &type, amount->odb, git_tree_entry_id(entry)) < 0)
		return broken(judge);
	if (size > PC_MAX_DOC_SIZE)
		return no(judge, PC_STAGE_REFUSED,
			"its file '%s' is larger than %d bytes",
			git_tree_entry_name(entry), PC_MAX_DOC_SIZE);
	amount->bytes += size;
	if (amount->bytes > PC_MAX_REVISION_SIZE)
		return no(judge, PC_STAGE_REFUSED,
			"its files are larger than %d bytes together",
			PC_MAX_REVISION_SIZE);
	return true;
}

static bool weigh_tree(struct amount *amount, const git_oid *id, int depth)
{
	git_tree *tree = NULL;
	git_object_t type;
	size_t size = 0;
	bool good = true;

	if (depth > PC_MAX_STAGED_DEPTH)
		return no(amount->judge, PC_STAGE_REFUSED,
			"its directories lie more than %d deep", PC_MAX_STAGED_DEPTH);
	if (git_odb_read_header(&size, &type, amount->odb, id) < 0)
		return broken(amount->judge);
	if (size > PC_MAX_DOC_SIZE)
		return no(amount->judge, PC_STAGE_REFUSED,
			"one of its directories has too many files");
	if (git_tree_lookup(&tree, amount->judge->repo->git, id) < 0)
		return broken(amount->judge);
	for (size_t i = 0; good && i < git_tree_entrycount(tree); i++)
		good = weigh(amount, git_tree_entry_byindex(tree, i), depth);
	git_tree_free(tree);
	return good;
}

static bool is_small(struct judge *judge, const git_commit *commit)
{
	struct amount amount = {.judge = judge};
	struct tree tree = {.repo = judge->repo, .arena = judge->arena};
	struct tree_place place;
	bool good;

	if (git_commit_tree(&tree.root, commit) < 0)
		return broken(judge);
	place = tree_find(&tree, judge->rules->path);
	if (place.kind != TREE_DIRECTORY)
		good = no(judge, PC_STAGE_REFUSED, "it has no directory '%.*s'",
			PC_STR_ARG(judge->rules->path));
	else if (git_repository_odb(&amount.odb, judge->repo->git) < 0)
		good = broken(judge);
	else
		good = weigh_tree(&amount, &place.id, 0);
	git_odb_free(amount.odb);
	git_tree_free(tree.root);
	return good;
}

/* ---- the whole ---------------------------------------------------------------- */

static bool find_head(struct judge *judge)
{
	struct pc_str name = pc_arena_printf(
		judge->arena, "refs/heads/%.*s", PC_STR_ARG(judge->rules->branch));
	int code;

	if (judge->rules->commit.len)
		return stage_read_id(&judge->head, judge->rules->commit) &&
		       git_oid_tostr(judge->out->commit, sizeof(judge->out->commit),
			       &judge->head);
	code = git_reference_name_to_id(&judge->head, judge->repo->git, name.ptr);
	if (code == GIT_ENOTFOUND)
		return no(judge, PC_STAGE_NOTHING, "nothing was fetched yet");
	if (code < 0)
		return broken(judge);
	git_oid_tostr(judge->out->commit, sizeof(judge->out->commit), &judge->head);
	return true;
}

static bool is_good(struct judge *judge)
{
	git_commit *commit = NULL;
	bool good;

	if (!find_head(judge) || !stage_is_signed(judge) || !is_next(judge))
		return false;
	if (git_commit_lookup(&commit, judge->repo->git, &judge->head) < 0)
		return broken(judge);
	judge->out->signed_at = git_commit_time(commit);
	good = is_small(judge, commit);
	git_commit_free(commit);
	return good;
}

struct pc_staged pc_stage_judge(const struct pc_repo *repo, struct pc_arena *arena,
	const struct pc_stage_rules *rules)
{
	struct pc_staged out = {0};
	struct judge judge = {.repo = repo, .arena = arena, .rules = rules, .out = &out};

	if (is_good(&judge))
		out.status = pc_str_is(rules->in_force, out.commit) ? PC_STAGE_SAME
								    : PC_STAGE_GOOD;
	assert(out.status != PC_STAGE_UNKNOWN);
	return out;
}

enum pc_status pc_stage_open(
	struct pc_repo **out, const char *staging, struct pc_err *err)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	enum pc_status status;

	git_libgit2_init();
	git_be_alone();
	/* It is policyd's, whoever looks; its signatures count. */
	git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
	status = pc_repo_open(
		out, pc_arena_printf(&arena, "%s/repo.git", staging).ptr, err);
	git_libgit2_shutdown();
	return status;
}
