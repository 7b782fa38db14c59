/* SPDX-License-Identifier: Apache-2.0 */
/* Programs that run a command on another machine, in a container or in a virtual one. */
#include "carriers_priv.h"

#define KUBE_VALUES                                                                      \
	"-n --namespace -c --container --context --kubeconfig --cluster --user -s "      \
	"--server "                                                                      \
	"-f --filename --token --as --image"
#define DOCKER_VALUES                                                                    \
	"-H --host -c --context --config -l --log-level -e --env --env-file -u --user "  \
	"-w "                                                                            \
	"--workdir --detach-keys -v --volume -p --publish --name --network --net -h "    \
	"--hostname -m --memory --cpus --label --mount --add-host --dns --device "       \
	"--gpus "                                                                        \
	"--ulimit --platform --pull --restart --runtime --security-opt --shm-size "      \
	"--stop-signal --tmpfs --cap-add --cap-drop --cidfile --cpu-shares "             \
	"--cpuset-cpus "                                                                 \
	"--expose --group-add --ip --ipc --isolation --link --log-driver --log-opt "     \
	"--pid "                                                                         \
	"--pids-limit --userns --uts --volumes-from --volume-driver -f --file "          \
	"--project-name --project-directory --profile --index"

/* An image made for one program is that program: docker run curlimages/curl. */
static void carry_image(struct carry *carry)
{
	size_t n = carry->n_words - carry->begins;
	const struct field *image = &carry->words[carry->begins];
	struct field *words = pc_arena_new_array(carry->arena, struct field, n + 1);
	const struct field *entry = carry_option(carry, "--entrypoint");
	struct pc_str text;

	option_values(carry);
	if (n == 0 || carry->quits)
		return;
	memcpy(words, image, n * sizeof(*words));
	if (n > 1)
		tell_words(carry, image + 1, n - 1);
	if (entry)
		words[0] = *entry;
	text = words[0].text;
	text = pc_str_head(text, pc_str_find(text, '@'));
	if (words[0].kind == FIELD_KNOWN && !entry)
		words[0].text = pc_str_find(text, ':') > pc_str_rfind(text, '/') ||
						pc_str_find(text, '/') == text.len
					? pc_str_head(text, pc_str_find(text, ':'))
					: text;
	tell_words(carry, words, n);
	/* amazon/aws-cli runs aws. */
	if (!entry && pc_str_ends(words[0].text, PC_STR("-cli"))) {
		words[0].text.len -= strlen("-cli");
		tell_words(carry, words, n);
	}
}

/* -o ProxyCommand=text, -o "LocalCommand text" */
static void carry_ssh_options(struct carry *carry)
{
	static const char *const keys[] = {
		"ProxyCommand", "LocalCommand", "KnownHostsCommand", "RemoteCommand"};

	for (size_t i = 0; i < carry->n_options; i++) {
		const struct field *value = carry->options[i].value;
		size_t k = 0, skip;

		if (!value || !pc_str_is(carry->options[i].name, "-o"))
			continue;
		while (k < sizeof(keys) / sizeof(keys[0]) &&
			!pc_str_eq_nocase(pc_str(keys[k]),
				pc_str_head(field_start(value), strlen(keys[k]))))
			k++;
		if (k == sizeof(keys) / sizeof(keys[0]))
			continue;
		skip = strlen(keys[k]);
		while (skip < field_start(value).len &&
			strchr("= \t", field_start(value).ptr[skip]))
			skip++;
		tell_text(carry, field_from(carry->arena, value, skip), pc_str(keys[k]));
	}
}

/* k3s kubectl delete: the operand in front is the program. */
static void carry_lead(struct carry *carry)
{
	size_t at = 1, n;
	struct field *words;

	while (!pc_str_is(carry->words[at].text, carry->row->lead))
		at++;
	n = carry->n_words - at;
	words = pc_arena_new_array(carry->arena, struct field, n);
	memcpy(words, carry->words + at, n * sizeof(*words));
	if (n > 1 && pc_str_is(words[1].text, "--")) {
		words[1] = words[0];
		words++;
		n--;
	}
	tell_words(carry, words, n);
}

/* microk8s.kubectl, git-push: the name says it. */
static void carry_kubectl(struct carry *carry)
{
	size_t n = carry->n_words;
	struct field *words = pc_arena_new_array(carry->arena, struct field, n);

	memcpy(words, carry->words, n * sizeof(*words));
	words[0] = known_field(PC_STR("kubectl"));
	tell_words(carry, words, n);
}

/* docker container run is docker run. */
static void carry_container(struct carry *carry)
{
	size_t n = carry->n_words - carry->begins;
	struct field *words = pc_arena_new_array(carry->arena, struct field, n + 1);

	words[0] = carry->words[0];
	memcpy(words + 1, carry->words + carry->begins, n * sizeof(*words));
	tell_words(carry, words, n + 1);
}

static const struct carrier rows[] = {
	{"ssh autossh rsh dbclient slogin", "*",
		"-B -b -c -D -E -e -F -I -i -J -L -l -m -O -o -p -P -Q -R -S -W -w", NULL,
		CARRIES_TEXT | CARRIES_REMOTE | CARRIES_SHELL, "-Q -O -N -V", NULL},
	{"ssh autossh sftp scp", NULL,
		"-o -F -i -J -l -p -P -c -b -B -D -E -e -I -L -m -Q -R -s -W -w -X -S",
		NULL, CARRIES_NOTHING, NULL, carry_ssh_options},
	{"mosh", "*", "-p --port -a", "--ssh", CARRIES_REMOTE, NULL, NULL},
	{"sshpass", NULL, "-p -f -d -P", NULL, 0, NULL, NULL},
	{"scp sftp", NULL, "-F -i -J -l -o -P -c -b -B -D -R -s -X", "-S",
		CARRIES_NOTHING, NULL, NULL},
	{"rsync", NULL,
		"-f --filter --exclude --include --files-from --rsync-path --log-file -T "
		"--temp-dir --compare-dest --copy-dest --link-dest -B --port "
		"--password-file "
		"-M --remote-option",
		"-e --rsh --rsync-path", CARRIES_NOTHING, NULL, NULL},
	{"pdsh pssh parallel-ssh clush dsh", NULL,
		"-m -g -w -x -l -u -f -t -h -H -p -o -e -O", NULL,
		CARRIES_TEXT | CARRIES_REMOTE, NULL, NULL},
	{"ansible", NULL, "-i -m -u -f -e -b= -l -t", "-a --args",
		CARRIES_NOTHING | CARRIES_REMOTE, NULL, NULL},
	{"salt", "* cmd.run|cmd.shell", NULL, NULL, CARRIES_TEXT | CARRIES_REMOTE, NULL,
		NULL},
	{"vagrant multipass", "ssh", NULL, "-c --command",
		CARRIES_MARKED | CARRIES_TEXT | CARRIES_REMOTE, NULL, NULL},
	{"gh", "codespace|cs ssh", "-c --codespace -R --repo", NULL,
		CARRIES_MARKED | CARRIES_TEXT | CARRIES_REMOTE, NULL, NULL},
	{"minikube", "ssh", "-n --node -p --profile", NULL, CARRIES_TEXT | CARRIES_REMOTE,
		NULL, NULL},
	{"docker-machine", "ssh *", NULL, NULL, CARRIES_TEXT | CARRIES_REMOTE, NULL,
		NULL},
	{"podman", "machine ssh", NULL, NULL, CARRIES_TEXT | CARRIES_REMOTE, NULL, NULL},
	{"az", "vm run-command invoke|create", NULL, "--scripts --script",
		CARRIES_NOTHING | CARRIES_REMOTE, NULL, NULL},
	{"gcloud", "compute ssh", "--zone --project", "--command",
		CARRIES_NOTHING | CARRIES_REMOTE, NULL, NULL},
	{"fly flyctl", "ssh console", "-a --app", "-C --command",
		CARRIES_NOTHING | CARRIES_REMOTE, NULL, NULL},
	{"heroku", "run", "-a --app -s --size -r --remote", NULL,
		CARRIES_TEXT | CARRIES_REMOTE, NULL, NULL},
	{"adb", "shell", "-s -t -H -P", NULL,
		CARRIES_TEXT | CARRIES_REMOTE | CARRIES_SHELL, NULL, NULL},
	{"docker podman nerdctl", "exec *", DOCKER_VALUES, NULL, 0, NULL, NULL},
	{"docker podman nerdctl", "container exec *", DOCKER_VALUES, NULL, 0, NULL, NULL},
	{"docker podman nerdctl", "run|create", DOCKER_VALUES " --entrypoint",
		"--health-cmd", 0, NULL, carry_image},
	{"docker podman nerdctl", "container run|create", DOCKER_VALUES " --entrypoint",
		NULL, 0, NULL, carry_image},
	{"docker podman nerdctl", "compose exec|run *", DOCKER_VALUES, "--entrypoint", 0,
		NULL, NULL},
	{"docker-compose podman-compose", "exec|run *", DOCKER_VALUES, "--entrypoint", 0,
		NULL, NULL},
	{"docker podman nerdctl", "container", DOCKER_VALUES, NULL, 0, NULL,
		carry_container},
	{"k3s microk8s minikube k0s", "kubectl", "-p --profile -n --node", NULL, 0, NULL,
		carry_lead},
	{"microk8s.kubectl kubecolor", NULL, NULL, NULL, CARRIES_NOTHING, NULL,
		carry_kubectl},
	{"podman buildah", "unshare", NULL, NULL, CARRIES_SHELL, NULL, NULL},
	{"buildah", "run *", "-v --volume --user --workingdir", NULL, 0, NULL, NULL},
	{"kubectl oc k3s microk8s", "exec *", KUBE_VALUES, NULL, 0, NULL, NULL},
	{"kubectl oc", "run|debug *", KUBE_VALUES, NULL, CARRIES_MARKED, NULL, NULL},
	{"oc", "rsh *", KUBE_VALUES, NULL, 0, NULL, NULL},
	{"k3s microk8s", "kubectl exec *", KUBE_VALUES, NULL, 0, NULL, NULL},
	{"ctr", "run * *", "-n --namespace --env --mount --user", NULL, 0, NULL, NULL},
	{"ctr", "task|tasks|t exec *", "--exec-id -n --user --cwd", NULL, 0, NULL, NULL},
	{"runc crun youki", "exec *", "-e --env --cwd -u --user -p --process --pid-file",
		NULL, 0, NULL, NULL},
	{"docker podman", "service create", DOCKER_VALUES " --entrypoint --replicas",
		NULL, 0, NULL, carry_image},
	{"crictl ctr lxc incus", "exec *", "-n --namespace --env --cwd --user -T", NULL,
		0, NULL, NULL},
	{"lxc-attach", NULL, "-n --name -P -v --set-var -u", NULL, CARRIES_SHELL, NULL,
		NULL},
	{"apptainer singularity", "exec|run *", "-B --bind -H --home -W --pwd --env",
		NULL, 0, NULL, NULL},
	{"devcontainer", "exec",
		"--workspace-folder --container-id --config --remote-env --id-label",
		NULL, 0, NULL, NULL},
	{"limactl multipass", "shell|exec *", "--workdir -d", NULL, 0, NULL, NULL},
	{"lima", NULL, NULL, NULL, 0, NULL, NULL},
	{"colima", "ssh", "-p --profile", NULL, 0, NULL, NULL},
	{"toolbox toolbx", "run", "-c --container -d -r", NULL, 0, NULL, NULL},
	{"distrobox", "enter *", "-n --name -a", NULL, CARRIES_SHELL, NULL, NULL},
	{"distrobox-enter", NULL, "-n --name -a", NULL, 0, NULL, NULL},
	{"flatpak", "run", "--arch --branch", "--command", CARRIES_NOTHING, NULL, NULL},
	{"flatpak-spawn distrobox-host-exec host-spawn", NULL, NULL, NULL, 0, NULL, NULL},
	{"wsl", NULL, "-d --distribution -u --user --cd", NULL, 0, "-l --list", NULL},
	{"cmd", "/c|/C|/k|/K", NULL, NULL, CARRIES_TEXT, NULL, NULL},
};

const struct known_table carrier_remote = KNOWN_TABLE(rows);
