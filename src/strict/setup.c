/* SPDX-License-Identifier: Apache-2.0 */
/* eval "$(ssh-agent -s)", source <(kubectl completion bash): tools that print how a shell
 * is to be set up for them.  What they print is their own, and as plain as what they are
 * installed with; nobody can make them print something else in the same line. */
#include "map.h"
#include "pc/base/fs.h"
#include "roles.h"
#include "walk_priv.h"

/* Programs, and the first word behind them; NULL: options alone. */
static const struct {
	const char *programs, *commands;
} printers[] = {
	{"ssh-agent gpg-agent dircolors keychain resize lesspipe thefuck fzf", NULL},
	{"brew", "shellenv"},
	{"direnv", "hook"},
	{"pyenv rbenv nodenv goenv jenv plenv starship zoxide atuin mcfly", "init"},
	{"fnm opam mise", "env"},
	{"mise rtx", "activate"},
	{"conda mamba", "shell.bash shell.zsh shell.posix"},
	{"micromamba", "shell"},
	{"luarocks", "path"},
	{"minikube", "docker-env podman-env completion"},
	{"docker-machine", "env"},
	{"kubectl helm npm gh docker kind k3d k9s flux argocd istioctl velero oc eksctl "
	 "deno poetry pip just golangci-lint goreleaser cilium linkerd tkn stern yq "
	 "cobra hugo terraform-docs doctl scw glab rclone podman skaffold kustomize",
		"completion completions"},
	{"rustup uv", "completions generate-shell-completion"},
};

static bool is_printer(const struct fields *words, struct pc_str program)
{
	for (size_t i = 0; i < PC_COUNT(printers); i++) {
		const char *commands = printers[i].commands;

		if (!names_have(printers[i].programs, program))
			continue;
		if (commands && words->count > 1 &&
			names_have(commands, words->items[1].text))
			return true;
		for (size_t k = 1; !commands && k < words->count; k++) {
			if (!pc_str_starts(words->items[k].text, PC_STR("-")))
				return false;
		}
		if (!commands)
			return true;
	}
	return false;
}

/* The line itself says nothing of what the program is. */
static bool is_installed(
	const struct walk *walk, const struct scope *scope, struct pc_str word)
{
	if (pc_str_find(word, '/') < word.len)
		return word.ptr[0] == '/' && !written_find(walk, scope, word);
	return !map_find(scope->functions, word) && !map_find(scope->aliases, word) &&
	       !scope_find(scope, PC_STR("PATH"));
}

/* "$(x)", `x` -> x */
static struct pc_str inside(struct pc_str text)
{
	text = pc_str_trim(text);
	if (text.len > 1 && text.ptr[0] == '"' && text.ptr[text.len - 1] == '"')
		text = pc_str_from(pc_str_head(text, text.len - 1), 1);
	if (pc_str_starts(text, PC_STR("$(")) && pc_str_ends(text, PC_STR(")")))
		return pc_str_from(pc_str_head(text, text.len - 1), 2);
	if (text.len > 1 && text.ptr[0] == '`' && text.ptr[text.len - 1] == '`')
		return pc_str_from(pc_str_head(text, text.len - 1), 1);
	return text;
}

bool setup_prints(struct walk *walk, const struct scope *scope, struct pc_str source)
{
	struct pc_sh_tree tree;
	const struct pc_sh_node *node;
	struct fields *all = pc_arena_new(walk->arena, struct fields);
	size_t cap = 0;

	source = inside(source);
	if (!source.len || source.len > walk->script_room)
		return false;
	walk->script_room -= source.len;
	pc_sh_parse(&tree, walk->arena, source);
	node = tree.fault == PC_SH_FINE && tree.root ? tree.root->children : NULL;
	if (!node || node->next || node->kind != PC_SH_SIMPLE || node->assigns)
		return false;
	for (const struct pc_sh_word *word = node->words; word; word = word->next) {
		struct fields one;

		values_of(&one, walk->arena, scope, word);
		if (one.count != 1 || one.items[0].kind != FIELD_KNOWN)
			return false;
		pc_arena_grow(walk->arena, all->items, all->count, cap);
		all->items[all->count++] = one.items[0];
	}
	return all->count && is_installed(walk, scope, all->items[0].text) &&
	       is_printer(all, pc_path_base(all->items[0].text));
}
