/* SPDX-License-Identifier: Apache-2.0 */
/* Programs that read and write files, and those whose words are not files however much
 * they look like some.  roles.h says what the letters mean. */
#include "roles.h"

/* Options of grep that all of its kind share. */
#define GREP                                                                             \
	"-e:p --regexp:p -f:P --file:P -m:- -A:- -B:- -C:- -d:- -D:- --label:- "         \
	"--include:- --exclude:- --exclude-dir:- --exclude-from:r -l:! -L:! -q:! -c:! "  \
	"--files-with-matches:! --files-without-match:! --quiet:! --count:!"

/* Code in an option takes the place of the script. */
#define SCRIPT_E "-e:p -E:p -I:- -M:- -m:- -r:- -i:W"

static const struct program rows[] = {
	/* Words are data. */
	{"echo printf : true false test [ [[ which type man help apropos whatis basename "
	 "dirname hash alias unalias export declare typeset local readonly set unset "
	 "shift "
	 "return exit break continue trap wait jobs kill pkill pgrep pidof sleep "
	 "seq "
	 "yes expr let cd pushd popd dirs pwd ls dir vdir stat du df tree exa eza lsd "
	 "realpath readlink namei getfacl lsattr umask ulimit tput clear reset "
	 "notify-send "
	 "apt-cache dpkg systemctl service id "
	 "whoami "
	 "groups w who uname hostname uptime free ps top htop tty stty tr read getopts "
	 "info tldr whereis factor complete compgen shopt enable cal "
	 "say banner cowsay figlet",
		"", "-", 0},
	{"history", "-r:r -n:r -a:w -w:w -d:- -p:- -s:-", "-", 0},
	{"fc", "-R:r -A:w -W:w", "-", 0},
	{"bind enable", "-f:r", "-", 0},
	/* What they run is for carriers.c. */
	{"at batch", "-f:r -q:- -t:-", "-", 0},
	{"env sudo doas su timeout nice nohup setsid watch unshare chroot systemd-run "
	 "busybox toybox command builtin exec eval ionice chrt taskset stdbuf "
	 "ltrace perf nsenter firejail bwrap proot fakeroot runuser pkexec",
		"-C:C --chdir:C", "-", 0},
	{"strace flock", "-o:w", "-", 0},
	{"xargs parallel", "-a:r --arg-file:r", "-", 0},
	{"make gmake",
		"-f:r --file:r --makefile:r -C:C --directory:C -I:- -o:- -W:- -j:-", "-",
		0},
	{"sh bash dash zsh ksh mksh ash rbash fish",
		"-c:p -o:- -O:- +O:- --rcfile:r --init-file:r -C:-", "r?", 0},

	/* Of their words powershell.c tells. */
	{"powershell powershell.exe", "-File:r -f:r -file:r", "-", PROGRAM_LONG},
	{"pwsh pwsh.exe",
		"-File:r -f:r -file:r -c:- -Command:- -command:- -EncodedCommand:-", "r-",
		PROGRAM_LONG},

	/* Readers of whatever they are given. */
	{"cat tac nl rev more bat batcat base64 base32 basenc cksum md5sum sha1sum "
	 "sha224sum sha256sum sha384sum sha512sum b2sum shasum sum tsort ptx zcat gzcat "
	 "bzcat xzcat lzcat zstdcat zless zmore aspell lpr lp a2ps enscript ssh-add "
	 "lolcat "
	 "catdoc pdftotext exiftool glow mdcat pygmentize highlight ccat vis unexpand "
	 "expand gpgv fincore losetup hl jless cpp "
	 "dc bc units",
		"", "r", 0},
	{"mksquashfs", "", "rw-", PROGRAM_TREE},
	{"debugfs", "-R:N -f:r", "-", 0},
	{"file", "-f:r --files-from:r -m:r", "r", 0},
	{"serve http-server live-server", "-p:- -l:- -a:- -c:- -d:-", "r",
		PROGRAM_HERE | PROGRAM_TREE},
	{"head tail", "-n:- -c:- --lines:- --bytes:- -s:- --pid:-", "r", 0},
	{"less", "-o:w -O:w --log-file:w -k:r -T:r -p:- --pattern:-", "r", 0},
	{"xxd", "-c:- -l:- -s:- -g:- -n:- -o:-", "rw", 0},
	{"od hexdump hd hexyl", "-f:r", "r", 0},
	{"strings", "-n:- -t:- -e:- -T:- -o:-", "r", 0},
	{"wc", "--files0-from:l", "r", 0},
	{"column fold fmt pr", "-s:- -o:- -N:- -w:- -p:- -h:-", "r", 0},
	{"iconv", "-f:- -t:- --from-code:- --to-code:- -o:w --output:w", "r", 0},
	{"sort",
		"-o:w --output:w -k:- -t:- -S:- -T:- --key:- --field-separator:- "
		"--files0-from:l --random-source:r --compress-program:- --parallel:-",
		"r", 0},
	{"shuf", "-o:w --output:w -n:- -i:- --random-source:r", "r", 0},
	{"uniq", "-f:- -s:- -w:-", "rw", 0},
	{"cut", "-d:- -f:- -c:- -b:- --delimiter:- --fields:- --output-delimiter:-", "r",
		0},
	{"paste", "-d:- --delimiters:-", "r", 0},
	{"join", "-t:- -j:- -1:- -2:- -o:- -e:- -a:- -v:-", "r", 0},
	{"comm", "--output-delimiter:-", "r", 0},
	{"diff sdiff diff3 colordiff cmp wdiff delta difft icdiff",
		"-r:^ --recursive:^ -x:- -X:r -I:- -U:- -C:- -L:- -F:- -W:- "
		"--label:- --exclude:- --from-file:r --to-file:r",
		"r", 0},
	{"look", "-t:-", "-r", 0},
	{"split", "-b:- -l:- -n:- -a:- -C:- -t:- --filter:-", "rw", 0},
	{"csplit", "-f:w -b:- -n:-", "r-", 0},
	{"uuencode", "", "r-", 0},
	{"uudecode", "-o:w", "r", 0},
	{"source .", "", "r-", 0},
	{"mapfile readarray", "-d:- -n:- -O:- -s:- -t:- -u:- -C:- -c:-", "-", 0},
	{"grep egrep fgrep zgrep zegrep zfgrep pcregrep pcre2grep",
		"-r:^ -R:^ --recursive:^ --dereference-recursive:^ " GREP, "-r",
		PROGRAM_HERE | PROGRAM_LINES},
	{"rgrep", GREP, "-r", PROGRAM_HERE | PROGRAM_TREE | PROGRAM_LINES},
	{"rg",
		"-u:^ -uu:^ -uuu:^ -.:^ --hidden:^ --unrestricted:^ -e:p --regexp:p -f:P "
		"--file:P -g:- --glob:- --iglob:- -t:- -T:- --type:- --type-not:- -A:- "
		"-B:- "
		"-C:- -m:- -j:- -M:- -r:- --replace:- --ignore-file:r --pre:- --sort:- "
		"-d:- -E:-",
		"-g", PROGRAM_HERE},
	{"ag ack pt ugrep ug",
		"-u:^ --hidden:^ -A:- -B:- -C:- -m:- -G:- -g:- --ignore:- -p:-", "-g",
		PROGRAM_HERE},
	{"sed gsed ssed", "-e:p --expression:p -f:P --file:P -i:W --in-place:W -l:-",
		"-r", 0},
	{"awk gawk mawk nawk original-awk",
		"-f:P --file:P -F:- -v:? -e:p --source:p -i:I --include:I", "-r", 0},
	{"jq gojq jaq", "-f:P --from-file:P --slurpfile:2 --rawfile:2 --indent:- -L:-",
		"-r", 0},
	{"dasel", "-f:b --file:b -o:w -r:- -w:-", "-", 0},
	{"actionlint yamllint hadolint shellcheck pyflakes mypy",
		"-f:- --format:- -c:r --config:r -d:- -s:- --shell:- -e:- --exclude:-",
		"r", 0},
	{"yq", "-i:W --inplace:W -f:- -o:- -p:- -r:-", "r", 0},
	{"xmllint xsltproc tidy csvcut csvlook csvgrep",
		"-o:w --output:w --xpath:- --schema:r", "r", PROGRAM_LONG},
	{"python python2 python3 pypy pypy3 ipython", "-c:p -m:p -W:- -X:- -Q:-", "r?",
		0},
	{"node nodejs",
		"-e:p --eval:p -p:p --print:p -r:r --require:r --import:r "
		"--env-file:r --env-file-if-exists:r -C:-",
		"r?", 0},
	{"perl", SCRIPT_E " -x:- -F:-", "r?", 0},
	{"ruby jruby", "-e:p -I:- -r:- -i:W -C:C -F:-", "r?", 0},
	{"php", "-r:p -f:r -c:r -d:- -B:p -R:p -E:p -F:r -z:-", "r?", 0},
	{"lua luajit", "-e:p -l:-", "r?", 0},
	{"Rscript R julia tclsh wish expect guile scheme sbcl ocaml",
		"-e:p -f:r -L:r -c:p", "r?", 0},
	{"gcc cc g++ c++ clang clang++ tcc",
		"-o:w -x:- -I:- -L:- -l:- -D:- -U:- -include:r "
		"-isystem:- -MF:w -MT:- -MQ:- -T:r -Xlinker:-",
		"r", PROGRAM_LONG},
	{"m4", "-D:- -U:- -I:- -F:w -R:r", "r", 0},
	{"pandoc", "-o:w --output:w -f:- -t:- -M:- -V:- --template:r -H:r -A:r -B:r", "r",
		0},
	{"ffmpeg ffprobe", "-i:r -f:- -c:- -vf:- -filter_complex:- -t:- -ss:-", "w",
		PROGRAM_LONG},
	{"qrencode", "-o:w -r:r -s:- -t:- -l:- -v:-", "-", 0},
	{"logger", "-f:r --file:r -t:- -p:- -n:h --server:h -P:-", "-", 0},
	{"wall", "-g:-", "r", 0},
	{"mail mailx mutt s-nail", "-a:r -A:r -s:- -c:- -b:- -r:- -i:r -H:-", "N", 0},
	{"sendmail msmtp", "-C:r --host:h -f:-", "N", 0},
	{"dotenv", "-f:b -e:r --file:b", "-", 0},
	{"env-cmd dotenvx", "-f:r -e:r --file:r", "-", 0},
	{"gpg gpg2",
		"-o:w --output:w -r:- --recipient:- -u:- --local-user:- "
		"--passphrase:- --passphrase-file:r --homedir:- --keyserver:u "
		"--recv-keys:- --send-keys:- --search-keys:-",
		"r", 0},
	{"age rage", "-o:w --output:w -r:- -i:r -R:r", "r", 0},
	{"sops ansible-vault", "--output:w --vault-password-file:r", "?", 0},
	{"openssl",
		"-in:r -out:w -key:r -inkey:r -cert:r -CAfile:r -CApath:r -kfile:r "
		"-rand:r -sign:r -verify:r -content:r -certfile:r -config:r -data:r "
		"-connect:h -host:h -proxy:h -servername:h -url:u -pass:? -passin:? "
		"-passout:? -k:- -K:- -iv:- -S:- -subj:- -days:- -port:-",
		"?", PROGRAM_LONG},
	{"sqlite3", "-init:r -cmd:- -separator:-", "b-", PROGRAM_LONG},
	{"ssh-keygen", "-f:b -C:- -N:- -P:- -t:- -b:- -m:-", "-", 0},

	/* Editors. */
	{"sudoedit visudo vipw", "-u:- -g:- -h:- -p:- -C:- -f:b --file:b", "b", 0},
	{"vi vim nvim view vimdiff gvim ex rvim",
		"-c:- --cmd:- -S:r -s:r -u:r -w:w -W:w -t:- -T:-", "b", 0},
	{"nano pico emacs emacsclient ed red micro code codium subl gedit kate mcedit "
	 "joe "
	 "jed hx helix kak xdg-open open mousepad",
		"-f:- -eval:- --eval:- --remote:N", "b", 0},

	/* Writers. */
	{"tee sponge", "", "w", 0},
	{"script", "-c:- --command:- -E:- -o:- -I:w -O:w -B:w -T:w --log-out:w", "w", 0},
	{"date", "-f:r --file:r -r:- --reference:- -d:- --date:- -s:-", "-", 0},
	{"time", "-o:w --output:w -f:- --format:-", "-", 0},
	{"touch", "-r:r --reference:r -d:- --date:- -t:-", "w", 0},
	{"truncate", "-s:- --size:- -r:r --reference:r", "w", 0},
	{"fallocate", "-l:- -o:-", "w", 0},
	{"rm unlink rmdir trash trash-put gio-trash srm wipe", "-r:^ -R:^ --recursive:^",
		"w", 0},
	{"shred", "-n:- -s:- --random-source:r", "w", 0},
	{"chattr", "-R:^ -p:- -v:-", "w", 0},
	{"chmod chown chgrp", "-R:^ --recursive:^ --reference:p --from:-", "-w", 0},
	{"setfacl setfattr", "-m:- -x:- -M:r -X:r -n:- -v:- -R:^", "w", 0},
	{"mkdir mknod mkfifo", "-m:-", "w", 0},
	{"dos2unix unix2dos fromdos todos", "", "b", 0},
	{"patch", "-i:r --input:r -o:w --output:w -p:- -d:C -r:w -B:- -D:-", "br", 0},
	{"cp",
		"-t:D --target-directory:D -r:^ -R:^ -a:^ --recursive:^ --archive:^ -S:- "
		"--suffix:-",
		"r>w", 0},
	{"mv", "-t:D --target-directory:D -S:- --suffix:-", "b>w", PROGRAM_TREE},
	{"ln link", "-t:D --target-directory:D -S:-", "b>w", 0}, /* links.c */
	{"install ginstall", "-t:D --target-directory:D -m:- -o:- -g:- -S:- --mode:-",
		"r>w", 0},
	{"rename prename", "", "-b", 0},
	{"mmv mcp", "", "b", 0},
	{"dd", "", "k", 0},
	{"mount", "-t:- -o:- --bind:^ --rbind:^ -B:^ -R:^", "s>-", 0},

	/* Archives and copies elsewhere. */
	{"tar bsdtar gtar star",
		"-c:^ -r:^ -u:^ --create:^ --append:^ --update:^ -x:W "
		"--extract:W --get:W -f:b --file:b -C:C --directory:C -T:l "
		"--files-from:l -X:r --exclude-from:r --exclude:- -I:- -b:- "
		"-H:- -V:- -K:- -N:- -g:b --transform:-",
		"r", PROGRAM_BARE},
	{"zip", "-r:^ --recurse-paths:^ -x:- -i:- -P:- -b:- -n:- -t:- -O:w", "wr", 0},
	{"7z 7za 7zr rar", "", "-wr", PROGRAM_LONG | PROGRAM_TREE},
	{"unzip unrar", "-d:D -x:- -P:-", "r-", 0},
	{"ar", "", "-wr", 0},
	{"cpio", "-F:b -I:r -O:w -E:r -H:- -D:C", "-", 0},
	{"pax", "-f:b -x:- -s:-", "r", PROGRAM_TREE},
	{"gzip gunzip bzip2 bunzip2 xz unxz lzma unlzma lz4 zstd unzstd compress "
	 "uncompress pigz brotli lzop",
		"-o:w -S:- -D:r -T:-", "b", 0},
	{"rsync",
		"-r:^ -a:^ --recursive:^ --archive:^ -e:- --rsh:- -f:- --filter:- "
		"--exclude:- --include:- --exclude-from:r --include-from:r "
		"--files-from:l "
		"--password-file:r --log-file:w --rsync-path:- -T:- --temp-dir:- "
		"--backup-dir:- --suffix:- --bwlimit:- --port:- -M:- --chmod:- -B:- "
		"--partial-dir:- --link-dest:- --compare-dest:-",
		"s>S", 0},
	{"scp rcp", "-r:^ -i:r -F:r -P:- -o:o -l:- -c:- -S:- -J:h -D:-", "s>S", 0},
	{"docker:cp podman:cp kubectl:cp oc:cp", "-c:-", "s>S", PROGRAM_TREE},
	{"gsutil s3cmd", "--host:h", "-s>S", PROGRAM_TREE},
	{"rclone", "--config:r --files-from:l", "-s>S", PROGRAM_TREE},
	{"find gfind", "-newer:- -files0-from:r -fprint:w -fprint0:w -fls:w -fprintf:w",
		"-", PROGRAM_LONG},

	/* Containers and the like. */
	{"docker podman nerdctl",
		"-H:u --host:u --url:u --config:r --context:- --tlskey:r "
		"--tlscert:r --tlscacert:r",
		"?", PROGRAM_SUB},
	{"docker:run podman:run nerdctl:run docker:create podman:create",
		"-v:v --volume:v --mount:k --env-file:r -e:e --env:e --name:- -p:- "
		"--publish:- -w:- --workdir:- -u:- --user:- --network:- --net:- "
		"--entrypoint:- -h:- --hostname:- -l:- --label:- -m:- --memory:- "
		"--cpus:- "
		"--platform:- --add-host:y --cap-add:- --device:- --gpus:- --ipc:- "
		"--pid:- "
		"--restart:- --runtime:- --security-opt:- --shm-size:- --tmpfs:- "
		"--ulimit:- --log-driver:- --cidfile:w --dns:- --pull:-",
		"i-", 0},
	{"docker:exec podman:exec", "-e:- --env-file:r -u:- -w:-", "-", 0},
	{"docker:pull docker:push podman:pull podman:push docker:login podman:login",
		"-u:- -p:-", "i", 0},
	{"docker:build podman:build",
		"-f:r --file:r -t:i --tag:i --build-arg:- --secret:k --ssh:k "
		"--target:- --iidfile:w -o:- --label:- --platform:-",
		"g", 0},
	{"kubectl oc",
		"--kubeconfig:r -f:r --filename:r -s:h --server:h --from-file:k "
		"--from-env-file:r -n:- -l:- -o:- -k:g -p:- -c:- --context:- --image:i "
		"--client-key:r --client-certificate:r",
		"?", 0},
	{"helm", "-f:r --values:r --kubeconfig:r --set-file:k --set:- -n:-", "?", 0},
	{"gh glab",
		"-b:- --body:- -t:- --title:- -m:- --message:- -n:- --notes:- "
		"-F:? --body-file:r -l:- -a:- -r:- -q:- --jq:- --hostname:h -h:h "
		"-R:i --repo:i -S:- --search:-",
		"?", PROGRAM_SUB},
	{"gh:repo", "", "-i", 0},
};

const struct known_table file_programs = KNOWN_TABLE(rows);
