/* SPDX-License-Identifier: Apache-2.0 */
/* Programs that the client runs without a rule: found by asking it about every program
 * of a system and every option of those that it runs (2.1.330).  A name that is missing
 * is asked about. */
#include "readonly_priv.h"

/* Any words; RO_GLOB: patterns as well. */
const struct ro_plain ro_plain[] = {
	{"basename", RO_GLOB},
	{"cal", 0},
	{"cat", RO_GLOB | RO_FILES},
	{"cmp", RO_GLOB | RO_FILES},
	{"column", RO_GLOB | RO_FILES},
	{"comm", RO_FILES},
	{"cut", RO_GLOB | RO_FILES},
	{"df", RO_GLOB},
	{"diff", RO_GLOB | RO_FILES},
	{"dirname", RO_GLOB},
	{"du", RO_GLOB},
	{"echo", RO_GLOB},
	{"expand", RO_FILES},
	{"expr", 0},
	{"false", 0},
	{"find", RO_FILES | RO_KNOWN},
	{"fmt", RO_FILES},
	{"fold", RO_FILES},
	{"free", 0},
	{"groups", 0},
	{"head", RO_GLOB | RO_FILES},
	{"hexdump", RO_GLOB | RO_FILES},
	{"id", 0},
	{"locale", 0},
	{"ls", RO_GLOB | RO_FILES},
	{"nl", RO_GLOB | RO_FILES},
	{"nproc", 0},
	{"numfmt", RO_FILES},
	{"od", RO_GLOB | RO_FILES},
	{"paste", RO_FILES},
	{"pr", RO_FILES},
	{"readlink", RO_GLOB},
	{"realpath", RO_GLOB},
	{"rev", RO_GLOB | RO_FILES},
	{"seq", 0},
	{"sleep", 0},
	{"stat", RO_GLOB | RO_FILES},
	{"strings", RO_GLOB | RO_FILES},
	{"tac", RO_GLOB | RO_FILES},
	{"tail", RO_GLOB | RO_FILES},
	{"tr", RO_GLOB},
	{"true", 0},
	{"tsort", RO_FILES},
	{"type", 0},
	{"uname", 0},
	{"unexpand", RO_FILES},
	{"uptime", 0},
	{"wc", RO_GLOB | RO_FILES},
};
const size_t ro_n_plain = PC_COUNT(ro_plain);

#define GREP                                                                             \
	RO_GLOB | RO_DIGITS | RO_ONE_LINE,                                               \
		" -a -b -c -h -i -l -n -o -q -r -s -u -v -w -x -z -E -F -G -H -I -L -P " \
		"-R -T -U"                                                               \
		" -V -Z --basic-regexp --binary --byte-offset --count"                   \
		" --dereference-recursive --extended-regexp --files-with-matches"        \
		" --files-without-match --fixed-strings --help --ignore-case"            \
		" --initial-tab --invert-match --line-buffered --line-number"            \
		" --line-regexp --no-filename --no-group-separator --no-ignore-case"     \
		" --no-messages --null --null-data --only-matching --perl-regexp"        \
		" --quiet --recursive --silent --text --unix-byte-offsets --version"     \
		" --with-filename --word-regexp ",                                       \
		" -m -A -B -C --after-context --before-context --context --max-count ",  \
		" -d -e -f -D --binary-files --color --colour --devices --directories"   \
		" --exclude --exclude-dir --exclude-from --file --group-separator"       \
		" --include --label --regexp ",                                          \
		NULL

#define SHA                                                                              \
	RO_GLOB | RO_FILES,                                                              \
		" -b -c -t -w -z --binary --check --help --ignore-missing --quiet"       \
		" --status --strict --tag --text --version --warn --zero ",              \
		NULL, NULL, NULL

#define FD                                                                               \
	0,                                                                               \
		" -a -g -h -i -p -q -s -F -H -I -L -V -0 -1 --absolute-path"             \
		" --case-sensitive --fixed-strings --follow --full-path --glob --help"   \
		" --hidden --ignore-case --no-ignore --no-ignore-parent --no-ignore-vcs" \
		" --no-require-git --one-file-system --print0 --prune --quiet --regex"   \
		" --show-errors --strip-cwd-prefix --version ",                          \
		" -d -j --batch-size --exact-depth --max-depth --max-results"            \
		" --min-depth --threads ",                                               \
		" -c -e -o -t -E -S --and --base-directory --changed-before"             \
		" --changed-within --color --exclude --extension --format --hyperlink"   \
		" --ignore-file --max-buffer-time --owner --path-separator"              \
		" --search-path --size --type ",                                         \
		NULL

/* date shows; anything that is not +FORMAT would set the clock. */
static bool date_operand(struct pc_str word, size_t n)
{
	(void)n;
	return pc_str_starts(word, PC_STR("+"));
}

/* ps auxe shows the environment of processes. */
static bool ps_operand(struct pc_str word, size_t n)
{
	(void)n;
	return pc_str_find(word, 'e') == word.len;
}

static bool ss_operand(struct pc_str word, size_t n)
{
	return n == 1 || (n == 0 && pc_str_is(word, "state"));
}

/* +d and +D name directories; other words with a plus switch things. */
static bool lsof_operand(struct pc_str word, size_t n)
{
	(void)n;
	return !pc_str_starts(word, PC_STR("+")) || pc_str_is(word, "+d") ||
	       pc_str_is(word, "+D");
}

static bool which_operand(struct pc_str word, size_t n)
{
	(void)n;
	return !pc_str_starts(word, PC_STR("-"));
}

static bool tput_operand(struct pc_str word, size_t n)
{
	static const char *const known[] = {"cols", "lines", "colors", "setaf", "setab",
		"bold", "dim", "sgr0", "smul", "rmul", "smso", "rmso", "rev", "longname",
		"cup", "el", "bel"};

	for (size_t i = 0; i < PC_COUNT(known); i++) {
		if (pc_str_is(word, known[i]))
			return true;
	}
	return n > 0;
}

const struct ro_program ro_programs[] = {
	{"base64", RO_FILES, " -d -h -D --decode --help --ignore-garbage --version ",
		" -b -w --break --wrap ", " -i --input ", NULL},
	{"date", RO_ONE_LINE,
		" -u -I -R --debug --help --rfc-email --universal --utc --version ", NULL,
		" -d -r --date --reference --rfc-3339 ", date_operand},
	{"egrep", GREP},
	{"fd", FD},
	{"fdfind", FD},
	{"fgrep", GREP},
	{"file", RO_FILES,
		" -b -c -h -i -k -l -n -p -r -s -v -L -0 --apple --brief --dereference "
		"--help"
		" --keep-going --list --mime --mime-encoding --mime-type --no-buffer"
		" --no-dereference --preserve-date --print0 --raw --special-files "
		"--version ",
		NULL, " -F --exclude --exclude-quiet --separator ", NULL},
	{"grep", GREP},
	{"help", RO_NO_TILDE | RO_ONE_LINE | RO_NO_SLASH, " -d ", NULL, NULL, NULL},
	{"hostname", RO_OPTIONS,
		" -a -d -f -h -i -s -v -A -I -V --alias --all-fqdns --all-ip-addresses "
		"--domain"
		" --fqdn --help --ip-address --long --short --verbose --version ",
		NULL, NULL, NULL},
	{"lsof", 0,
		" -a -b -g -h -i -l -n -o -r -s -t -v -x -C -E -F -H -K -L -N -O -P -Q "
		"-R -S -T"
		" -U -V -X ",
		NULL, " -c -d -e -k -p -u -A ", lsof_operand},
	{"man", RO_NO_TILDE | RO_ONE_LINE | RO_NO_SLASH,
		" -a -d -f -h -k -w --all --apropos --whatis ", NULL, " -s -S ", NULL},
	{"md5sum", SHA},
	{"netstat", 0, " -a -g -i -l -m -n -r -s -v -L ", NULL, " -f -I ", NULL},
	{"pgrep", 0,
		" -a -c -f -i -l -n -o -v -w -x -L -V --count --exact --full --help"
		" --ignore-case --inverse --lightweight --list-full --list-name "
		"--logpidfile"
		" --newest --oldest --version ",
		NULL,
		" -d -g -r -s -t -u -F -G -O -P -U --delimiter --euid --group --ns "
		"--nslist"
		" --older --parent --pgroup --pidfile --runstates --session --terminal "
		"--uid ",
		NULL},
	{"ps", RO_UNMIXED,
		" -a -c -d -e -f -j -l -m -w -y -A -F -H -L -N -T -V --deselect --forest"
		" --headers --help --no-headers --version ",
		" --width ",
		" -g -n -p -q -s -t -u -C -G -U --pid --quick-pid --sid --sort --tty "
		"--user ",
		ps_operand},
	{"rg", RO_DIGITS | RO_ONE_LINE,
		" -a -c -h -i -l -n -o -q -u -v -w -F -H -L -S --column --count --debug"
		" --files-with-matches --files-without-match --fixed-strings --follow"
		" --heading --help --hidden --ignore-case --invert-match --json "
		"--line-number"
		" --no-heading --no-ignore --only-matching --quiet --smart-case --stats "
		"--text"
		" --type-list --version --word-regexp ",
		" -d -m -A -B -C --after-context --before-context --context --max-count"
		" --max-depth ",
		" -e -f -g -t -T --color --glob --regexp --type --type-not ", NULL},
	{"sha1sum", SHA},
	{"sha256sum", SHA},
	{"sort", RO_FILES,
		" -b -c -d -f -g -h -i -m -n -r -s -u -z -C -M -R -V --check"
		" --dictionary-order --general-numeric-sort --help --human-numeric-sort"
		" --ignore-case --ignore-leading-blanks --ignore-nonprinting --merge"
		" --month-sort --numeric-sort --random-sort --reverse --stable --unique"
		" --version --version-sort --zero-terminated ",
		" --batch-size --parallel ",
		" -k -t -S --buffer-size --field-separator --key --sort ", NULL},
	{"ss", 0,
		" -a -b -d -e -h -i -l -m -n -o -p -s -t -u -w -x -z -E -H -M -O -S -V "
		"-Z -0 -4"
		" -6 --all --bpf --cgroup --context --contexts --dccp --events --extended"
		" --help --inet-sockopt --info --ipv4 --ipv6 --listening --memory --mptcp"
		" --no-header --numeric --oneline --options --packet --processes --raw "
		"--sctp"
		" --summary --tcp --tipc --tipcinfo --tos --udp --unix --version "
		"--vsock ",
		NULL, " -f -A --family --query --socket ", ss_operand},
	{"tput", 0, " -x -V ", NULL, " -T ", tput_operand},
	{"tree", 0,
		" -a -c -d -f -g -h -i -l -n -p -q -r -s -t -u -v -x -A -C -D -F -J -N "
		"-Q -S -U"
		" -X --device --dirsfirst --du --fflinks --filesfirst --fromfile "
		"--fromtabfile"
		" --gitignore --help --hyperlink --ignore-case --info --inodes "
		"--matchdirs"
		" --metafirst --nolinks --noreport --prune --si --version ",
		" -L --filelimit ",
		" -H -I -P -T --authority --charset --gitfile --hintro --houtro "
		"--infofile"
		" --scheme --sort --timefmt ",
		NULL},
	{"which", 0,
		" -a -p -s -v -w -V --all --help --show-dot --show-tilde --skip-alias"
		" --skip-dot --skip-functions --skip-tilde --version ",
		NULL, NULL, which_operand},
};
const size_t ro_n_programs = PC_COUNT(ro_programs);
