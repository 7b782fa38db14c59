/* SPDX-License-Identifier: Apache-2.0 */
/* A path in a tree of git's, with links followed as the file system would follow them in
 * a checkout, but never out of the revision. */
#include <limits.h>

#include "fleet_priv.h"
#include "pc/base/fs.h"

enum { MOST_LINKS = 40 }; /* as the kernel */

struct pc_str tree_join(struct pc_arena *arena, struct pc_str dir, struct pc_str name)
{
	if (dir.len == 0)
		return pc_arena_str(arena, name);
	return pc_arena_printf(arena, "%.*s/%.*s", PC_STR_ARG(dir), PC_STR_ARG(name));
}

/* What a link says; empty when no file system would hold such a link. */
static struct pc_str link_text(const struct tree *tree, const git_oid *id)
{
	struct pc_str text = {0};
	git_blob *blob = NULL;
	size_t size;

	if (git_blob_lookup(&blob, tree->repo->git, id) < 0)
		return text;
	size = (size_t)git_blob_rawsize(blob);
	if (size < PATH_MAX && !memchr(git_blob_rawcontent(blob), '\0', size)) {
		text = pc_arena_str(
			tree->arena, (struct pc_str){git_blob_rawcontent(blob), size});
	}
	git_blob_free(blob);
	return text;
}

/* The entry at a path without links on the way. */
static git_filemode_t entry_at(git_oid *id, const struct tree *tree, struct pc_str path)
{
	git_tree_entry *entry = NULL;
	git_filemode_t mode;

	if (git_tree_entry_bypath(
		    &entry, tree->root, pc_arena_str(tree->arena, path).ptr) < 0)
		return GIT_FILEMODE_UNREADABLE;
	mode = git_tree_entry_filemode(entry);
	git_oid_cpy(id, git_tree_entry_id(entry));
	git_tree_entry_free(entry);
	return mode;
}

static struct tree_place outside(struct pc_str link)
{
	return (struct tree_place){.kind = TREE_OUTSIDE, .link = link};
}

/* A walk down a tree: at is the real path so far, rest what is still to go. */
struct walk {
	struct tree_place place;
	struct pc_str at, rest, link;
	int links;
};

/* One component.  False: the walk ends at walk->place. */
static bool walk_step(struct walk *walk, const struct tree *tree, struct pc_str part)
{
	struct pc_str next;
	git_oid id;

	if (part.len == 0 || pc_str_is(part, "."))
		return true;
	if (pc_str_is(part, "..")) {
		size_t slash = pc_str_rfind(walk->at, '/');

		walk->place = outside(walk->link);
		if (walk->at.len == 0)
			return false;
		walk->at.len = slash == walk->at.len ? 0 : slash;
		return true;
	}
	next = tree_join(tree->arena, walk->at, part);
	switch (entry_at(&id, tree, next)) {
	case GIT_FILEMODE_TREE:
		walk->at = next;
		return true;
	case GIT_FILEMODE_BLOB:
	case GIT_FILEMODE_BLOB_EXECUTABLE:
		walk->place = (struct tree_place){
			.kind = pc_str_trim(walk->rest).len ? TREE_NOTHING : TREE_FILE,
			.id = id};
		return false;
	case GIT_FILEMODE_LINK:
		walk->link = link_text(tree, &id);
		walk->place = outside(walk->link);
		if (walk->link.len == 0 || walk->link.ptr[0] == '/' ||
			++walk->links > MOST_LINKS)
			return false;
		walk->rest = walk->rest.ptr
				     ? tree_join(tree->arena, walk->link, walk->rest)
				     : walk->link;
		return true;
	default:
		walk->place = (struct tree_place){.kind = TREE_NOTHING};
		return false;
	}
}

struct tree_place tree_find(const struct tree *tree, struct pc_str path)
{
	struct walk walk = {.rest = path};

	while (walk.rest.ptr) {
		if (!walk_step(&walk, tree, pc_str_cut(&walk.rest, '/')))
			return walk.place;
	}
	walk.place = (struct tree_place){
		.kind = TREE_DIRECTORY, .id = *git_tree_id(tree->root)};
	if (walk.at.len)
		entry_at(&walk.place.id, tree, walk.at);
	return walk.place;
}
