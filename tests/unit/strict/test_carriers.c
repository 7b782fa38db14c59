/* SPDX-License-Identifier: Apache-2.0 */
/* Which commands and scripts a simple command runs. */
#include "pc_test.h"

#include "pc/base/limits.h"
#include "recorded_carriers.h"

static const struct row {
	const char *name, *want; /* the name is the line */
} rows[] = {
	/* shells */
	{"bash -c 'curl x'", "{curl x}"},
	{"sh -lc 'curl x'", "{curl x}"},
	{"bash -euo pipefail -c 'curl x'", "{curl x}"},
	{"bash -c -e 'curl x'", "{curl x}"},
	{"bash --norc --rcfile f -O extglob -c 'curl x'", "{curl x}"},
	{"/usr/bin/env bash -c x", "[bash -c x]"},
	{"bash -c '$0 x' curl", "{'curl' x}"},
	{"bash -c '\"$@\"' _ curl x", "{\"\"'curl' 'x'\"\"}"},
	{"bash -c '$1' _ 'curl x'", "{'curl' 'x'}"},
	{"bash -c \"echo '\\$1'\" _ curl", "{echo '$1'}"},
	{"bash -c 'f() { $1; }; f curl' _ ls", "{f() { $1; }; f curl}"},
	{"bash -c \"curl $X\"", "{curl $RANDOM} {curl $X}"},
	{"bash -c \"$X\"", "{$X}"},
	{"bash script.sh", ""},
	{"bash \"$dir/x.sh\"", ""},
	{"bash $x", "?"},
	{"bash <(curl x)", "?"},
	{"bash", ""},
	{"fish -c 'curl x'", "{curl x}"},
	{"fish -C 'curl x'", "{curl x}"},
	{"eval curl x", "{curl x}"},
	{"eval \"$x\"", "{$x}"},
	{"exec -a ls curl x", "[curl x]"},
	{"exec", ""},
	{"command -p curl x", "[curl x]"},
	{"command -v curl", ""},
	{"builtin eval x", "[eval x]"},
	{"trap 'curl x' EXIT", "{curl x}"},
	{"trap - EXIT", "{-}"},
	{"source ./x", ""},
	{". <(curl x)", "?"},
	{"hash -p /usr/bin/curl ls", "[/usr/bin/curl]"},
	{"mapfile -C 'curl x' -c 1 a", "{curl x}"},
	{"bind -x '\"a\": curl x'", "{ curl x}"},
	/* starters */
	{"env", ""},
	{"env -i -u A B=1 curl x", "[curl x]"},
	{"env - curl x", "[curl x]"},
	{"env -S 'curl x' y", "[env curl x y]"},
	{"env -iS'A=1 curl \"x y\"'", "[env A=1 curl x y]"},
	{"env --split-string='curl\\_x'", "[env curl x]"},
	{"env -S '${A} x'", "[env <..> x]"},
	{"env PAGER='curl x' git log", "{curl x} [git log]"},
	{"sudo -u bob -n A=1 curl x", "[curl x]"},
	{"sudo -l curl", ""},
	{"sudo --user=bob -- curl x", "[curl x]"},
	{"doas -u bob curl x", "[curl x]"},
	{"su bob -c 'curl x'", "{curl x}"},
	{"su - bob -c 'curl x'", "{curl x}"},
	{"su -c 'curl x'", "{curl x}"},
	{"su bob -- -c 'curl x'", "[sh -c curl x]"},
	{"su -s /usr/bin/curl bob", "{/usr/bin/curl}"},
	{"runuser -u bob -- curl x", "[curl x]"},
	{"runuser - bob -c 'curl x'", "{curl x}"},
	{"nice -n 5 curl x", "[curl x]"},
	{"nice -5 curl x", "[curl x]"},
	{"ionice -c2 -n 3 curl x", "[curl x]"},
	{"ionice -p 5", ""},
	{"chrt -f 5 curl x", "[curl x]"},
	{"taskset -c 0,1 curl x", "[curl x]"},
	{"timeout -k 1 -s 9 5 curl x", "[curl x]"},
	{"timeout --signal=9 5 curl x", "[curl x]"},
	{"timeout $T ls", "[ls]"},
	{"timeout --help", ""},
	{"flock -n /tmp/l curl x", "[curl x]"},
	{"flock /tmp/l -c 'curl x'", "{curl x}"},
	{"flock 9", ""},
	{"stdbuf -oL curl x", "[curl x]"},
	{"setsid -f curl x", "[curl x]"},
	{"nohup curl x", "[curl x]"},
	{"script -qec 'curl x' /dev/null", "{curl x}"},
	{"watch -n 1 curl x", "{curl x}"},
	{"strace -f -o out curl x", "[curl x]"},
	{"strace -o '|curl x' ls", "{curl x} [ls]"},
	{"gdb -batch -ex run --args curl x", "[curl x]"},
	{"gdb -ex 'shell curl x'", "{curl x}"},
	{"gdb ./prog", ""},
	{"valgrind --tool=none curl x", "[curl x]"},
	{"perf stat -e cycles curl x", "[curl x]"},
	{"perf report", ""},
	{"unshare -r curl x", "[curl x]"},
	{"chroot --userspec=a / curl x", "[curl x]"},
	{"capsh --print -- -c 'curl x'", "[sh -c curl x]"},
	{"systemd-run --user -p A=1 curl x", "[curl x]"},
	{"start-stop-daemon -S -x /usr/bin/curl -- x", "[/usr/bin/curl x]"},
	{"busybox curl x", "[curl x]"},
	{"busybox --list", ""},
	{"/lib64/ld-linux-x86-64.so.2 --library-path /l /usr/bin/curl x",
		"[/usr/bin/curl x]"},
	{"/usr/bin/time -f %e -o f curl x", "[curl x]"},
	{"hyperfine -w 1 'curl x' ls", "{curl x} {ls}"},
	{"$X curl", ""},
	{"nice $X curl", "[<..> curl]"},
	/* many */
	{"xargs", ""},
	{"xargs curl", "[curl <..>]"},
	{"xargs -0 -n1 -P4 -I{} curl {}/x", "[curl <../x>]"},
	{"xargs -I % sh -c 'curl %'", "[sh -c curl $RANDOM]"},
	{"parallel curl ::: a b", "{curl 'a'} {curl 'b'}"},
	{"parallel -j2 curl {} -o f ::: a", "{curl 'a' -o f}"},
	{"parallel ::: 'curl x' ls", "{curl x} {ls}"},
	{"find . -name x", ""},
	{"find . -name '*.c' -print -o -type d", ""},
	{"find . -exec curl x ';'", "[curl x]"},
	{"find /d -name .env -exec cat {} ';'", "[cat /d/.env] [cat <..>]"},
	{"find /d/.env -name .env -exec cat {} ';'",
		"[cat /d/.env] [cat /d/.env/.env] [cat <..>]"},
	{"find . -iname a1 -ok cat {} +", "[cat *./[aA]1] [cat <..>]"},
	{"find . -name '*env' -execdir cat {} +",
		"[cat *./*env] [cat *./.*env] [cat <..>]"},
	{"find . -type f -exec cat {} +", "[cat <./..>]"},
	{"find . -name a -o -exec cat {} ';'", "[cat <./..>]"},
	{"find . '(' -name a -o -name b ')' -exec cat {} ';'",
		"[cat ./a] [cat ./b] [cat <..>]"},
	{"find . '!' -name a -exec cat {} ';'", "[cat <..>]"},
	{"find . -name \"*$x\" -exec cat {} ';'", "[cat <..>]"},
	{"find . -name '*' -exec cat {} ';'", "[cat <./..>]"},
	{"find a b c d e f g h i j k l m -name 'x*' -exec cat {} ';'",
		"[cat a] [cat *a/x*] [cat b] [cat *b/x*] [cat c] [cat *c/x*] [cat d] "
		"[cat *d/x*] [cat e] [cat *e/x*] [cat f] [cat *f/x*] [cat g] [cat *g/x*] "
		"[cat h] [cat *h/x*] [cat i] [cat *i/x*] [cat j] [cat *j/x*] [cat k] "
		"[cat *k/x*] [cat l] [cat *l/x*] [cat <..>] (a) (w a) (b) (w b) (c) (w "
		"c) (d) (w d) (e) (w e) (f) (w f) (g) (w g) (h) (w h) (i) (w i) (j) (w "
		"j) (k) (w k) (l) (w l) (m) (w m)"},
	{"find . -mtime +1 -exec cat {} ';'", "[cat <..>]"},
	{"find . -exec sh -c 'curl $1' _ {} ';'", "[sh -c curl $1 _ <./..>]"},
	{"find . -exec a ';' -exec b {} + -print", "[a] [b <./..>]"},
	{"fd -e c -x curl {}", "[curl <..>]"},
	{"rg --pre curl x", "{curl}"},
	/* elsewhere */
	{"ssh host", ""},
	{"ssh -p 22 -i k host curl x", "{@curl x}"},
	{"ssh host -t 'curl x'", "{@curl x}"},
	{"ssh -N -L 1:h:2 host", ""},
	{"ssh -o ProxyCommand='curl x' host", "{curl x}"},
	{"docker ps", ""},
	{"docker exec -it -e A=1 c curl x", "[curl x]"},
	{"docker -H h compose exec web curl x", "[curl x]"},
	{"docker run --rm -v a:b ubuntu:22 curl x", "[curl x] [ubuntu curl x]"},
	{"docker run curlimages/curl:8 x", "[x] [curlimages/curl x]"},
	{"docker run --entrypoint curl img x", "[x] [curl x]"},
	{"kubectl exec -n a pod -c b -- curl x", "[curl x]"},
	{"kubectl get pods", ""},
	{"vagrant ssh -c 'curl x'", "{@curl x}"},
	{"rsync -a -e 'curl x' a b", "{curl x}"},
	{"scp -S curl a b:", "{curl}"},
	{"cmd.exe /c curl x", "{curl x}"},
	/* builders */
	{"npx -y curl@1 x", "[curl x]"},
	{"npx -c 'curl x'", "{curl x}"},
	{"npm exec -- curl x", "[curl x]"},
	{"npm run curl", ""},
	{"npm install curl", ""},
	{"pnpm dlx @a/b@2 x", "[@a/b x]"},
	{"uv run --with a curl x", "[curl x]"},
	{"poetry run curl x", "[curl x]"},
	{"nix-shell -p a --run 'curl x'", "{curl x}"},
	{"nix shell n#curl -c curl x", "[curl x]"},
	{"dotenv -f .env -- curl x", "[curl x]"},
	{"doppler run -- curl x", "[curl x]"},
	{"aws-vault exec me -- curl x", "[curl x]"},
	{"mise x node@1 -- curl x", "[curl x]"},
	{"bundle exec curl x", "[curl x]"},
	{"make all", ""},
	{"make SHELL=/usr/bin/curl", "{/usr/bin/curl}"},
	{"make --eval='a:;@curl x'", "{curl x}"},
	{"make --eval '$(shell curl $(X))'", "{curl $(X)}"},
	/* git */
	{"git log", ""},
	{"git commit -m 'curl x'", ""},
	{"git -c alias.a='!curl x' a", "{curl x}"},
	{"git -c alias.a='push x' a", "{git push x}"},
	{"git -c core.sshCommand='curl x' fetch", "{curl x}"},
	{"git -c core.pager=cat log", "{cat}"},
	{"git -c user.name=a commit", ""},
	{"git -C d bisect run curl x", "[curl x]"},
	{"git submodule foreach --recursive curl x", "{curl x}"},
	{"git rebase -i --exec 'curl x' HEAD~2", "{curl x}"},
	{"git rebase -xcurl HEAD~2", "{curl}"},
	{"git filter-branch --tree-filter 'curl x' HEAD", "{curl x}"},
	{"git difftool -x curl a b", "{curl}"},
	{"git grep -Ocurl x", "{curl}"},
	{"git grep -O x", ""},
	{"git config --global alias.a '!curl x'", "{curl x}"},
	{"git config user.name curl", ""},
	{"git clone 'ext::curl x' d", "{curl x} {curl x}"},
	{"git push --receive-pack=curl o", "{curl}"},
	{"git push -u origin main", ""},
	/* tools */
	{"tar xf a.tar", ""},
	{"tar -I 'curl x' -xf a", "{curl x}"},
	{"tar xf a --to-command='curl x'", "{curl x}"},
	{"tar cf a --checkpoint=1 --checkpoint-action=exec='curl x' b", "{curl x}"},
	{"socat - EXEC:'curl x',pty", "{curl x}"},
	{"socat TCP-LISTEN:1 SYSTEM:'curl x'", "{curl x}"},
	{"nc -e /bin/sh h 1", "{/bin/sh}"},
	{"man curl", ""},
	{"man -P 'curl x' ls", "{curl x}"},
	{"vim -c ':!curl x' f", "{curl x}"},
	{"vim '+!curl x'", "{curl x}"},
	{"vim -c 'call system(\"curl x\")'", "{curl x}"},
	{"tmux new -d -s a 'curl x'", "{curl x}"},
	{"tmux new-session curl x", "[curl x]"},
	{"tmux send-keys -t a 'curl x' Enter", "{curl x}"},
	{"screen -dmS a curl x", "[curl x]"},
	{"pwsh -NoProfile -Command git push", "[git push]"},
	{"powershell.exe -enc ZwBpAHQAIAB4AA==", "[git x]"},
	{"pwsh -c 'gc a | sc b; git x'", "r:a w:b [git x]"},
	{"pwsh -c '& (\"g\" + \"it\") x'", "[git x]"},
	{"pwsh -c 'irm x.example -OutFile y'", "h:x.example w:y"},
	{"pwsh -c 'if (1) { iex \"git x\" } # git y'", "[1] [git x]"},
	{"pwsh -c 'Write-Host git'", ""},
	{"pwsh x.ps1 git", ""},
	{"osascript -e 'do shell script \"curl x\"'", "{curl x}"},
	{"sort --compress-program=curl f", "{curl}"},
	{"echo curl x", ""},
	{"which curl", ""},
};

static void check(const struct row *r)
{
	struct walk walk = {0};

	recorded_walk(&walk, r->name, NULL, false, NULL);
	assert_str(pc_buf_str(&walk.told), r->want);
	pc_buf_done(&walk.told);
	pc_arena_done(&walk.arena);
}
PC_TABLE(rows, check)

/* What comes in, and what is set. */
static const struct fed {
	const char *name, *line, *input, *set, *want;
	bool piped;
} fed[] = {
	{"a script", "bash", "curl x", NULL, "{curl x}", true},
	{"a script for -s", "bash -s a", "curl x", NULL, "{curl x}", true},
	{"a script as a file", "sh /dev/stdin", "curl x", NULL, "{curl x}", true},
	{"sourced", "source /dev/stdin", "curl x", NULL, "{curl x}", true},
	{"not a script", "bash x.sh", "curl x", NULL, "", true},
	{"nobody knows", "bash", NULL, NULL, "?", true},
	{"on another machine", "ssh h", "curl x", NULL, "{@curl x}", true},
	{"as root", "sudo -s", "curl x", NULL, "{curl x}", true},
	{"later", "at now", "curl x", NULL, "{curl x}", true},
	{"words", "xargs curl", "a \"b c\"\nd\\ e", NULL, "[curl a b c d e]", true},
	{"a program", "xargs -I {} {} x", "curl\nls", NULL, "[curl x] [ls x]", true},
	{"one by one", "xargs -n1 curl", "a b", NULL, "[curl a] [curl b]", true},
	{"up to a mark", "xargs -d, curl", "a,b c", NULL, "[curl a b c]", true},
	{"no words", "xargs curl", "", NULL, "[curl]", true},
	{"lines for all", "parallel curl {}", "a\nb", NULL, "{curl 'a'} {curl 'b'}",
		true},
	{"lines are commands", "parallel", "curl x", NULL, "{curl x}", true},
	{"a makefile", "make -f -", "a:\n\t@curl x\n", NULL, "{curl x}", true},
	{"an editor's lines", "ed f", "!curl x\nq\n", NULL, "{curl x}", true},
	{"a pager", "git log", NULL, "GIT_PAGER=curl x", "{curl x}", false},
	{"a pager that is not asked", "ls", NULL, "GIT_PAGER=curl x", "", false},
	{"a filter", "less f", NULL, "LESSOPEN=|curl %s", "{curl %s}", false},
	{"a library", "ls", NULL, "LD_PRELOAD=./x.so", "?", false},
};

static void check_fed(const struct fed *r)
{
	struct walk walk = {0};

	recorded_walk(&walk, r->line, r->input, r->piped, r->set);
	assert_str(pc_buf_str(&walk.told), r->want);
	pc_buf_done(&walk.told);
	pc_arena_done(&walk.arena);
}
PC_TABLE(fed, check_fed)

/* "nice" and so many words in all. */
static void words_up_to_the_limit(void **state)
{
	(void)state;
	for (size_t n = PC_MAX_CARRIED_WORDS; n <= PC_MAX_CARRIED_WORDS + 1; n++) {
		struct walk walk = {0};
		struct pc_buf line = {0};

		pc_buf_puts(&line, "nice");
		for (size_t i = 1; i < n; i++)
			pc_buf_puts(&line, " x");
		recorded_walk(&walk, line.ptr, NULL, false, NULL);
		assert_int_equal(walk.told.ptr[0], n > PC_MAX_CARRIED_WORDS ? '?' : '[');
		pc_buf_done(&line);
		pc_buf_done(&walk.told);
		pc_arena_done(&walk.arena);
	}
}

static void runs_up_to_the_limit(void **state)
{
	(void)state;
	for (size_t n = PC_MAX_CARRIED_RUNS; n <= PC_MAX_CARRIED_RUNS + 1; n++) {
		struct walk walk = {0};
		struct pc_buf input = {0};

		for (size_t i = 0; i < n; i++)
			pc_buf_puts(&input, "x\n");
		recorded_walk(&walk, "xargs -I {} nice {}", input.ptr, true, NULL);
		assert_int_equal(pc_str_find(pc_buf_str(&walk.told), '<') < walk.told.len,
			n > PC_MAX_CARRIED_RUNS);
		pc_buf_done(&input);
		pc_buf_done(&walk.told);
		pc_arena_done(&walk.arena);
	}
}

int main(void)
{
	const struct CMUnitTest limits[] = {
		cmocka_unit_test(words_up_to_the_limit),
		cmocka_unit_test(runs_up_to_the_limit),
	};

	return PC_RUN(rows) + PC_RUN(fed) + cmocka_run_group_tests(limits, NULL, NULL);
}
