/* SPDX-License-Identifier: Apache-2.0 */
/* Base file and drop-ins as their authors wrote them: JSON byte for byte, YAML as JSON.
 * Machines differ in which names they can hold, so names are kept only when all of them
 * can be, and then sort there as they do here; otherwise each gets its number. */
#include "pc/base/fs.h"
#include "pc/base/limits.h"
#include "pc/base/utf.h"
#include "pc/doc/read.h"
#include "pc/doc/source.h"
#include "pc/doc/write.h"

#include <fcntl.h>
#include <stdlib.h>

#include "enforce_priv.h"

/* ---- names ---------------------------------------------------------------- */

/* Without ".json", ".yaml" or ".yml". */
static struct pc_str stem_of(struct pc_str path)
{
	struct pc_str name = pc_path_base(path);

	return pc_str_head(name, pc_str_rfind(name, '.'));
}

/* A name that any machine can hold: what Windows reserves, control characters and bytes
 * that are no UTF-8 become '-'. */
static struct pc_str clean_name(struct pc_arena *arena, struct pc_str stem)
{
	static const struct pc_str reserved = PC_STR("<>:\"/\\|?*");
	enum { LONGEST = 200 }; /* of the 255 bytes that a name may have */
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};

	for (size_t at = 0; at < stem.len;) {
		size_t from = at;
		uint32_t cp = pc_utf8_next(stem, &at);
		struct pc_str piece = {stem.ptr + from, at - from};
		bool bad = cp < ' ' || cp == 0x7F ||
			   pc_str_find(reserved, stem.ptr[from]) < reserved.len ||
			   !pc_utf8_valid(piece, NULL);

		if (out.len + piece.len > LONGEST)
			break;
		pc_buf_add(&out, bad ? PC_STR("-") : piece);
	}
	pc_buf_puts(&out, ".json");
	return pc_arena_str(arena, pc_buf_str(&out));
}

/* Windows takes these for devices, whatever follows the dot. */
static bool is_device(struct pc_str name)
{
	static const char *const devices[] = {"con", "prn", "aux", "nul", "com1", "com2",
		"com3", "com4", "com5", "com6", "com7", "com8", "com9", "lpt1", "lpt2",
		"lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9"};
	struct pc_str stem = pc_str_head(name, pc_str_find(name, '.'));

	for (size_t i = 0; i < PC_COUNT(devices); i++) {
		if (pc_str_eq_nocase(stem, pc_str(devices[i])))
			return true;
	}
	return false;
}

static int without_case(const void *a, const void *b)
{
	const struct pc_str *x = a, *y = b;
	size_t n = x->len < y->len ? x->len : y->len;

	for (size_t i = 0; i < n; i++) {
		int c = x->ptr[i] | 0x20, d = y->ptr[i] | 0x20;

		if (c != d)
			return c - d;
	}
	return (x->len > y->len) - (x->len < y->len);
}

static bool meets_twin(struct pc_arena *arena, const struct pc_str *names, size_t n)
{
	struct pc_str *sorted = pc_arena_new_array(arena, struct pc_str, n);

	memcpy(sorted, names, n * sizeof(*names));
	qsort(sorted, n, sizeof(*sorted), without_case);
	for (size_t i = 1; i < n; i++) {
		if (without_case(&sorted[i - 1], &sorted[i]) == 0)
			return true;
	}
	return false;
}

/* Whether the names can stand side by side on the machine, in this order. */
static bool keep_order(struct maker *m, const struct pc_str *names, size_t n)
{
	const struct pc_target *target = m->out->target;

	for (size_t i = 0; i < n; i++) {
		if (i > 0 && pc_utf16_cmp(names[i - 1], names[i]) >= 0)
			return false;
		if (is_device(names[i]))
			return false;
	}
	return n == 0 || !target->folds_case || !meets_twin(m->arena, names, n);
}

static struct pc_str *choose_names(
	struct maker *m, const struct pc_settings_file *files, size_t n)
{
	struct pc_str *names = pc_arena_new_array(m->arena, struct pc_str, n);

	for (size_t i = 0; i < n; i++)
		names[i] = clean_name(m->arena, stem_of(pc_str(files[i].name)));
	if (keep_order(m, names, n))
		return names;
	for (size_t i = 0; i < n; i++) {
		names[i] = pc_arena_printf(
			m->arena, "%04zu-%.*s", i + 1, PC_STR_ARG(names[i]));
	}
	return names;
}

/* ---- contents ------------------------------------------------------------- */

static enum pc_status as_json(
	struct pc_buf *out, struct maker *m, const char *file, struct pc_str bytes)
{
	struct pc_source_facts facts = {0};
	struct pc_str text = pc_source_decode(&facts, m->arena, file, bytes);
	struct pc_node *root;

	if (pc_str_trim(text).len == 0) {
		pc_buf_puts(out, "{}\n");
		return PC_OK;
	}
	PC_TRY(pc_yaml_read(&root, m->arena, file, text, NULL, m->err));
	pc_node_write(out, root, PC_FORMAT_JSON);
	return PC_OK;
}

static enum pc_status carry(
	struct maker *m, const struct pc_settings_file *file, struct pc_str path)
{
	PC_AUTO(pc_buf_done) struct pc_buf json = {0};
	struct pc_str bytes;

	if (file->text.ptr)
		return maker_carry(m, path, file->text);
	PC_TRY(pc_fs_read(
		&bytes, m->arena, AT_FDCWD, file->name, PC_MAX_DOC_SIZE, m->err));
	if (!file->is_yaml)
		return maker_carry(m, path, bytes);
	PC_TRY(as_json(&json, m, file->name, bytes));
	return maker_carry(m, path, pc_buf_str(&json));
}

static size_t managed_files(
	struct pc_settings_file *out, const struct pc_settings *settings)
{
	size_t n = 0;

	for (size_t i = 0; i < settings->n_files; i++) {
		if (settings->files[i].layer == PC_LAYER_MANAGED &&
			settings->files[i].is_read)
			out[n++] = settings->files[i];
	}
	return n;
}

/* A repository may have its base in JSON and in YAML; machines have one, so the others
 * follow as the first drop-ins. */
enum pc_status fragments_make(struct maker *m)
{
	const struct pc_target *target = m->out->target;
	struct pc_settings_file *files = pc_arena_new_array(
		m->arena, struct pc_settings_file, m->settings->n_files);
	size_t n = managed_files(files, m->settings);
	size_t first = n && files[0].is_base ? 1 : 0;
	const struct pc_str *names = choose_names(m, files + first, n - first);
	struct pc_str root = m->out->root;

	if (first) {
		PC_TRY(carry(m, &files[0],
			pc_arena_printf(
				m->arena, "%.*s/%s", PC_STR_ARG(root), target->file)));
	}
	for (size_t i = first; i < n; i++) {
		struct pc_str path = pc_arena_printf(m->arena, "%.*s/%s/%.*s",
			PC_STR_ARG(root), target->dropins, PC_STR_ARG(names[i - first]));

		PC_TRY(carry(m, &files[i], path));
	}
	return PC_OK;
}
