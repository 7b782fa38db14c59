/* SPDX-License-Identifier: Apache-2.0 */
/* Tools that run a program on the side: archivers, network pipes, editors and pagers,
 * terminals, and shells of other languages. */
#include "carriers_priv.h"

/* do shell script "x" */
static void carry_osascript(struct carry *carry)
{
	static const struct pc_str marker = {"script \"", 8};

	for (size_t i = 0; i < carry->n_options; i++) {
		const struct field *value = carry->options[i].value;
		size_t at;

		if (!value || !pc_str_is(carry->options[i].name, "-e"))
			continue;
		at = pc_str_find_str(field_start(value), marker);
		if (at < field_start(value).len) {
			struct pc_str rest =
				pc_str_from(field_start(value), at + marker.len);
			struct field script =
				known_field(pc_str_head(rest, pc_str_rfind(rest, '"')));

			tell_text(carry, &script, PC_STR("do shell script"));
		} else if (value->kind == FIELD_UNKNOWN) {
			tell_unknown(carry, PC_STR("-e"));
		}
	}
}

/* ---- tar, socat, editors ------------------------------------------------------------
 */

static void after(struct carry *carry, const struct field *word, const char *mark)
{
	struct pc_str text = field_start(word);
	size_t at = pc_str_find_str(text, pc_str(mark));

	if (at < text.len)
		tell_text(carry, field_from(carry->arena, word, at + strlen(mark)),
			pc_str(mark));
}

static void carry_tar(struct carry *carry)
{
	carry_standard(carry);
	for (size_t i = 0; i < carry->n_options; i++)
		if (carry->options[i].value &&
			pc_str_is(carry->options[i].name, "--checkpoint-action"))
			after(carry, carry->options[i].value, "exec=");
}

/* EXEC:"program words",options  SYSTEM:text,options */
static void carry_socat(struct carry *carry)
{
	for (size_t i = 1; i < carry->n_words; i++) {
		const struct field *word = &carry->words[i];
		struct pc_str text = field_start(word);
		size_t colon = pc_str_find(text, ':');
		struct pc_str name =
			text_in_lower(carry->arena, pc_str_head(text, colon));
		struct field script;

		if (!list_has("exec system shell", name) || colon == text.len)
			continue;
		script = *field_from(carry->arena, word, colon + 1);
		if (script.kind == FIELD_KNOWN)
			script.text =
				pc_str_head(script.text, pc_str_find(script.text, ','));
		tell_text(carry, &script, pc_str_head(text, colon));
	}
}

/* vim -c ':!x', +'!x', --cmd 'call system("x")' */
static void editor_command(struct carry *carry, const struct field *word)
{
	struct pc_str text = field_start(word);
	size_t bang = pc_str_find(text, '!');
	size_t call = pc_str_find_str(text, PC_STR("system"));

	if (bang < text.len) {
		tell_text(carry, field_from(carry->arena, word, bang + 1), PC_STR("!"));
	} else if (call < text.len) {
		struct pc_str rest = pc_str_from(text, call);
		size_t quote = 0;

		while (quote < rest.len && !strchr("'\"", rest.ptr[quote]))
			quote++;
		if (quote < rest.len) {
			char mark = rest.ptr[quote];

			rest = pc_str_from(rest, quote + 1);
			rest = pc_str_head(rest, pc_str_find(rest, mark));
			tell_text(carry,
				&(struct field){.kind = FIELD_KNOWN, .text = rest},
				PC_STR("system()"));
		} else {
			tell_unknown(carry, PC_STR("system()"));
		}
	} else if (word->kind == FIELD_UNKNOWN) {
		tell_unknown(carry, PC_STR("-c"));
	}
}

static void carry_editor(struct carry *carry)
{
	for (size_t i = 0; i < carry->n_options; i++)
		if (carry->options[i].value &&
			list_has("-c --cmd -S", carry->options[i].name))
			editor_command(carry, carry->options[i].value);
	for (size_t i = 1; i < carry->n_words; i++) {
		struct pc_str text = field_start(&carry->words[i]);

		if (text.len > 1 && text.ptr[0] == '+')
			editor_command(carry, &carry->words[i]);
	}
}

/* ed and ex: lines of standard input that begin with "!", or hold ":!" or "r !". */
static void carry_ed(struct carry *carry)
{
	struct pc_str rest = carry->by->input;

	carry_editor(carry);
	while (carry->by->input_known && rest.ptr) {
		struct field line = known_field(pc_str_cut(&rest, '\n'));

		if (pc_str_find(line.text, '!') < line.text.len)
			editor_command(carry, &line);
	}
}

/* ---- terminals ----------------------------------------------------------------------
 */

/* xterm -e COMMAND...; -e 'command' of one word is a script */
static void carry_terminal(struct carry *carry)
{
	for (size_t i = 1; i < carry->n_words; i++) {
		struct pc_str word = carry->words[i].text;
		size_t n = carry->n_words - i - 1;

		if (!list_has("-e -x --command --execute --", word))
			continue;
		if (n == 1)
			tell_joined(carry, carry->words + i + 1, 1);
		else
			tell_words(carry, carry->words + i + 1, n);
		return;
	}
}

/* The options of bwrap take no word, one, or two. */
static void carry_bwrap(struct carry *carry)
{
	static const char none[] =
		"--unshare-all --share-net --unshare-user --unshare-user-try "
		"--unshare-ipc "
		"--unshare-pid --unshare-net --unshare-uts --unshare-cgroup "
		"--unshare-cgroup-try --die-with-parent --new-session --as-pid-1 "
		"--clearenv --disable-userns --assert-userns-disabled";
	static const char two[] =
		"--bind --bind-try --dev-bind --dev-bind-try --ro-bind --ro-bind-try "
		"--symlink --setenv --file --bind-data --ro-bind-data --chmod --bind-fd "
		"--ro-bind-fd";
	size_t at = 1;

	while (at < carry->n_words) {
		struct pc_str word = carry->words[at].text;

		if (!pc_str_starts(word, PC_STR("--")))
			break;
		at++;
		if (word.len == 2)
			break;
		if (!list_has(none, word))
			at += list_has(two, word) ? 2 : 1;
	}
	if (at < carry->n_words)
		tell_words(carry, carry->words + at, carry->n_words - at);
}

static void carry_tmux(struct carry *carry)
{
	size_t n = carry->n_words - carry->begins;

	if (carry->quits)
		return;
	if (n == 1)
		tell_joined(carry, carry->words + carry->begins, 1);
	else
		tell_words(carry, carry->words + carry->begins, n);
}

/* What is typed into another shell, one key or text a word. */
static void carry_keys(struct carry *carry)
{
	for (size_t i = carry->begins; i < carry->n_words; i++) {
		if (!list_has("Enter C-m C-c ENTER", field_start(&carry->words[i])))
			tell_joined(carry, carry->words + i, 1);
	}
}

#define TMUX_VALUES "-L -S -f -c -t -s -n -x -y -e -F -T"
#define TAR_VALUES                                                                       \
	"-f --file -C --directory -T --files-from -X --exclude-from --exclude -b -g -H " \
	"-K "                                                                            \
	"-L -N -V --owner --group --mode --mtime --transform --strip-components "        \
	"--checkpoint-action"

/* aws ssm send-command --parameters commands='x' */
static void carry_ssm(struct carry *carry)
{
	for (size_t i = 1; i < carry->n_words; i++)
		after(carry, &carry->words[i], "commands=");
}

static void carry_sshfs(struct carry *carry)
{
	for (size_t i = 1; i < carry->n_words; i++)
		after(carry, &carry->words[i], "ssh_command=");
}

static const struct carrier rows[] = {
	{"aws", "ssm send-command", "--instance-ids --document-name --targets", NULL,
		CARRIES_NOTHING | CARRIES_REMOTE, NULL, carry_ssm},
	{"tar gtar bsdtar", NULL, TAR_VALUES,
		"-I --use-compress-program --to-command -F --info-script "
		"--new-volume-script "
		"--rsh-command --rmt-command",
		CARRIES_NOTHING, NULL, carry_tar},
	{"zip", NULL, "-b -n -t -x -i", "-TT --unzip-command", CARRIES_NOTHING, NULL,
		NULL},
	{"cpio", NULL, "-F -O -I -C -H", "--rsh-command", CARRIES_NOTHING, NULL, NULL},
	{"socat socat1", NULL, NULL, NULL, CARRIES_NOTHING, NULL, carry_socat},
	{"nc ncat netcat", NULL, "-p -s -w -i -q -X -x -o -g -G",
		"-e -c --exec --sh-exec", CARRIES_NOTHING, NULL, NULL},
	{"man", NULL, "-C -L -m -M -S -s -e -E -p -r",
		"-P --pager -H= --html=", CARRIES_NOTHING, NULL, NULL},
	{"vim vi nvim view gvim vimdiff rvim less more", NULL,
		"-c --cmd -S -u -U -i -w -W", NULL, CARRIES_NOTHING, NULL, carry_editor},
	{"ex ed red", NULL, "-c --cmd -S -p", NULL, CARRIES_NOTHING, NULL, carry_ed},
	{"tmux",
		"new|new-session|neww|new-window|splitw|split-window|popup|display-popup|"
		"respawn-pane|respawnp|respawn-window|run|run-shell|pipep|"
		"pipe-pane",
		TMUX_VALUES, NULL, 0, NULL, carry_tmux},
	{"tmux", "if|if-shell", TMUX_VALUES, NULL, CARRIES_EACH, NULL, NULL},
	{"tmux", "send|send-keys", TMUX_VALUES " -N", NULL, 0, NULL, carry_keys},
	{"screen", NULL, "-c -e -h -p -s -S -t -T -X", NULL, 0, "-ls -list -r -x -wipe",
		carry_tmux},
	{"xterm uxterm urxvt rxvt konsole gnome-terminal alacritty kitty foot st", NULL,
		NULL, NULL, CARRIES_NOTHING, NULL, carry_terminal},
	{"bwrap", NULL, NULL, NULL, CARRIES_NOTHING, NULL, carry_bwrap},
	{"pwsh powershell", NULL, NULL, NULL, CARRIES_LONG, NULL, carry_powershell},
	{"osascript", NULL, "-e -l -s", NULL, CARRIES_NOTHING, NULL, carry_osascript},
	{"curl wget", NULL, NULL, "--use-askpass", CARRIES_NOTHING, NULL, NULL},
	{"nano pico", NULL, NULL, "-s --speller", CARRIES_NOTHING, NULL, NULL},
	{"sshfs", NULL, NULL, NULL, CARRIES_NOTHING, NULL, carry_sshfs},
	{"kitty", NULL, "-o -c --config --class --name -d --directory -T --title", NULL,
		0, NULL, NULL},
	{"runcon", "*", "-t -u -r -l", NULL, 0, NULL, NULL},
};

const struct known_table carrier_tools = KNOWN_TABLE(rows);
