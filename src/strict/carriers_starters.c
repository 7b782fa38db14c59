/* SPDX-License-Identifier: Apache-2.0 */
/* Programs that start one other program: as somebody else, later, slower, watched, in
 * another namespace. */
#include "carriers_priv.h"

/* ---- env -S 'text': env splits it by rules of its own ------------------------------ */

struct splitter {
	struct pc_arena *arena;
	struct field *items;
	size_t count, cap;
	struct pc_buf word;
	bool open, unknown;
};

static void end_word(struct splitter *split)
{
	struct pc_str text;

	if (!split->open)
		return;
	text = buf_taken(split->arena, &split->word);
	pc_arena_grow(split->arena, split->items, split->count, split->cap);
	split->items[split->count++] = split->unknown
					       ? unknown_field(text, (struct pc_str){0})
					       : known_field(text);
	split->open = split->unknown = false;
}

/* Behind a backslash; returns false when the text ends there (\c). */
static bool add_escaped(struct splitter *split, char c, char quote)
{
	static const char letters[] = "nrtfv", means[] = "\n\r\t\f\v";
	const char *at = c ? strchr(letters, c) : NULL;

	if (c == 'c')
		return false;
	if (c == '_' && !quote) {
		end_word(split);
		return true;
	}
	split->open = true;
	pc_buf_add_char(&split->word, c == '_' ? ' ' : at ? means[at - letters] : c);
	return true;
}

/* One character or escape at text.ptr[i]; returns the index behind it. */
static size_t split_one(struct splitter *split, struct pc_str text, size_t i, char *quote)
{
	char c = text.ptr[i];

	if (*quote ? c == *quote : c == '\'' || c == '"') {
		*quote = *quote ? '\0' : c;
		split->open = true;
	} else if (c == '\\' && i + 1 < text.len &&
		   (*quote != '\'' || strchr("\\'", text.ptr[i + 1]))) {
		return add_escaped(split, text.ptr[i + 1], *quote) ? i + 2 : text.len;
	} else if (!*quote && strchr(" \t\n\v\f\r", c)) {
		end_word(split);
	} else if (!*quote && c == '#' && !split->open) {
		return text.len;
	} else if (c == '$' && *quote != '\'') {
		split->unknown = split->open = true;
		return i + pc_str_find(pc_str_from(text, i), '}') + 1;
	} else {
		split->open = true;
		if (!split->unknown)
			pc_buf_add_char(&split->word, c);
	}
	return i + 1;
}

/* The words behind -S text are no options of env's own. */
static size_t behind_split(const struct carry *carry)
{
	for (size_t i = 1; i < carry->n_words; i++) {
		struct pc_str text = field_start(&carry->words[i]);
		size_t s = pc_str_find(text, 'S');

		if (pc_str_starts(text, PC_STR("--split-string")))
			return i + 1 + (pc_str_find(text, '=') == text.len);
		if (text.len > 1 && text.ptr[0] == '-' && text.ptr[1] != '-' &&
			s < text.len)
			return i + 1 + (s + 1 == text.len);
	}
	return carry->begins;
}

/* 'BASH_FUNC_name%%=() { body }': a function of that name for the shell behind it. */
static void carry_function(struct carry *carry)
{
	struct pc_str rest = field_start(&carry->words[carry->begins]);
	struct field script;

	(void)pc_str_cut(&rest, '{');
	script = known_field(pc_str_trim(pc_str_head(rest, pc_str_rfind(rest, '}'))));
	tell_joined(carry, &script, 1);
	tell_words(carry, carry->words + carry->begins + 1,
		carry->n_words - carry->begins - 1);
}

/* The words are env's own again: options, assignments, command. */
static void carry_env(struct carry *carry)
{
	const struct field *text = carry_option(carry, "-S --split-string");
	struct splitter split = {.arena = carry->arena};
	char quote = '\0';

	if (carry->begins < carry->n_words &&
		pc_str_starts(field_start(&carry->words[carry->begins]),
			PC_STR("BASH_FUNC_"))) {
		carry_function(carry);
		return;
	}
	if (!text) {
		carry_standard(carry);
		return;
	}
	split.open = true;
	pc_buf_puts(&split.word, "env");
	end_word(&split);
	for (size_t i = 0; i < field_start(text).len;)
		i = split_one(&split, field_start(text), i, &quote);
	end_word(&split);
	pc_buf_done(&split.word);
	if (text->kind == FIELD_UNKNOWN)
		tell_unknown(carry, PC_STR("-S"));
	for (size_t i = behind_split(carry); i < carry->n_words; i++) {
		pc_arena_grow(carry->arena, split.items, split.count, split.cap);
		split.items[split.count++] = carry->words[i];
	}
	if (split.count > 1)
		tell_words(carry, split.items, split.count);
}

/* runuser -u user takes a command, without -u it is su. */
static void carry_runuser(struct carry *carry)
{
	static const struct carrier as_user = {"runuser", NULL,
		"-u --user -g --group -G --supp-group", NULL, 0, NULL, NULL};
	static const struct carrier as_su = {"runuser", "*",
		"-s --shell -g --group -G --supp-group -w --whitelist-environment",
		"-c --command --session-command -s --shell", CARRIES_ARGS | CARRIES_SHELL,
		NULL, NULL};

	carry->row = carry_has(carry, "-u --user") ? &as_user : &as_su;
	carry->dashes = false;
	carry->n_options = 0;
	if (carry_parse(carry))
		carry_standard(carry);
}

/* gdb --args program..., -ex 'shell x', -ex '!x', -ex run program */
static void carry_gdb(struct carry *carry)
{
	static const char *const shells[] = {
		"shell ", "!", "pipe ", "| ", "make ", "platform shell "};
	bool runs = carry_has(carry, "-args --args");

	for (size_t i = 0; i < carry->n_options; i++) {
		const struct field *value = carry->options[i].value;

		if (!value ||
			!list_has("-ex -iex -eval-command --eval-command --ex -o -O "
				  "--one-line",
				carry->options[i].name))
			continue;
		for (size_t s = 0; s < sizeof(shells) / sizeof(shells[0]); s++)
			if (pc_str_starts(field_start(value), pc_str(shells[s])))
				tell_text(carry,
					field_from(
						carry->arena, value, strlen(shells[s])),
					carry->options[i].name);
		runs |= list_has("r run start starti", field_start(value));
		if (value->kind == FIELD_UNKNOWN ||
			pc_str_starts(value->text, PC_STR("py")))
			tell_unknown(carry, carry->options[i].name);
	}
	if (runs)
		tell_words(carry, carry->words + carry->begins,
			carry->n_words - carry->begins);
}

/* start-stop-daemon --exec program -- its words */
static void carry_daemon(struct carry *carry)
{
	const struct field *program = carry_option(carry, "-a --startas -x --exec");
	size_t n = carry->n_words - carry->begins;
	struct field *words = pc_arena_new_array(carry->arena, struct field, n + 1);

	if (!program || carry->quits)
		return;
	words[0] = *program;
	memcpy(words + 1, carry->words + carry->begins, n * sizeof(*words));
	tell_words(carry, words, n + 1);
}

/* coreutils --coreutils-prog=rm -rf x */
static void carry_coreutils(struct carry *carry)
{
	struct pc_str first =
		carry->n_words > 1 ? field_start(&carry->words[1]) : (struct pc_str){0};
	struct field *words =
		pc_arena_new_array(carry->arena, struct field, carry->n_words);

	if (!pc_str_starts(first, PC_STR("--coreutils-prog=")))
		return;
	memcpy(words, carry->words + 1, (carry->n_words - 1) * sizeof(*words));
	words[0] = known_field(pc_str_from(first, strlen("--coreutils-prog=")));
	tell_words(carry, words, carry->n_words - 1);
}

/* just --command program words */
static void carry_just(struct carry *carry)
{
	for (size_t i = 1; i + 1 < carry->n_words; i++)
		if (list_has("-c --command", field_start(&carry->words[i])))
			tell_words(carry, carry->words + i + 1, carry->n_words - i - 1);
}

#define SU_VALUES "-g --group -G --supp-group -w --whitelist-environment -T --pty"

static const struct carrier rows[] = {
	/* program, operands before, options with values, options that run, flags */
	{"env genv", NULL,
		"-u --unset -C --chdir -a --argv0 -S --split-string --block-signal= -P "
		"-L -U",
		NULL, CARRIES_ASSIGNS, NULL, carry_env},
	{"sudo", NULL,
		"-u -g -p -C -h -r -t -T -U -R -D --user --group --prompt --close-from "
		"--host "
		"--role --type --command-timeout --other-user --chroot --chdir",
		NULL, CARRIES_ASSIGNS | CARRIES_SHELL,
		"-l --list -e --edit -v --validate -V -K", NULL},
	{"doas", NULL, "-u -C -a", NULL, CARRIES_SHELL, "-L", NULL},
	{"pkexec", NULL, "--user -u", NULL, CARRIES_SHELL, NULL, NULL},
	{"run0", NULL,
		"-u --user -g --group -D --chdir --unit --slice --nice --setenv "
		"--property "
		"--description --background --machine",
		NULL, CARRIES_SHELL, NULL, NULL},
	{"gosu su-exec setuidgid s6-setuidgid envuidgid envdir", "*", NULL, NULL, 0, NULL,
		NULL},
	{"su", "*", SU_VALUES, "-c --command --session-command -s --shell",
		CARRIES_ARGS | CARRIES_SHELL, NULL, NULL},
	{"sg", "*", NULL, "-c", CARRIES_TEXT | CARRIES_SHELL, NULL, NULL},
	{"newgrp", "*", NULL, NULL, CARRIES_INPUT | CARRIES_NOTHING, NULL, NULL},
	{"runuser", NULL,
		"-u --user -c --command --session-command -s --shell " SU_VALUES, NULL,
		CARRIES_ARGS, NULL, carry_runuser},
	{"nice", NULL, "-n --adjustment", NULL, 0, NULL, NULL},
	{"choom", NULL, "-n --adjust -p --pid", NULL, 0, "-p --pid", NULL},
	{"ionice", NULL, "-c --class -n --classdata -p --pid -P --pgid -u --uid", NULL, 0,
		"-p --pid -P --pgid -u --uid", NULL},
	{"chrt", "#", "-T --sched-runtime -P --sched-period -D --sched-deadline", NULL, 0,
		"-p --pid -m --max", NULL},
	{"taskset", "*", NULL, NULL, 0, "-p --pid", NULL},
	{"nohup setsid nocache eatmydata chronic ifne torsocks torify tsocks catchsegv "
	 "linux32 linux64 winpty wine wine64 dumb-init unbuffer run-one pagsh xcrun "
	 "multitime with-contenv dbus-launch ddtrace-run opentelemetry-instrument "
	 "corepack "
	 "orb",
		NULL, NULL, NULL, 0, NULL, NULL},
	{"caffeinate tini ssh-agent dbus-run-session", NULL,
		"-t -w -a -p -e --config-file --dbus-daemon", NULL, 0, "-k", NULL},
	{"xvfb-run", NULL,
		"-n -e -f -s -w -p --server-num --error-file --auth-file --server-args "
		"--wait "
		"--xauth-protocol",
		NULL, 0, NULL, NULL},
	{"fakeroot", NULL, "-l -s -i -b --lib --faked", NULL, 0, NULL, NULL},
	{"proxychains proxychains4", NULL, "-f", NULL, 0, NULL, NULL},
	{"setarch", "*", "--pid -p --show", NULL, 0, NULL, NULL},
	{"i386 x86_64 uname26", NULL, NULL, NULL, 0, NULL, NULL},
	{"arch", NULL, "-e -d", NULL, 0, NULL, NULL},
	{"stdbuf", NULL, "-i -o -e --input --output --error", NULL, 0, NULL, NULL},
	{"timeout gtimeout", "*", "-k --kill-after -s --signal", NULL, 0, NULL, NULL},
	{"flock", "*", "-w --wait --timeout -E --conflict-exit-code --start --length",
		"-c --command", 0, NULL, NULL},
	{"ip", "netns|vrf exec *", "-n -netns", NULL, CARRIES_LONG, NULL, NULL},
	{"logsave gdbserver s6-setlock setlock", "*", NULL, NULL, 0, NULL, NULL},
	{"cpulimit", NULL, "-l --limit -p --pid -e --exe -c", NULL, 0, NULL, NULL},
	{"redirfd fdmove", "*", "-r -w -u -a -x", NULL, 0, NULL, NULL},
	{"tcpserver udpserver", "* *", "-c -l -u -g -x -b -t", NULL, 0, NULL, NULL},
	{"execlineb", NULL, NULL, "-c", CARRIES_NOTHING, NULL, NULL},
	{"launchctl", "asuser *", NULL, NULL, 0, NULL, NULL},
	{"launchctl", "submit", "-l -p -o -e", NULL, 0, NULL, NULL},
	{"torchrun accelerate deepspeed", NULL, "--nproc_per_node --nnodes --config_file",
		NULL, 0, NULL, NULL},
	{"accelerate", "launch", "--num_processes --config_file", NULL, 0, NULL, NULL},
	{"sandbox-exec", NULL, "-p -f -n -D", NULL, 0, NULL, NULL},
	{"tcpdump", NULL, NULL, "-z", CARRIES_NOTHING, NULL, NULL},
	{"aria2c", NULL, NULL,
		"--on-download-complete --on-download-error --on-download-start "
		"--on-download-stop --on-download-pause --on-bt-download-complete",
		CARRIES_NOTHING, NULL, NULL},
	{"yt-dlp youtube-dl", NULL, NULL, "--exec --exec-before-download --downloader",
		CARRIES_NOTHING, NULL, NULL},
	{"openvpn", NULL, NULL,
		"--up --down --route-up --client-connect --auth-user-pass-verify "
		"--tls-verify --ipchange --learn-address",
		CARRIES_NOTHING, NULL, NULL},
	{"rpm", NULL, NULL, "--pipe", CARRIES_NOTHING, NULL, NULL},
	{"dpkg", NULL, NULL, "--pre-invoke --post-invoke --status-logger",
		CARRIES_NOTHING, NULL, NULL},
	{"pandoc", NULL, NULL, "-F --filter --pdf-engine", CARRIES_NOTHING, NULL, NULL},
	{"ag bat delta ack", NULL, NULL, "--pager", CARRIES_NOTHING, NULL, NULL},
	{"svn", NULL, NULL, "--diff-cmd --diff3-cmd --editor-cmd", CARRIES_NOTHING, NULL,
		NULL},
	{"fzf sk", NULL, NULL, "--preview --become", CARRIES_NOTHING, NULL, NULL},
	{"lynx", NULL, NULL, "-editor", CARRIES_NOTHING | CARRIES_LONG, NULL, NULL},
	{"gnome-session-inhibit", NULL, "--inhibit --reason --app-id", NULL, 0, NULL,
		NULL},
	{"just", NULL, "-f --justfile -d --working-directory", NULL, 0, NULL, carry_just},
	{"pueue", "add", "-g --group -w --working-directory -l --label -p --priority",
		NULL, CARRIES_TEXT, NULL, NULL},
	{"pee", NULL, NULL, NULL, CARRIES_EACH, NULL, NULL},
	{"trickle", NULL, "-d -u -w -t -l -n -s= -p -L", NULL, 0, NULL, NULL},
	{"lckdo with-lock-ex faketime", "*", "-l --limit -p --pid -e -w -f", NULL, 0,
		NULL, NULL},
	{"dtach abduco", NULL, "-n -N -c -A -e -r", NULL, 0, "-a", NULL},
	{"time gtime", NULL, "-f --format -o --output", NULL, 0, NULL, NULL},
	{"script", "*",
		"-E --echo -I --log-in -O --log-out -B --log-io -T --log-timing -m "
		"--logging-format -o --output-limit",
		"-c --command", CARRIES_SHELL, NULL, NULL},
	{"watch gwatch viddy", NULL, "-n --interval -q --equexit -s --shotsdir", NULL,
		CARRIES_TEXT, NULL, NULL},
	{"hyperfine", NULL,
		"-w --warmup -m --min-runs -M --max-runs -r --runs -P --parameter-scan "
		"-D -L "
		"--parameter-list --style --export-json --export-csv --export-markdown "
		"-n "
		"--command-name --time-unit --input --output -u",
		"-p --prepare -c --cleanup -s --setup -C --conclude -S --shell",
		CARRIES_EACH, NULL, NULL},
	{"strace", NULL, "-a -b -e -E -I -o -O -P -p -s -S -u -U -X --trace --output",
		NULL, CARRIES_ASSIGNS, NULL, NULL},
	{"ltrace uftrace", NULL, "-a -A -D -e -F -l -n -o -p -s -u -w -x -X", NULL, 0,
		NULL, NULL},
	{"gdb lldb cgdb rust-gdb rust-lldb", NULL,
		"-ex -iex -eval-command --eval-command --ex -x -command -ix -p -pid -c "
		"-core "
		"-d -cd -tty -s -symbols -e -exec -se -o --one-line -O -k",
		NULL, CARRIES_LONG, NULL, carry_gdb},
	{"perf", "stat|record|trace|mem|c2c|kmem|lock|sched|ftrace|kvm|timechart",
		"-e --event -o --output -p --pid -t --tid -C --cpu -F --freq -c --count "
		"-r "
		"--repeat -I --interval-print -m --mmap-pages -G --cgroup -x -D --delay "
		"--call-graph --filter",
		NULL, 0, NULL, NULL},
	{"valgrind", NULL, NULL, NULL, 0, NULL, NULL},
	{"rr", "record", "-o -e", NULL, 0, NULL, NULL},
	{"heaptrack numactl cgexec aa-exec firejail", NULL,
		"-o -p -g -m -N -C -i -l -n --membind --cpunodebind --physcpubind "
		"--interleave "
		"--preferred -u --profile --namespace",
		NULL, 0, NULL, NULL},
	{"prlimit", NULL, "-p --pid -o --output", NULL, 0, "-p --pid", NULL},
	{"unshare", NULL,
		"--map-user --map-group --map-users --map-groups --propagation "
		"--setgroups -R "
		"--root -w --wd -S --setuid -G --setgid --monotonic --boottime",
		NULL, CARRIES_SHELL, NULL, NULL},
	{"nsenter", NULL, "-t --target -S --setuid -G --setgid", NULL, CARRIES_SHELL,
		NULL, NULL},
	{"chroot", "*", "--groups --userspec -u -g -G", NULL, CARRIES_SHELL, NULL, NULL},
	{"capsh", NULL, NULL, "--shell", CARRIES_ARGS | CARRIES_MARKED, NULL, NULL},
	{"setpriv", NULL,
		"--reuid --ruid --euid --regid --rgid --egid --groups --inh-caps "
		"--ambient-caps "
		"--bounding-set --securebits --pdeathsig --selinux-label "
		"--apparmor-profile",
		NULL, 0, "-d --dump", NULL},
	{"proot systemd-nspawn", NULL,
		"-D --directory -M --machine -b -r -w -q -i -R -S -k -u --user --bind "
		"--image",
		NULL, CARRIES_SHELL, NULL, NULL},
	{"bwrap", NULL,
		"-D --directory -M --machine -b -r -w -p -f --uid --gid --hostname "
		"--chdir "
		"--unsetenv --tmpfs --dev --proc --dir -R -S",
		NULL, CARRIES_SHELL | CARRIES_MARKED, NULL, NULL},
	{"systemd-run", NULL,
		"-p --property -u --unit --description --slice --uid --gid --nice "
		"--working-directory -E --setenv -H --host -M --machine --service-type "
		"--on-active --on-boot --on-startup --on-unit-active --on-calendar "
		"--timer-property --path-property --socket-property",
		NULL, CARRIES_SHELL, NULL, NULL},
	{"systemd-inhibit systemd-cat", NULL, "-t -p --identifier --priority", NULL, 0,
		NULL, NULL},
	{"machinectl", "shell *", "-M -E --setenv --uid", NULL, CARRIES_SHELL, NULL,
		NULL},
	{"at", NULL, "-q -t -f", NULL, CARRIES_NOTHING | CARRIES_INPUT,
		"-f -c -l -r -d -V", NULL},
	{"batch", NULL, "-q -f", NULL, CARRIES_NOTHING | CARRIES_INPUT, "-f", NULL},
	{"crontab", NULL, "-u", NULL, CARRIES_NOTHING, "-l -r", NULL},
	{"start-stop-daemon", NULL,
		"-p --pidfile -n --name -u --user -g --group -s --signal -R --retry -N "
		"--nicelevel -P --procsched -I --iosched -k --umask -c --chuid -r "
		"--chroot -d "
		"--chdir -O --output --notify-timeout --ppid --pid",
		"-x --exec -a --startas", 0, "-K --stop -T --status", carry_daemon},
	{"daemonize", NULL, "-a -c -e -E -l -o -p -u", NULL, 0, NULL, NULL},
	{"daemon", NULL, "-n --name -u --user -D --chdir -U --umask -o -O -E -l", NULL, 0,
		NULL, NULL},
	{"chpst softlimit", NULL, "-u -U -e -/ -n -l -L -m -d -o -p -f -c -t -r -b -a -s",
		NULL, 0, NULL, NULL},
	{"tsp nq", NULL, "-L -D -N -O", NULL, 0, NULL, NULL},
	{"coreutils", NULL, NULL, NULL, CARRIES_NOTHING, NULL, carry_coreutils},
	{"busybox toybox coreutils uutils", NULL, NULL, NULL, 0,
		"--list --install --list-full --show", NULL},
	{"ld.so", NULL,
		"--library-path --preload --audit --inhibit-rpath --argv0 "
		"--glibc-hwcaps-prepend --glibc-hwcaps-mask",
		NULL, 0, "--list --verify", NULL},
	{"srun mpirun mpiexec mpirun.openmpi prun oshrun aprun jsrun bsub qsub", NULL,
		"-n -N -c -p -t -A -J -np -w -x -q -o -e -l -H -host --host --hostfile "
		"-machinefile --ntasks --nodes --partition --time --account --map-by "
		"--bind-to --gres --mem --cpus-per-task --output -b",
		NULL, 0, NULL, NULL},
	{"sbatch", NULL, "-n -N -c -p -t -A -J -o -e", "--wrap", CARRIES_NOTHING, NULL,
		NULL},
	{"newrelic-admin honcho foreman", "run|run-program", "-e --env -f --procfile",
		NULL, 0, NULL, NULL},
	{"rlwrap", NULL, "-a -b -C -D -f -H -l -M -P -q -s -S -t -w -z", NULL, 0, NULL,
		NULL},
};

const struct known_table carrier_starters = KNOWN_TABLE(rows);
