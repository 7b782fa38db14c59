/* SPDX-License-Identifier: Apache-2.0 */
/* Programs that talk to hosts, and git.  roles.h says what the letters mean. */
#include "roles.h"

static const struct program net_rows[] = {
	{"curl",
		"-d:d --data:d --data-ascii:d --data-binary:d --data-urlencode:d "
		"--data-raw:- --json:d --url-query:d -F:d --form:d --form-string:- "
		"--variable:d -T:r --upload-file:r -o:w --output:w --output-dir:D -K:r "
		"--config:r -b:r --cookie:r -c:w --cookie-jar:w -D:w --dump-header:w "
		"-E:r "
		"--cert:r --key:r --cacert:r --capath:r --crlfile:r --netrc-file:r "
		"--stderr:w --trace:w --trace-ascii:w --etag-save:w --etag-compare:r "
		"--libcurl:w --hsts:b --alt-svc:b --unix-socket:b "
		"--abstract-unix-socket:- "
		"-H:d --header:d --proxy-header:d -x:h --proxy:h --preproxy:h --socks4:h "
		"--socks4a:h --socks5:h --socks5-hostname:h --resolve:y --connect-to:y "
		"--doh-url:u --url:u --dns-servers:h -A:- --user-agent:- -e:- "
		"--referer:- "
		"-X:- --request:- --request-target:- -m:- --max-time:- -w:d "
		"--write-out:d "
		"-r:- --range:- -C:- --continue-at:- --retry:- --retry-delay:- "
		"--retry-max-time:- -Y:- -y:- -z:r --time-cond:r --limit-rate:- --rate:- "
		"--interface:- -u:- --user:- -U:- --proxy-user:- --connect-timeout:- "
		"--max-redirs:- --tls-max:- --ciphers:- --oauth2-bearer:- --aws-sigv4:- "
		"--keepalive-time:- --local-port:- --noproxy:- --pass:- -P:- -Q:- "
		"--quote:- "
		"-t:- --mail-from:- --mail-rcpt:- --proto:- --cert-type:- --key-type:- "
		"--pinnedpubkey:- --login-options:- --expect100-timeout:- --curves:-",
		"u", 0},
	{"wget wget2",
		"-O:w --output-document:w -i:r --input-file:r --post-file:r "
		"--body-file:r --post-data:- --body-data:- --header:d -e:e "
		"--execute:e -P:D --directory-prefix:D -o:w --output-file:w -a:w "
		"--append-output:w --load-cookies:r --save-cookies:w "
		"--ca-certificate:r --certificate:r --private-key:r --config:r -U:- "
		"--user-agent:- -t:- --tries:- -T:- --timeout:- -w:- --wait:- -Q:- "
		"-A:- --accept:- -R:- --reject:- -l:- --level:- -D:N --domains:N -X:- "
		"--exclude-domains:- "
		"-I:- --user:- --password:- --method:- --referer:- -B:u --base:u "
		"--limit-rate:- --restrict-file-names:- --cut-dirs:- --warc-file:w",
		"u", PROGRAM_NAMES},
	{"http https httpie xh xhs",
		"-o:w --output:w -A:- -a:- --auth:- --cert:r --cert-key:r "
		"--verify:r --proxy:N --session:- -p:- --print:- --timeout:-",
		"q", 0},
	{"aria2c",
		"-o:w --out:w -d:D --dir:D -i:r --input-file:r -x:- -s:- -j:- "
		"--all-proxy:h --http-proxy:h --https-proxy:h --load-cookies:r",
		"u", 0},
	{"lynx", "-cfg:r -lss:r -auth:- -cookie_file:r -cmd_script:r", "U", PROGRAM_LONG},
	{"links links2 elinks w3m fetch axel browsh lwp-request lwp-download lwp-mirror "
	 "GET POST HEAD chromium google-chrome firefox yt-dlp youtube-dl gallery-dl "
	 "httrack saldl snarf curlie",
		"-o:w -O:w --output:w -n:- -P:- -T:- -I:- -H:- --cookies:r -a:r", "U", 0},
	{"nc ncat netcat nc.openbsd nc.traditional",
		"-e:- -c:h -d:h --exec:- --sh-exec:- -s:- -p:- -w:- -x:h --proxy:h -X:- "
		"-q:- "
		"-i:- -o:w -I:- -O:- -T:- -V:-",
		"h-", 0},
	{"telnet rlogin ftp lftp tftp ncftp ncftpget ncftpput gftp",
		"-l:- -e:N -c:N -f:r -u:- -p:- -P:- -n:r -b:-", "h?", 0},
	{"ssh slogin autossh mosh rsh",
		"-i:r -F:r -E:w -J:h -W:h -o:o -p:- -l:- -L:y -R:y -D:- -b:- -c:- -m:- "
		"-S:- "
		"-Q:- -e:- -B:- -I:- -O:- -w:- -M:-",
		"h-", 0},
	{"ssh-copy-id", "-i:r -p:- -o:- -F:r", "h", 0},
	{"ssh-keyscan", "-f:r -p:- -t:- -T:-", "h", 0},
	{"sftp", "-b:r -i:r -F:r -P:- -o:o -B:- -c:- -D:- -J:h -l:- -R:- -S:-", "H-", 0},
	{"sshfs", "-o:o -p:- -F:r", "H-", 0},
	{"socat socat1", "-lf:w", "a", PROGRAM_LONG},
	{"nmap masscan",
		"-iL:r -excludefile:r -oN:w -oX:w -oG:w -oA:w -p:- -e:- -S:- -D:-", "h",
		PROGRAM_LONG},
	{"traceroute traceroute6 tracepath mtr arping whatweb nikto",
		"-c:- -i:- -I:- -s:- -W:- -w:- -p:- -f:-", "h", 0},
	{"ping ping6 fping hping3 host nslookup drill delv resolvectl kdig dog doggo",
		"-c:- -i:- -I:- -s:- -W:- -w:- -p:- -f:r", "n", 0},
	{"dig", "-f:r -k:r -b:- -p:- -q:n -t:- -c:- -x:-", "n", 0},
	{"getent", "-s:-", "-n", 0},
	{"whois", "-h:h -p:- -T:- -i:-", "h", 0},
	{"pg_dump pg_dumpall",
		"-h:h --host:h -f:w --file:w -d:N --dbname:N -U:- -p:- -F:- -t:- -n:-",
		"N", 0},
	{"psql pg_restore createdb dropdb pg_isready",
		"-h:h --host:h -f:r --file:r -c:- --command:- -o:w --output:w -d:N "
		"--dbname:N -U:- -p:- -v:- -L:w -P:- -F:- -R:-",
		"N", 0},
	{"mysql mariadb mysqldump mysqladmin mycli",
		"-h:h --host:h -e:- --execute:- -u:- -P:- -D:- --defaults-file:r "
		"--defaults-extra-file:r --tee:w -r:w --result-file:w --ssl-key:r "
		"--ssl-cert:r --ssl-ca:r",
		"N", 0},
	{"redis-cli valkey-cli", "-h:h -u:u -a:- -p:- -n:- --eval:r --rdb:w --cluster:-",
		"N", 0},
	{"mongo mongosh mongodump mongoexport mongoimport mongorestore",
		"--host:h --uri:N --eval:- -u:- -p:- -f:r --file:r "
		"--tlsCertificateKeyFile:r",
		"N", 0},
#define AWS "--endpoint-url:u --cli-input-json:? --region:- --profile:- --query:-"
	{"aws", AWS, "?", PROGRAM_SUB},
	{"aws:s3", AWS " --exclude:- --include:- --acl:-", "-s>S", PROGRAM_TREE},
	{"pip pip3 pipx",
		"-i:u --index-url:u --extra-index-url:u --trusted-host:h "
		"--proxy:u -r:r --requirement:r -c:r --constraint:r -f:?",
		"?", 0},
	{"npm yarn pnpm bun",
		"--registry:u --proxy:u --https-proxy:u --userconfig:r --prefix:-", "?",
		PROGRAM_SUB},
	{"npm:pkg npm:run npm:run-script npm:test npm:version npm:search yarn:run "
	 "pnpm:run",
		"", "-", 0},
	{"ssh-agent", "", "-", 0},
	{"smbclient smbget grpcurl wscat websocat wuzz", "-c:? -d:- -H:- -U:- -u:-", "u-",
		0},
	{"swaks", "-s:h --server:h -t:N --to:N -f:- --from:-", "-", 0},
	{"iperf iperf3", "-c:h --client:h -p:- -t:-", "-", 0},
	{"gnutls-cli sslscan sslyze ntpdate sntp showmount rdesktop rpcclient vncviewer",
		"-p:- --port:- -U:- -u:-", "N", 0},
	{"xfreerdp finger sqlplus mysqlsh cqlsh sqlcmd", "-U:- -P:- -S:N -u:- -p:-", "N",
		0},
	{"snmpwalk snmpget snmpset snmpbulkwalk", "-v:- -c:- -u:- -a:- -A:- -l:-", "h-",
		0},
	{"irssi weechat", "-c:h", "N", 0},
	{"mosquitto_pub mosquitto_sub", "-h:h -L:u -t:- -m:- -f:r -u:- -P:- -p:-", "-",
		0},
	{"kcat kafkacat", "-b:N -t:- -F:r", "r", 0},
	{"ldapsearch ldapadd ldapmodify ldapdelete ldapwhoami",
		"-H:u -h:h -b:- -D:- -w:- -y:r -f:r -s:- -p:-", "-", 0},
	{"crane oras buildah skopeo regctl", "--authfile:r", "J", 0},
	{"apt apt-get aptitude dnf yum zypper brew snap flatpak",
		"-o:e -c:r -t:- -a:- --target-release:-", "?", 0},
	{"ansible-playbook",
		"-i:N --inventory:N -e:- --private-key:r --key-file:r "
		"--vault-password-file:r",
		"r", 0},
	{"gdb", "-ex:N -x:r -iex:N -p:-", "r", PROGRAM_LONG},
	{"go", "-C:C", "?", PROGRAM_SUB},
	{"go:mod", "", "-m", 0},
	{"pytest py.test jest vitest mocha tox rspec phpunit ctest",
		"-k:- -m:- -t:- -g:- -R:- -c:r", "?", 0},
	{"go:install go:get go:run", "-o:w", "J", 0},
};

const struct known_table net_programs = KNOWN_TABLE(net_rows);

/* Diffs and blobs show what is in a file; names of commits do not. */
#define MESSAGE "-m:- --message:- -F:r --file:r -C:- -c:- -t:r --author:- --date:-"
#define DIFF                                                                             \
	"-S:- -G:- -U:- -O:r --output:w -n:- --since:- --until:- --author:- --format:- " \
	"--grep:- -L:R"

static const struct program git_rows[] = {
	{"git", "-C:C -c:x --git-dir:- --work-tree:- --exec-path:- --namespace:-", "?",
		PROGRAM_SUB},
	{"git:show git:diff git:blame git:annotate git:cat-file git:archive git:difftool "
	 "git:format-patch git:diff-files git:diff-index git:diff-tree git:whatchanged "
	 "git:hash-object git:unpack-file git:textconv git:merge-file git:add git:stage "
	 "git:range-diff git:notes",
		DIFF " " MESSAGE " -o:w --remote:s --add-file:r", "R", 0},
	{"git:send-email",
		"--smtp-server:h --to:- --cc:- --from:- --subject:- "
		"--smtp-user:- --smtp-pass:-",
		"r", 0},
	{"git:checkout-index git:update-index", "--prefix:- --cacheinfo:-", "b", 0},
	{"git:log git:shortlog git:reflog", DIFF, "-", 0},
	{"git:grep", "-e:p -f:P -A:- -B:- -C:- -m:- -O:-", "-R", 0},
	{"git:commit git:tag git:merge git:revert git:cherry-pick", MESSAGE, "-", 0},
	{"git:stash", "-m:- --message:-", "?", 0},
	{"git:checkout git:restore git:rm git:clean git:reset",
		"-s:- --source:- -b:- -B:- -e:- --pathspec-from-file:l", "w", 0},
	{"git:mv", "", "b>w", 0},
	{"git:apply git:am", "-p:- -C:-", "r", 0},
	{"git:config", "-f:b --file:b --blob:R", "-?", 0},
	{"git:clone",
		"-b:- --branch:- --depth:- -o:- -c:- --config:- --reference:- -u:- "
		"-j:- --template:- --filter:- --separate-git-dir:-",
		"s-", 0},
	{"git:fetch git:pull git:push git:ls-remote",
		"-o:- -j:- --depth:- --upload-pack:- "
		"--receive-pack:- --repo:s --exec:-",
		"s-", 0},
	{"git:remote git:submodule git:subtree",
		"-b:- --name:- -t:- -m:- -P:- --prefix:-", "?", 0},
	{"git:bundle", "", "-?", 0},
	{"git:branch git:switch git:status git:ls-files git:rev-parse git:check-ignore "
	 "git:init "
	 "git:gc git:describe git:rev-list git:ls-tree git:worktree git:help git:version "
	 "git:rebase git:bisect git:merge-base git:for-each-ref git:check-attr",
		"", "-", 0},
};

const struct known_table git_programs = KNOWN_TABLE(git_rows);
