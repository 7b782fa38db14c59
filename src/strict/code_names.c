/* SPDX-License-Identifier: Apache-2.0 */
/* What the functions of other languages do with texts, by the last part of their names.
 */
#include "code_priv.h"
#include "roles.h"

enum { ANY = 0xff };

static const struct {
	enum call call;
	unsigned languages;
	const char *names;
} calls[] = {
	{CALL_EVAL, LANG_PYTHON | LANG_JS,
		"eval compile Function runInNewContext runInThisContext "
		"runInContext runcode runsource"},
	{CALL_EVAL, LANG_PYTHON, "exec timeit interact"},
	{CALL_EVAL, LANG_PERL | LANG_RUBY | LANG_PHP | LANG_OTHER,
		"eval instance_eval class_eval module_eval assert_eval create_function "
		"binding.eval evalq"},
	{CALL_EVAL, LANG_LUA, "load loadstring dostring"},
	{CALL_SHELL, ANY & ~LANG_PYTHON, "exec"},
	{CALL_SHELL, ANY,
		"system popen popen2 popen3 popen4 getoutput getstatusoutput shell_exec "
		"passthru execSync create_subprocess_shell pcntl_exec startfile "
		"execCommand shellExecute proc_open capture2 capture2e capture3 "
		"pipeline pipeline_r popen2e shell sh system2 readpipe open3 open2 "
		"callCommand execShellCmd shellExec"},
	{CALL_SHELL, LANG_LUA, "execute"},
	{CALL_SHELL, LANG_OTHER, "shell-command async-shell-command call-process "},
	{CALL_PROGRAM, ANY,
		"run call check_call check_output Popen spawn spawnSync execFile "
		"execFileSync execa create_subprocess_exec fork_exec "
		"Command start_process ProcessBuilder spawn_process system_call "
		"$ runProcess readProcess open_process"},
	{CALL_ARGV, ANY,
		"execl execle execlp execlpe execv execve execvp execvpe spawnl spawnle "
		"spawnlp spawnlpe spawnv spawnve spawnvp spawnvpe posix_spawn "
		"posix_spawnp"},
	{CALL_BY_NAME, LANG_RUBY | LANG_PHP | LANG_PERL,
		"send __send__ public_send call_user_func call_user_func_array array_map "
		"array_walk array_filter usort register_shutdown_function"},
	{CALL_CHDIR, ANY, "chdir fchdir"},
	{CALL_FILE, LANG_PERL, "require do"},
	{CALL_FILE, ANY,
		"read_file read_lines read_binary write_file cpSync cp copytree cpSync "
		"copyFileSync mkdtemp read!"},
	{CALL_DATA, ANY,
		"print println printf puts echo say log error warn info debug p pp "
		"write_line "
		"len length size str repr int type isinstance assert die exit raise "
		"throw "
		"index rindex match sub gsub gsubi split strip lstrip rstrip join "
		"replace "
		"replaceAll search findall fullmatch test includes startswith endswith "
		"startsWith endsWith indexOf lastIndexOf toLowerCase upper lower "
		"toUpperCase count format sprintf strlen strpos str_replace preg_match "
		"preg_replace explode implode substr ucfirst md5 sha1 sha256 crc32 "
		"b64encode base64_encode btoa quote escape basename dirname exists "
		"isfile isdir existsSync stat lstat is_file file_exists isatty getenv "
		"environ.get setdefault add_argument hasOwnProperty get_attr strftime "
		"strptime Error Exception ValueError RuntimeError TypeError SystemExit "
		"addEventListener setAttribute getElementById encodeURIComponent "
		"urlparse parse_url quote_plus import require use from var_dump print_r "
		"ljust rjust center title capitalize append push unless_ strcmp cmp eq "
		"ne "
		"nchar paste cat_ toupper tolower tostring"},
	{CALL_DATA, LANG_PYTHON, "write writelines encode decode get keys"},
	{CALL_FILE, ANY,
		"open fopen File Path readFile readFileSync writeFile writeFileSync "
		"appendFile "
		"appendFileSync createReadStream createWriteStream unlink unlinkSync "
		"rename "
		"renameSync copyFile copyFileSync copyfile copy copy2 move rmSync rmtree "
		"remove truncate symlink link read_text write_text read_bytes "
		"write_bytes "
		"read readlines file_get_contents file_put_contents readfile file lines "
		"fromfile loadtxt genfromtxt read_csv readTextFile readTextFileSync "
		"writeTextFile FileReader FileWriter dofile loadfile execfile run_path "
		"input slurp spew binread readlink_ sysopen opendir fileinput "
		"IO.read import_file include require_once include_once load_dotenv "
		"chmod utime make_archive linecache getlines getline readLines scan "
		"source rm cp mv openSync open_text"},
	{CALL_NET, ANY,
		"urlopen urlretrieve request get_url post put patch delete head fetch "
		"connect "
		"create_connection createConnection connect_ex HTTPConnection "
		"HTTPSConnection "
		"Request gethostbyname getaddrinfo gethostbyname_ex lookup resolve "
		"resolve4 resolve6 resolveTxt resolveAny gethostbyaddr checkdnsrr "
		"getaddress "
		"TCPSocket UDPSocket tcp fsockopen pfsockopen stream_socket_client "
		"curl_init "
		"curl_setopt getprint getstore mirror INET Net WebSocket sendto "
		"open_connection ClientSession SMTP FTP Telnet SSHClient get_response "
		"start "
		"open_uri getSimple download download_file url socket_connect axios got "
		"sockaddr_in inet_aton dns_get_record get_headers URL"},
	{CALL_NET, LANG_JS, "get"},
	{CALL_FILE, LANG_RUBY, "foreach"},
	{CALL_NET, LANG_RUBY | LANG_PERL | LANG_OTHER, "get"},
};

static const struct {
	const char *prefix;
	enum call call;
} families[] = {
	{"requests.", CALL_NET},
	{"httpx.", CALL_NET},
	{"http.", CALL_NET},
	{"https.", CALL_NET},
	{"urllib.request", CALL_NET},
	{"Net::HTTP", CALL_NET},
	{"IO::Socket", CALL_NET},
	{"TCPSocket", CALL_NET},
	{"UDPSocket", CALL_NET},
	{"URI.open", CALL_NET},
	{"LWP::", CALL_NET},
	{"HTTP::", CALL_NET},
	{"socket.socket", CALL_OTHER},
	{"console.", CALL_DATA},
	{"sys.stdout.", CALL_DATA},
	{"re.", CALL_DATA},
	{"process.stdout.", CALL_DATA},
	{"JSON.", CALL_DATA},
	{"Open3.", CALL_PROGRAM},
	{"subprocess.", CALL_PROGRAM},
	{"child_process.", CALL_PROGRAM},
	{"Deno.run", CALL_PROGRAM},
	{"webbrowser.get", CALL_SHELL},
	{"timeit.main", CALL_EVAL},
};

struct pc_str code_last(struct pc_str name)
{
	for (size_t i = name.len; i > 0; i--) {
		if (strchr(".:>", name.ptr[i - 1]))
			return pc_str_from(name, i);
	}
	return name;
}

enum call code_call(enum language language, struct pc_str name)
{
	struct pc_str last = code_last(name);

	for (size_t i = 0; i < PC_COUNT(families); i++) {
		if (pc_str_starts(name, pc_str(families[i].prefix)))
			return families[i].call;
	}
	for (size_t i = 0; i < PC_COUNT(calls); i++) {
		if ((calls[i].languages & language) && names_have(calls[i].names, last))
			return calls[i].call;
	}
	return CALL_OTHER;
}
