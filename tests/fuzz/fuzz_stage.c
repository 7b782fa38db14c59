/* SPDX-License-Identifier: Apache-2.0 */
/* A fetched repository of any objects, some of them signed by somebody who may: trees
 * with names that no file can have, commits that stand for each other, tags under other
 * names.  The judge answers, nobody gets in without a signature, or with a history that
 * what is in force does not stand in, and a copy of the files is what it says it is.
 *
 * Bytes are instructions, each making an object that later ones name by its number:
 *
 *   b SIZE BYTES                            a blob
 *   t N (MODE LEN NAME OBJECT)...           a tree, in that order
 *   r TYPE SIZE BYTES                       an object of any content
 *   c FLAGS TREE N PARENT... SIZE TEXT      a commit; the branch's head
 *   g FLAGS OBJECT SIZE NAME                a tag, and a reference to it
 *
 * Objects lie in memory; only the references are files. */
#include <git2/odb_backend.h>
#include <git2/sys/mempack.h>
#include <git2/sys/repository.h>
#include <openssl/evp.h>
#include <sys/stat.h>

/* Not before those: a parameter of libcrypto's is called "rand". */
#undef PC_BASE_BANNED_H
#include "pc/base/banned.h"

#include "fleet/fetch_priv.h"
#include "must.h"
#include "pc/base/fs.h"
#include "pc/base/utf.h"
#include "pc/fleet/stage.h"
#include "trust/trust_priv.h"

enum { MOST_OBJECTS = 32, MOST_PARENTS = 3 };
enum { FLAG_SIGNED = 1, FLAG_IN_FORCE = 2, FLAG_ROLLBACK = 2, FLAG_OF_IN_FORCE = 4 };

struct object {
	git_oid id;
	bool is_signed;
	bool is_known; /* a commit of whose parents we know */
	size_t parents[MOST_PARENTS];
	size_t n_parents;
};

struct scene {
	struct pc_arena arena;
	const uint8_t *at, *end;
	git_odb *odb;
	struct object objects[MOST_OBJECTS];
	size_t n;
	size_t head, in_force;          /* MOST_OBJECTS: none */
	git_oid answered[MOST_OBJECTS]; /* what signed tags speak of */
	size_t n_answered;
};

static char top[] = "/tmp/pc-fuzz-stage-XXXXXX";
static struct pc_repo repo;
static EVP_PKEY *private_key;
static struct pc_signer signer;
static struct pc_signers signers = {.items = &signer, .count = 1, .file = "signers"};

/* libgit2 1.5 forgets some bytes of a history that it cannot read to its end; the role
 * that asks it does so once. */
__attribute__((visibility("default"))) const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:libgit2.so";
}

/* ---- once ------------------------------------------------------------------- */

static void remove_top(void)
{
	git_repository_free(repo.git);
	git_libgit2_shutdown();
	EVP_PKEY_free(private_key);
	pc_arena_done(&repo.arena);
	pc_fs_remove_tree(top);
}

static void make_signer(void)
{
	static const unsigned char seed[32] = "a key that everybody may have...";
	struct pc_buf blob = {0};
	char point[32];
	size_t len = sizeof(point);

	private_key =
		EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, seed, sizeof(seed));
	must(private_key && EVP_PKEY_get_raw_public_key(
				    private_key, (unsigned char *)point, &len) == 1,
		"a key");
	wire_put(&blob, PC_STR("ssh-ed25519"));
	wire_put(&blob, (struct pc_str){point, len});
	signer.key = pc_arena_str(&repo.arena, pc_buf_str(&blob));
	signer.principals = PC_STR("a@example.com");
	pc_buf_done(&blob);
}

static void begin(void)
{
	git_repository_init_options options = {
		.version = GIT_REPOSITORY_INIT_OPTIONS_VERSION,
		.flags = GIT_REPOSITORY_INIT_BARE | GIT_REPOSITORY_INIT_MKPATH,
	};
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};

	must(mkdtemp(top) != NULL, "a directory");
	atexit(remove_top);
	git_libgit2_init();
	git_be_alone();
	git_libgit2_opts(GIT_OPT_ENABLE_CACHING, 0);
	must(git_repository_init_ext(&repo.git,
		     pc_arena_printf(&arena, "%s/repo.git", top).ptr, &options) == 0,
		"a repository");
	setenv("TMPDIR", top, 1);
	make_signer();
}

/* ---- bytes to objects ---------------------------------------------------------- */

static uint8_t take_u8(struct scene *s)
{
	return s->at < s->end ? *s->at++ : 0;
}

static struct pc_str take_bytes(struct scene *s)
{
	size_t len = take_u8(s), left = (size_t)(s->end - s->at);
	struct pc_str bytes = {(const char *)s->at, len < left ? len : left};

	s->at += bytes.len;
	return bytes;
}

static const git_oid *take_object(struct scene *s, size_t *number)
{
	static const git_oid nothing = {{1}};
	size_t n = take_u8(s);

	*number = n < s->n ? n : MOST_OBJECTS;
	return n < s->n ? &s->objects[n].id : &nothing;
}

static const char *hex_of(struct scene *s, const git_oid *id)
{
	char *hex = pc_arena_bytes(&s->arena, GIT_OID_HEXSZ + 1);

	git_oid_tostr(hex, GIT_OID_HEXSZ + 1, id);
	return hex;
}

static struct object *add(struct scene *s, git_object_t type, struct pc_str bytes)
{
	struct object *object = &s->objects[s->n];

	*object = (struct object){0};
	must(git_odb_write(&object->id, s->odb, bytes.ptr ? bytes.ptr : "", bytes.len,
		     type) == 0,
		"an object is kept");
	s->n++;
	return object;
}

static void add_tree(struct scene *s)
{
	static const char *const modes[] = {
		"100644", "40000", "120000", "100755", "160000", "0", "100664", ""};
	struct pc_buf out = {0};
	size_t n = take_u8(s) % 24, number;

	while (n--) {
		const char *mode = modes[take_u8(s) % PC_COUNT(modes)];
		struct pc_str name = take_bytes(s);
		const git_oid *id = take_object(s, &number);

		pc_buf_printf(&out, "%s %.*s", mode, PC_STR_ARG(name));
		pc_buf_add_char(&out, '\0');
		pc_buf_add(&out, (struct pc_str){(const char *)id->id, GIT_OID_RAWSZ});
	}
	add(s, GIT_OBJECT_TREE, pc_buf_str(&out));
	pc_buf_done(&out);
}

static void add_raw(struct scene *s)
{
	static const git_object_t types[] = {
		GIT_OBJECT_COMMIT, GIT_OBJECT_TREE, GIT_OBJECT_BLOB, GIT_OBJECT_TAG};
	git_object_t type = types[take_u8(s) % PC_COUNT(types)];

	add(s, type, take_bytes(s));
}

/* OpenSSH's PROTOCOL.sshsig, for git. */
static struct pc_str sign(struct scene *s, struct pc_str payload)
{
	unsigned char sum[DIGEST_MAX], bytes[64];
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	struct pc_buf data = {0}, signature = {0}, blob = {0};
	size_t len = sizeof(bytes);
	struct pc_str digits;

	pc_buf_add(&data, PC_STR("SSHSIG"));
	wire_put(&data, PC_STR("git"));
	wire_put(&data, PC_STR(""));
	wire_put(&data, PC_STR("sha512"));
	wire_put(&data, crypto_digest(sum, DIGEST_SHA512, payload));
	must(EVP_DigestSignInit(context, NULL, NULL, NULL, private_key) == 1 &&
			EVP_DigestSign(context, bytes, &len,
				(const unsigned char *)data.ptr, data.len) == 1,
		"a signature");
	wire_put(&signature, PC_STR("ssh-ed25519"));
	wire_put(&signature, (struct pc_str){(const char *)bytes, len});
	pc_buf_add(&blob, PC_STR("SSHSIG\0\0\0\1"));
	wire_put(&blob, signer.key);
	wire_put(&blob, PC_STR("git"));
	wire_put(&blob, PC_STR(""));
	wire_put(&blob, PC_STR("sha512"));
	wire_put(&blob, pc_buf_str(&signature));
	digits = base64_write(&s->arena, pc_buf_str(&blob), BASE64);
	EVP_MD_CTX_free(context);
	pc_buf_done(&data);
	pc_buf_done(&signature);
	pc_buf_done(&blob);
	return pc_arena_printf(&s->arena,
		"-----BEGIN SSH SIGNATURE-----%%%.*s%%-----END SSH SIGNATURE-----",
		PC_STR_ARG(digits));
}

/* With its line ends as they have to be where it stands. */
static void put_signature(struct pc_buf *out, struct pc_str signature, const char *end)
{
	while (signature.ptr) {
		struct pc_str line = pc_str_cut(&signature, '%');

		pc_buf_add(out, line);
		pc_buf_puts(out, signature.ptr ? end : "\n");
	}
}

static void add_commit(struct scene *s)
{
	uint8_t flags = take_u8(s);
	struct object made = {.is_signed = flags & FLAG_SIGNED, .is_known = true}, *added;
	struct pc_buf head = {0}, text = {0};
	struct pc_str message;
	size_t number;

	pc_buf_printf(&head, "tree %s\n", hex_of(s, take_object(s, &number)));
	for (size_t n = take_u8(s) % (MOST_PARENTS + 1); n > 0; n--) {
		pc_buf_printf(&head, "parent %s\n", hex_of(s, take_object(s, &number)));
		made.parents[made.n_parents++] = number;
	}
	pc_buf_puts(&head, "author a <a@example.com> 1700000000 +0000\n"
			   "committer a <a@example.com> 1700000000 +0000\n");
	message = take_bytes(s);
	pc_buf_add(&text, pc_buf_str(&head));
	pc_buf_printf(&text, "\n%.*s", PC_STR_ARG(message));
	if (made.is_signed) {
		struct pc_str signature = sign(s, pc_buf_str(&text));

		pc_buf_puts(&head, "gpgsig ");
		put_signature(&head, signature, "\n ");
		pc_buf_printf(&head, "\n%.*s", PC_STR_ARG(message));
	}
	added = add(s, GIT_OBJECT_COMMIT, pc_buf_str(made.is_signed ? &head : &text));
	made.id = added->id;
	*added = made;
	s->head = s->n - 1;
	if (flags & FLAG_IN_FORCE)
		s->in_force = s->head;
	pc_buf_done(&head);
	pc_buf_done(&text);
}

static void add_tag(struct scene *s)
{
	uint8_t flags = take_u8(s);
	size_t number;
	const git_oid *target = take_object(s, &number);
	struct pc_str end = take_bytes(s), name;
	git_reference *reference = NULL;
	struct pc_buf text = {0};
	struct object *added;

	if (flags & FLAG_OF_IN_FORCE && s->in_force < s->n)
		end = pc_str(hex_of(s, &s->objects[s->in_force].id));
	name = pc_arena_printf(&s->arena, "%s/%.*s",
		flags & FLAG_ROLLBACK ? "rollback" : "policy", PC_STR_ARG(end));
	pc_buf_printf(&text,
		"object %s\ntype commit\ntag %.*s\ntagger a <a@example.com> 1700000000 "
		"+0000\n\nx\n",
		hex_of(s, target), PC_STR_ARG(name));
	if (flags & FLAG_SIGNED) {
		put_signature(&text, sign(s, pc_buf_str(&text)), "\n");
		s->answered[s->n_answered++] = *target;
	}
	added = add(s, GIT_OBJECT_TAG, pc_buf_str(&text));
	git_reference_create(&reference, repo.git,
		pc_arena_printf(&s->arena, "refs/tags/%.*s", PC_STR_ARG(name)).ptr,
		&added->id, 1, NULL);
	git_reference_free(reference);
	pc_buf_done(&text);
}

static void add_objects(struct scene *s)
{
	while (s->at < s->end && s->n < MOST_OBJECTS) {
		switch (take_u8(s)) {
		case 'b':
			add(s, GIT_OBJECT_BLOB, take_bytes(s));
			break;
		case 't':
			add_tree(s);
			break;
		case 'r':
			add_raw(s);
			break;
		case 'c':
			add_commit(s);
			break;
		case 'g':
			add_tag(s);
			break;
		default:
			break;
		}
	}
}

/* ---- what has to hold ------------------------------------------------------------ */

/* Through commits of our own making; one of any other content may say anything. */
static bool may_come_after(const struct scene *s, size_t later, size_t earlier)
{
	const struct object *object = &s->objects[later];

	if (later >= s->n)
		return false;
	if (git_oid_equal(&object->id, &s->objects[earlier].id) || !object->is_known)
		return true;
	for (size_t i = 0; i < object->n_parents; i++) {
		if (object->parents[i] < later &&
			may_come_after(s, object->parents[i], earlier))
			return true;
	}
	return false;
}

static bool is_answered_for(const struct scene *s, const git_oid *id)
{
	for (size_t i = 0; i < s->n_answered; i++) {
		if (git_oid_equal(&s->answered[i], id))
			return true;
	}
	return false;
}

static void check_staged(const struct scene *s, const struct pc_staged *staged)
{
	bool good = staged->status == PC_STAGE_GOOD || staged->status == PC_STAGE_SAME;

	must(staged->status != PC_STAGE_UNKNOWN, "there is an answer");
	must(good == (staged->reason.len == 0), "a no has a reason");
	must(pc_utf8_valid(staged->reason, NULL), "a reason is UTF-8");
	must(pc_str_find(staged->reason, '\n') == staged->reason.len,
		"a reason is one line");
	if (!good)
		return;
	must(s->head < s->n, "there is a head");
	must(s->objects[s->head].is_signed || is_answered_for(s, &s->objects[s->head].id),
		"nobody gets in without a signature");
	must(s->in_force >= s->n || staged->is_rollback ||
			may_come_after(s, s->head, s->in_force),
		"nobody goes back without a tag");
	must(!staged->is_rollback || is_answered_for(s, &s->objects[s->head].id),
		"nobody goes back without a signed tag");
}

static void check_copy(struct scene *s, const struct pc_staged *staged)
{
	PC_AUTO(pc_export_done) struct pc_export copy = {0};
	struct pc_revision revision = {.rev = pc_str(staged->commit)};
	struct stat st;
	struct pc_err err;

	if (pc_repo_export(&copy, &repo, &s->arena, &revision, &err) != PC_OK) {
		must(err.text[0], "a failure has its reason");
		return;
	}
	must(pc_str_starts(copy.path, pc_str(top)) &&
			stat(pc_arena_str(&s->arena, copy.path).ptr, &st) == 0 &&
			S_ISDIR(st.st_mode),
		"a copy is where copies are");
}

static void judge(struct scene *s)
{
	struct pc_stage_rules rules = {.branch = PC_STR("main"),
		.trust = {.signers = &signers, .now = 1800000000}};
	git_reference *reference = NULL;
	struct pc_staged staged;

	if (s->in_force < s->n)
		rules.in_force = pc_str(hex_of(s, &s->objects[s->in_force].id));
	if (s->head < s->n)
		must(git_reference_create(&reference, repo.git, "refs/heads/main",
			     &s->objects[s->head].id, 1, NULL) == 0,
			"a branch");
	git_reference_free(reference);
	staged = pc_stage_judge(&repo, &s->arena, &rules);
	check_staged(s, &staged);
	if (s->head < s->n)
		staging_is_whole(repo.git, &s->objects[s->head].id);
	if (staged.status == PC_STAGE_GOOD)
		check_copy(s, &staged);
}

static void remove_references(void)
{
	git_strarray names = {0};

	must(git_reference_list(&names, repo.git) == 0, "a list");
	for (size_t i = 0; i < names.count; i++)
		git_reference_remove(repo.git, names.strings[i]);
	git_strarray_dispose(&names);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct scene scene = {.at = data,
		.end = data + size,
		.head = MOST_OBJECTS,
		.in_force = MOST_OBJECTS};
	git_odb_backend *memory = NULL;

	if (!repo.git)
		begin();
	must(git_odb_new(&scene.odb) == 0 && git_mempack_new(&memory) == 0 &&
			git_odb_add_backend(scene.odb, memory, 1) == 0 &&
			git_repository_set_odb(repo.git, scene.odb) == 0,
		"objects in memory");
	add_objects(&scene);
	judge(&scene);
	remove_references();
	git_odb_free(scene.odb);
	pc_arena_done(&scene.arena);
	return 0;
}
