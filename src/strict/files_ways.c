/* SPDX-License-Identifier: Apache-2.0 */
/* Files of programs with ways of their own, beyond what a row of the table (roles.h) can
 * say; files.c reads the rest. */
#include "files_priv.h"
#include "pc/base/fs.h"

enum { MAX_NAMES = 64 };

/* cp x/.env dir writes dir/.env. */
static void into_directory(const struct seen *s)
{
	const struct use *to = NULL;

	for (size_t i = 0; i < s->uses->count; i++) {
		const struct use *use = &s->uses->items[i];

		if (use->role == 'D' || (use->operand && strchr("wS", use->role)))
			to = use;
	}
	for (size_t i = 0; to && i < s->uses->count; i++) {
		const struct use *use = &s->uses->items[i];
		struct field base = use->value;
		struct field path;

		if (!use->operand || use == to || base.kind == FIELD_UNKNOWN ||
			file_is_remote(&to->value))
			continue;
		if (file_is_remote(&base))
			base.text =
				pc_str_from(base.text, pc_str_find(base.text, ':') + 1);
		base.text = pc_path_base(base.text);
		/* cp x x.bak: no directory is called so. */
		if (base.text.len < pc_path_base(to->value.text).len &&
			pc_str_starts(pc_path_base(to->value.text), base.text))
			continue;
		path = field_below(s->arena, &to->value, &base);
		file_written(s, &path, "writes");
	}
}

/* The directory that an option says things go to. */
static const struct field *target_directory(const struct seen *s)
{
	static const struct field none = {.kind = FIELD_KNOWN};

	for (size_t i = 0; i < s->uses->count; i++) {
		if (s->uses->items[i].role == 'D')
			return &s->uses->items[i].value;
	}
	return &none;
}

/* wget http://x/.env writes .env. */
static void named_by_url(const struct seen *s)
{
	const struct field *dir = target_directory(s);

	for (size_t i = 0; i < s->uses->count; i++) {
		struct field base = s->uses->items[i].value;

		if (s->uses->items[i].role != 'u' || base.kind != FIELD_KNOWN)
			continue;
		base.text =
			pc_path_base(pc_str_head(base.text, pc_str_find(base.text, '?')));
		if (!base.text.len)
			continue;
		base = field_below(s->arena, dir, &base);
		file_written(s, &base, "writes");
	}
}

/* curl does that when told to. */
static void named_when_told(const struct seen *s)
{
	const struct fields *words = s->simple->words;

	for (size_t i = 1; i < words->count; i++) {
		struct pc_str text = words->items[i].text;
		bool is_cluster =
			text.len > 1 && text.ptr[0] == '-' && text.ptr[1] != '-';

		if (pc_str_starts(text, PC_STR("--remote-name")) ||
			(is_cluster && pc_str_find(text, 'O') < text.len)) {
			named_by_url(s);
			return;
		}
	}
}

/* Something comes into a directory whose name nobody says. */
static void writes_in(const struct seen *s, const struct field *dir)
{
	struct field any = {.kind = FIELD_PATTERN, .text = PC_STR("*")};
	struct field child = field_below(s->arena, dir, &any);

	if (dir->text.len)
		file_written(s, &child, "writes into");
}

static void into_target(const struct seen *s)
{
	writes_in(s, target_directory(s));
}

/* tar -x -C DIR */
static void unpacked(const struct seen *s)
{
	const struct fields *words = s->simple->words;

	for (size_t i = 1; i < words->count; i++) {
		struct pc_str text = words->items[i].text;
		bool is_cluster = i == 1 || (text.len > 1 && text.ptr[0] == '-' &&
						    text.ptr[1] != '-');

		if (pc_str_is(text, "--extract") || pc_str_is(text, "--get") ||
			(is_cluster && pc_str_find(text, 'x') < text.len)) {
			writes_in(s, &s->uses->dir);
			return;
		}
	}
}

/* Variables that name files to programs. */
void files_environment(const struct seen *s)
{
	static const struct {
		const char *programs, *names;
	} told[] = {
		{"bash", "BASH_ENV"},
		{"sh dash ksh bash", "ENV"},
		{"python python3", "PYTHONSTARTUP"},
		{"git", "GIT_SSL_KEY GIT_SSL_CERT GIT_CONFIG_GLOBAL"},
		{"aws", "AWS_SHARED_CREDENTIALS_FILE AWS_CONFIG_FILE"},
		{"kubectl helm", "KUBECONFIG"},
		{"psql", "PGPASSFILE PGSSLKEY"},
		{"gcloud", "GOOGLE_APPLICATION_CREDENTIALS"},
		{"npm npx", "NPM_CONFIG_USERCONFIG npm_config_userconfig"},
	};
	struct pc_str program = simple_program(s->simple);

	for (size_t i = 0; i < PC_COUNT(told); i++) {
		struct pc_str rest = pc_str(told[i].names);

		while (rest.ptr && names_have(told[i].programs, program)) {
			struct field path = {.kind = FIELD_KNOWN};
			struct pc_str name = pc_str_cut(&rest, ' ');

			if (scope_variable(&path.text, s->simple->scope, name))
				file_read(s, &path, "environment");
		}
	}
}

/* find DIR -name X -delete: X in DIR, and somewhere below it. */
static void found_below(
	const struct seen *s, const struct field *dir, const struct field *name)
{
	struct field here = field_below(s->arena, dir, name);
	struct field below = {.kind = FIELD_UNKNOWN, .text = here.text};
	size_t fixed = name->text.len;

	while (fixed && !strchr("*?[]", name->text.ptr[fixed - 1]))
		fixed--;
	below.begins = pc_arena_printf(s->arena, "%.*s/", PC_STR_ARG(dir->text));
	below.ends = fixed ? pc_str_from(name->text, fixed)
			   : pc_arena_printf(s->arena, "/%.*s", PC_STR_ARG(name->text));
	file_written(s, &here, "find -delete");
	if (below.ends.len)
		file_written(s, &below, "find -delete");
}

static bool word_is(const struct field *word, const char *text)
{
	return word->kind == FIELD_KNOWN && pc_str_is(word->text, text);
}

/* A test that leaves most files out; which ones only run time knows. */
static bool is_narrow(const struct fields *words, size_t at)
{
	const struct field *word = &words->items[at];
	static const char wide[] =
		"-delete -type -depth -xdev -mount -maxdepth -mindepth "
		"-print -print0 -follow -noleaf -ls";

	/* Every file has a name like "*". */
	if (at + 1 < words->count && word_is(&words->items[at + 1], "*") &&
		names_have("-name -iname -path -ipath", word->text))
		return false;
	return word->text.len > 1 && word->text.ptr[0] == '-' &&
	       !names_have(wide, word->text);
}

static bool is_directory_test(const struct fields *words, size_t at)
{
	return at && word_is(&words->items[at], "d") &&
	       word_is(&words->items[at - 1], "-type");
}

/* Of all below dir what the names say; without names, all. */
static void deleted_in(const struct seen *s, const struct field *dir)
{
	const struct fields *words = s->simple->words;
	bool named = false;
	unsigned n_names = 0;

	for (size_t i = 1; i + 1 < words->count; i++) {
		struct field name = words->items[i + 1];

		named = named || is_narrow(words, i) || is_directory_test(words, i + 1);
		if (!word_is(&words->items[i], "-name") &&
			!word_is(&words->items[i], "-iname"))
			continue;
		if (n_names++ == MAX_NAMES) {
			named = false;
			break;
		}
		if (name.kind == FIELD_KNOWN)
			name.kind = FIELD_PATTERN;
		found_below(s, dir, &name);
	}
	if (!named)
		implies_tree(s->walk, s->simple, dir, true, "find -delete");
}

/* Where find starts: its operands before the first option, or ".". */
static void find_deletes(const struct seen *s)
{
	const struct fields *words = s->simple->words;
	struct field here = field_known(PC_STR("."));
	bool deletes = false;
	size_t n = 0;

	for (size_t i = 1; i < words->count; i++)
		deletes = deletes || word_is(&words->items[i], "-delete");
	for (size_t i = 1; deletes && i < words->count; i++, n++) {
		struct pc_str text = words->items[i].text;

		if (text.len && strchr("-(!", text.ptr[0]))
			break;
		if (!text.len) /* find refuses it */
			continue;
		deleted_in(s, &words->items[i]);
	}
	if (deletes && !n)
		deleted_in(s, &here);
}

static bool has_any(struct pc_str text, const char *letters)
{
	for (size_t i = 0; i < text.len; i++) {
		if (strchr(letters, text.ptr[i]))
			return true;
	}
	return false;
}

/* find DIR -exec cat {} +: programs that show or copy all that is in a file; grep where
 * it looks for anything. */
static bool runs_reader(const struct fields *words, size_t at)
{
	static const char runs[] = "-exec -execdir -ok -okdir";
	static const char shows[] =
		"cat tac nl head tail less more bat cp base64 base32 xxd od hexdump "
		"strings "
		"rev curl scp rsync tar zip cpio dd openssl gpg install paste sort uniq";
	static const char any[] = ". .* ^ $ = [^]";
	struct pc_str program;

	if (!names_have(runs, words->items[at].text) || at + 1 >= words->count)
		return false;
	program = pc_path_base(words->items[at + 1].text);
	if (!names_have("grep egrep fgrep", program))
		return names_have(shows, program);
	for (size_t i = at + 2; i < words->count; i++) {
		struct pc_str text = words->items[i].text;

		if (text.len > 1 && text.ptr[0] == '-' && text.ptr[1] != '-' &&
			has_any(text, "qlLc"))
			return false; /* only names and numbers come out */
		if (!text.len || names_have(any, text))
			return true;
	}
	return false;
}

/* Without a test that leaves files out, that is all files below its directories. */
static void find_runs(const struct seen *s)
{
	const struct fields *words = s->simple->words;
	struct field here = field_known(PC_STR("."));
	bool runs = false;
	size_t first = 0;

	for (size_t i = 1; i < words->count && !runs; i++) {
		runs = runs_reader(words, i);
		if (!runs && (is_narrow(words, i) || is_directory_test(words, i)))
			return;
		if (!first && words->items[i].text.len &&
			strchr("-(!", words->items[i].text.ptr[0]))
			first = i;
	}
	if (!runs)
		return;
	if (first == 1)
		implies_tree(s->walk, s->simple, &here, false, "find -exec");
	for (size_t i = 1; i < first; i++)
		implies_tree(s->walk, s->simple, &words->items[i], false, "find -exec");
}

/* sudo -e FILE is an editor. */
static void sudo_edits(const struct seen *s)
{
	const struct fields *words = s->simple->words;
	bool edits = pc_str_is(simple_program(s->simple), "sudoedit");

	for (size_t i = 1; i < words->count; i++) {
		struct use use = {.value = words->items[i]};

		if (word_is(&words->items[i], "-e") ||
			word_is(&words->items[i], "--edit"))
			edits = true;
		else if (edits)
			file_edited(s, &use);
	}
}

/* getent shadow */
static void database(const struct seen *s)
{
	const struct fields *words = s->simple->words;
	struct field path;

	if (words->count < 2 || words->items[1].kind != FIELD_KNOWN)
		return;
	path = field_known(
		pc_arena_printf(s->arena, "/etc/%.*s", PC_STR_ARG(words->items[1].text)));
	file_read(s, &path, "getent");
}

/* python3 -m http.server, php -S x:80: all below a directory for everybody. */
static void serves(const struct seen *s)
{
	const struct fields *words = s->simple->words;
	struct field dir = field_known(PC_STR("."));
	bool served = false;

	for (size_t i = 1; i < words->count; i++) {
		struct pc_str text = words->items[i].text;

		served = served || names_have("http.server SimpleHTTPServer -S", text);
		if (served && names_have("-d --directory -t", text) &&
			i + 1 < words->count)
			dir = words->items[i + 1];
		else if (served && pc_str_starts(text, PC_STR("--directory=")))
			dir = field_behind(&words->items[i], strlen("--directory="));
	}
	if (served)
		implies_tree(s->walk, s->simple, &dir, false, "serves");
}

/* zip -@ reads names from its input. */
static void zip_input(const struct seen *s)
{
	struct use use = {.role = 'l', .value = field_known(PC_STR("-"))};

	for (size_t i = 1; i < s->simple->words->count; i++) {
		if (word_is(&s->simple->words->items[i], "-@") &&
			(s->simple->input_known || s->simple->reads_pipe))
			file_listed(s, &use);
	}
}

/* git log shows what was in a file only when asked for patches. */
static void log_patches(const struct seen *s)
{
	static const char shows[] = "-p -u --patch --cc -c --patch-with-stat --full-diff";
	const struct fields *words = s->simple->words;
	bool patches = false;

	for (size_t i = 1; i < words->count; i++)
		patches = patches || names_have(shows, words->items[i].text);
	for (size_t i = 2; patches && i < words->count; i++) {
		struct use use = {.role = 'R', .value = words->items[i]};

		if (use.value.text.len && use.value.text.ptr[0] != '-')
			file_revision(s, &use);
	}
}

/* "a/x" of a patch, without as many directories as -p says: 1, and none of them. */
static void patched(const struct seen *s, struct pc_str line)
{
	struct pc_str path = pc_str_trim(pc_str_head(line, pc_str_find(line, '\t')));
	struct field whole = field_known(path);
	struct field rest = field_known(pc_str_from(path, pc_str_find(path, '/') + 1));

	if (!path.len || pc_str_is(path, "/dev/null"))
		return;
	file_written(s, &whole, "patches");
	if (rest.text.len)
		file_written(s, &rest, "patches");
}

/* The files that a patch changes, where it is the line's own. */
static void patch_names(const struct seen *s, struct pc_str patch)
{
	static const char *const heads[] = {
		"+++ ", "--- ", "rename to ", "rename from ", "Index: "};

	while (patch.ptr) {
		struct pc_str line = pc_str_cut(&patch, '\n');

		for (size_t i = 0; i < PC_COUNT(heads); i++) {
			if (pc_str_starts(line, pc_str(heads[i])))
				patched(s, pc_str_from(line, strlen(heads[i])));
		}
	}
}

static void patch_files(const struct seen *s)
{
	const struct fields *words = s->simple->words;
	struct pc_str patch;

	if (s->simple->input_known)
		patch_names(s, s->simple->input);
	for (size_t i = 1; i < words->count; i++) {
		if (words->items[i].kind == FIELD_KNOWN &&
			walk_content(&patch, s->walk, s->simple, words->items[i].text))
			patch_names(s, patch);
	}
}

/* cpio and pax read names from their input. */
static void archive_input(const struct seen *s)
{
	struct use use = {.role = 'l', .value = field_known(PC_STR("-"))};

	file_listed(s, &use);
}

/* What loads the settings of a project reads .env when nobody names another file. */
static void loads_settings(const struct seen *s)
{
	static const char *const loaders[] = {"dotenv/config", "load_dotenv()",
		"dotenv_values()", "dotenv').config()", "dotenv\").config()"};
	const struct field file = field_known(PC_STR(".env"));
	const struct fields *words = s->simple->words;
	bool is_own = names_have("dotenv dotenvx env-cmd", simple_program(s->simple));
	bool loads = is_own;

	for (size_t i = 1; i < words->count; i++) {
		struct pc_str text = words->items[i].text;

		if (is_own &&
			names_have("-f --file -e --env-file --help --version", text))
			return;
		loads |= word_is(&words->items[i], "dotenv") &&
			 word_is(&words->items[i - 1], "-m");
		for (size_t k = 0; k < PC_COUNT(loaders); k++)
			loads |= pc_str_find_str(text, pc_str(loaders[k])) < text.len;
	}
	if (loads && words->count > 1)
		file_read(s, &file, "loads");
}

static const struct way {
	const char *names; /* programs, and commands of git */
	void (*look)(const struct seen *s);
} ways[] = {
	{"cp mv ln link install ginstall rsync scp git:mv", into_directory},
	{"wget wget2 aria2c axel", named_by_url},
	{"curl", named_when_told},
	{"wget wget2 unzip unrar", into_target},
	{"tar bsdtar gtar", unpacked},
	{"find gfind", find_deletes},
	{"find gfind", find_runs},
	{"git:log git:shortlog git:reflog", log_patches},
	{"patch gpatch git:apply git:am", patch_files},
	{"cpio pax", archive_input},
	{"zip", zip_input},
	{"sudo sudoedit", sudo_edits},
	{"getent", database},
	{"python python3 php", serves},
	{"dotenv dotenvx env-cmd python python3 node nodejs bun", loads_settings},
};

static const struct known_table way_table = KNOWN_TABLE(ways);

void files_own_ways(const struct seen *s)
{
	static const struct known_table *const tables[] = {&way_table};
	static struct known_tables known = KNOWN_IN(tables);
	const struct way *way = NULL;
	struct pc_str name = simple_program(s->simple);

	if (s->uses->sub.len)
		name = pc_arena_printf(s->arena, "%.*s:%.*s", PC_STR_ARG(name),
			PC_STR_ARG(s->uses->sub));
	while ((way = known_row(&known, name, way)) != NULL)
		way->look(s);
}
