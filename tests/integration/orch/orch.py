# SPDX-License-Identifier: Apache-2.0
"""policyd-orch in a root of its own, with programs of this machine as backends: questions, streams, files, generations, ends.

What several users may is tried where we are root; the rest needs no rights."""
import contextlib
import getpass
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "harness"))
from stand import AS_ROOT, PATIENCE, until  # noqa: E402

ORCH = os.path.abspath(sys.argv[1])
ALLOWED, OTHER, OWN = 61001, 61002, 61003  # users without a name: the first may ask, as "*" is not there, by its group
MODELS = """as-of: 2026-11-01
models:
  - {provider: anthropic, id: claude-sonnet-9, line: sonnet, state: current, prices: {input: 2.00, output: 10.00}}
"""
CONFIG = """orchestrator:
  spool: %(top)s/spool
  limits: {sweep: 1s}
%(people)s  backends:
    - {name: cat, kind: command, provider: anthropic, argv: [/bin/cat]}
    - {name: slow, kind: command, provider: anthropic, argv: [/bin/sleep, "600"]}
    - {name: asks, kind: command, provider: anthropic, argv: [%(python)s, %(top)s/asks]}
    - {name: self, kind: command, provider: anthropic, argv: [/bin/cat, /proc/self/status]}
    - {name: tricks, kind: command, provider: anthropic, argv: [%(python)s, %(top)s/tricks]}
  chains:
    - {name: worker, steps: [{backend: cat, model: claude-sonnet-9}]}
    - {name: slow, steps: [{backend: slow, model: claude-sonnet-9}]}
    - {name: asks, steps: [{backend: asks, model: claude-sonnet-9}]}
    - {name: self, steps: [{backend: self, model: claude-sonnet-9}]}
    - {name: tricks, steps: [{backend: tricks, model: claude-sonnet-9}]}
  types:
    - {name: echo, tier: worker}
    - {name: slow, chain: slow}
    - {name: asks, chain: asks}
    - {name: self, chain: self}
    - {name: tricks, chain: tricks}
"""
# A worker that would like to be an operator.
ASKS = """import json, socket, sys
sys.stdin.read()
with socket.socket(socket.AF_UNIX) as s:
    s.connect(%r)
    s.sendall(b'{"do":"board"}\\n')
    print(s.makefile().readline())
"""
# Further ways to ask: by a child that is gone when somebody looks who it was, and from below more parents than
# anybody counts.
TRICKS = """import json, os, signal, socket, sys
trick = sys.stdin.read()
question = b'{"do":"submit","job":{"prompt":"x","type":"echo","is_operator":true}}\\n'
service = os.getppid()
def ask():
    line = socket.socket(socket.AF_UNIX)
    line.connect(%(socket)r)
    line.sendall(question)
    return line
def wait(child):
    os.waitpid(child, 0)
if trick == "gone":
    ours, theirs = socket.socketpair(socket.AF_UNIX)
    os.kill(service, signal.SIGSTOP)
    child = os.fork()
    if not child:
        line = ask()
        socket.send_fds(theirs, [b"x"], [line.fileno()])
        os._exit(0)
    wait(child)
    fd = socket.recv_fds(ours, 1, 1)[1][0]
    os.kill(service, signal.SIGCONT)
    print(socket.socket(fileno=fd).makefile().readline())
elif trick == "leave":
    child = os.fork()
    if not child:
        os.setsid()
        for fd in range(3):
            os.close(fd)
        signal.pause()
    print(child)
else:
    depth = 0
    while (child := os.fork()) == 0 and depth < 80:
        depth += 1
    if child:
        wait(child)
    else:
        print(ask().makefile().readline(), flush=True)
    os._exit(0)
"""
wrong = []


def that(holds, what, more=""):
    if not holds:
        wrong.append(what)
        print("WRONG: %s %s" % (what, more), flush=True)


class Line:
    """One connection; answers are read in their order."""

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(PATIENCE)
        self.socket.connect(path)
        self.file = self.socket.makefile("r", encoding="utf-8")

    def say(self, *questions):
        self.socket.sendall("".join(json.dumps(q) + "\n" for q in questions).encode())

    def hear(self):
        """None: the other end has closed."""
        try:
            line = self.file.readline()
        except ConnectionError:
            return None
        return json.loads(line) if line else None

    def ask(self, do, **more):
        self.say({"do": do, **more})
        return self.hear()

    def close(self):
        self.file.close()
        self.socket.close()


class Machine:
    def __init__(self, user=None):
        self.user = user
        self.people = "  users: [\"61001\"]\n"
        self.held = tempfile.TemporaryDirectory(prefix="pc-orch-")
        self.top = os.path.realpath(self.held.name)
        os.chmod(self.top, 0o755)
        self.config = self.path("etc/policyctl/orchestrator.yaml")
        os.makedirs(self.path("etc/policyctl"))
        self.socket = self.path("run/policyd-orch/jobs.sock")
        self.spool = self.path("spool")
        self.write("etc/policyctl/models.yaml", MODELS)
        self.write("asks", ASKS % self.socket)
        self.write("tricks", TRICKS % {"socket": self.socket})
        self.configure()
        self.process = None
        if user is not None:
            os.chown(self.top, user, user)

    def path(self, name):
        return os.path.join(self.top, name)

    def write(self, name, text):
        """All of it at once, as an editor does."""
        with open(self.path(".new"), "w", encoding="utf-8") as out:
            out.write(text)
        os.replace(self.path(".new"), self.path(name))

    def configure(self, people=None, more=""):
        people = people or self.people
        self.write("etc/policyctl/orchestrator.yaml", CONFIG % {"top": self.top, "people": people, "python": sys.executable} + more)

    def journal(self):
        with open(self.path("journal"), encoding="utf-8") as file:
            return file.read()

    def told(self, words, times=1):
        until("the journal says '%s'\n%s" % (words, self.journal()), lambda: self.journal().count(words) >= times)

    def start(self):
        self.write("journal", "")
        with open(self.path("journal"), "a", encoding="utf-8") as out:
            self.process = subprocess.Popen([ORCH, "--root", self.top], stderr=out, stdin=subprocess.DEVNULL, user=self.user, group=self.user)
        until("it serves", lambda: "serves '" in self.journal() or self.process.poll() is not None)
        if self.process.poll() is not None:
            sys.exit("it does not start:\n" + self.journal())

    def stop(self, how=signal.SIGTERM):
        self.process.send_signal(how)
        status = self.process.wait(PATIENCE)
        self.process = None
        return status

    @contextlib.contextmanager
    def line(self):
        line = Line(self.socket)
        try:
            yield line
        finally:
            line.close()

    def ask(self, do, **more):
        with self.line() as line:
            return line.ask(do, **more)

    def submit(self, kind, prompt="hello"):
        answer = self.ask("submit", job={"prompt": prompt, "type": kind})
        if "job" not in answer:
            sys.exit("no job: %s" % answer)
        return answer["job"]

    def state(self, job):
        answer = self.ask("show", job=job)
        if not answer or "job" not in answer:
            sys.exit("job %s has no state: %s\n%s" % (job, answer, self.journal()))
        return answer["job"]["state"]

    def becomes(self, job, state):
        until("job %s is %s" % (job, state), lambda: self.state(job) == state)

    def hand_in(self, name, question, mode=0o644, owner=None):
        """A file that somebody wrote elsewhere and renamed in."""
        path = self.path("spool/.%s" % name)
        with open(path, "w", encoding="utf-8") as out:
            out.write(question if isinstance(question, str) else json.dumps(question))
        os.chmod(path, mode)
        if owner is not None:
            os.chown(path, owner, owner)
        os.rename(path, self.path("spool/" + name))

    def answered(self, name):
        """What became of it: (ending, what it says)."""
        for ending in ("done", "refused"):
            try:
                with open(self.path("spool/%s.%s" % (name, ending)), encoding="utf-8") as file:
                    return ending, json.load(file)
            except FileNotFoundError:
                pass
        return None

    def close(self):
        if self.process:
            self.process.kill()
            self.process.wait()
        self.held.cleanup()


def by_user(uid, fn):
    """What fn() returns as another user; it has to be JSON."""
    out, into = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.setgroups([])
            os.setgid(uid)
            os.setuid(uid)
            os.write(into, json.dumps(fn()).encode())
        except BaseException as err:  # pylint: disable=broad-except
            print("WRONG: as %d: %r" % (uid, err), flush=True)
        finally:
            os._exit(0)
    os.close(into)
    with os.fdopen(out, encoding="utf-8") as file:
        text = file.read()
    os.waitpid(pid, 0)
    return json.loads(text) if text else None


# ---- what is tried ---------------------------------------------------------------------------------------------


def try_words():
    run = lambda *words: subprocess.run([ORCH, *words], capture_output=True, text=True, check=False)
    that(run("--version").stdout.startswith("policyd-orch "), "--version")
    that(run("--help").stdout.startswith("usage: policyd-orch"), "--help")
    that(run("--bogus").returncode == 64 and run("word").returncode == 64, "words that are none")
    that(run("--config", "/nonexistent").returncode == 78, "no configuration")


def try_check(machine):
    run = lambda: subprocess.run([ORCH, "--root", machine.top, "--check"], capture_output=True, text=True, check=False)
    that(run().returncode == 0, "--check of what is right", run().stderr)
    machine.configure(more="  slots: 3\n")
    done = run()
    that(done.returncode == 78 and "PC2101" in done.stderr and ":23:" in done.stderr, "--check says where it is wrong", done.stderr)
    machine.configure()
    that(not os.path.exists(machine.path("var")), "--check makes nothing")


def try_follow(machine):
    with machine.line() as line:
        job = line.ask("submit", job={"prompt": "one two", "type": "echo"})["job"]
        line.say({"do": "follow", "job": job})
        news = []
        while (said := line.hear()) is not None:
            news.append(said)
    that("".join(n["piece"] for n in news if "piece" in n) in ("", "one two"), "pieces are of the answer", news)
    that(news and news[-1]["job"]["state"] == "done" and news[-1]["job"]["result"] == "one two", "the last news is the end", news)
    with machine.line() as line:
        that(line.ask("follow", job=job)["job"]["state"] == "done", "who follows what has ended is told")
        that(line.hear() is None, "and no more")
    that("error" in machine.ask("follow", job=999), "a job that is not there")
    that("error" in machine.ask("follow", job="x"), "no number of a job")


def try_watch(machine):
    with machine.line() as line:
        board = line.ask("watch")
        that(board and "error" not in board, "a board at once", board)
        job = machine.submit("slow")
        until("the board has the job", lambda: "running" in json.dumps(line.hear()))
    return job


def try_cancel(machine, job):
    with machine.line() as line:
        line.say({"do": "follow", "job": job})
        line.hear()
        machine.becomes(job, "running")
        that("error" not in machine.ask("cancel", job=job), "a running job is cancelled")
        last = None
        while (said := line.hear()) is not None:
            last = said
    that(last and last["job"]["state"] == "cancelled", "who follows it is told", last)


def try_lines(machine):
    with machine.line() as line:
        line.say(*({"do": "show", "job": 1} for _ in range(200)))
        that(all(line.hear()["job"]["id"] == 1 for _ in range(200)), "many questions at once, answered in their order")
        line.socket.sendall(b"no json\n")
        that("error" in line.hear(), "a line that is no JSON")
        that(line.ask("bogus").get("error"), "a question that nobody knows")
        prompt = "x" * (3 << 20)
        job = line.ask("submit", job={"prompt": prompt, "type": "echo"})["job"]
    machine.becomes(job, "done")
    with machine.line() as slow:
        slow.say(*({"do": "show", "job": job} for _ in range(5)))
        that(machine.state(1) == "done", "who does not read is waited for by nobody")
        that(all(slow.hear()["job"]["prompt"] == prompt for _ in range(5)), "and gets all of it later")
    with machine.line() as line:
        with contextlib.suppress(ConnectionError):
            line.socket.sendall(b"x" * (5 << 20))
        answer = line.hear()
        that(answer is None or "larger" in answer["error"], "a line without an end", answer)


def try_users(machine):
    job = machine.submit("echo")
    machine.becomes(job, "done")
    answer = by_user(OTHER, lambda: machine.ask("board"))
    that(answer and "error" in answer, "who is not named may not ask", answer)
    machine.configure("  users: [\"*\"]\n")
    machine.process.send_signal(signal.SIGHUP)
    machine.told("is in force")
    own = by_user(OTHER, lambda: machine.submit("echo"))
    machine.becomes(own, "done")
    that(machine.ask("show", job=own)["job"]["owner"] == str(OTHER), "a job is its user's")
    that("error" in by_user(OTHER, lambda: machine.ask("show", job=job)), "jobs of others are not there")
    that("error" in by_user(OTHER, lambda: machine.ask("follow", job=job)), "and not followed")
    machine.hand_in("theirs.json", {"do": "submit", "job": {"prompt": "x", "type": "echo"}}, owner=OTHER)
    ending, said = until("their file is answered", lambda: machine.answered("theirs"))
    that(ending == "done" and machine.ask("show", job=said["job"])["job"]["owner"] == str(OTHER), "a file is its owner's", said)
    machine.configure()
    machine.told("is in force", 2)
    machine.hand_in("others.json", {"do": "submit", "job": {"prompt": "x", "type": "echo"}}, owner=OTHER)
    ending, said = until("a stranger's file is answered", lambda: machine.answered("others"))
    that(ending == "refused" and "owner" in said["error"], "a file of who may not ask", said)


def try_worker(machine):
    job = machine.submit("asks")
    machine.becomes(job, "done")
    result = machine.ask("show", job=job)["job"]["result"]
    that("may not ask" in result, "a worker is no operator", result)
    for trick in ("gone", "deep"):
        job = machine.submit("tricks", trick)
        machine.becomes(job, "done")
        result = machine.ask("show", job=job)["job"]["result"]
        that("may not ask" in result, "a worker is no operator: %s" % trick, result)
    job = machine.submit("tricks", "leave")
    machine.becomes(job, "done")
    left = int(machine.ask("show", job=job)["job"]["result"])
    until("what a worker left behind is ended", lambda: not os.path.exists("/proc/%d" % left) or " Z " in open("/proc/%d/stat" % left, encoding="ascii").read())


def try_own_user():
    """Where the service is another user than root, its workers can hand in files, and those are that user's."""
    machine = Machine(OWN if AS_ROOT else None)
    try:
        machine.start()
        machine.hand_in("own.json", {"do": "submit", "job": {"prompt": "x", "type": "echo", "is_operator": True}}, owner=machine.user)
        ending, said = until("a file of its own user is answered", lambda: machine.answered("own"))
        that(ending == "refused" and "may not ask" in said["error"], "it may be a worker's, and is no operator's", said)
    finally:
        machine.close()


def try_rights(machine):
    """What it gave up, and what its workers have not, as the kernel has it."""
    job = machine.submit("self")
    machine.becomes(job, "done")
    with open("/proc/%d/status" % machine.process.pid, encoding="utf-8") as file:
        texts = {"the service": file.read(), "a worker": machine.ask("show", job=job)["job"]["result"]}
    for who, text in texts.items():
        fields = dict(line.split(":\t", 1) for line in text.splitlines() if ":\t" in line)
        that(fields["NoNewPrivs"] == "1", who + " gets no new privileges")
        that(fields["Seccomp"] == "2", who + " has a filter of calls")
    # CAP_CHOWN, CAP_DAC_OVERRIDE, CAP_FOWNER, CAP_KILL, CAP_SETGID, CAP_SETUID, where it is root; else none
    fields = dict(line.split(":\t", 1) for line in texts["the service"].splitlines() if ":\t" in line)
    that(int(fields["CapEff"], 16) & ~0xeb == 0, "the service has no other rights of root", fields["CapEff"])
    that(os.stat("/proc/%d/environ" % machine.process.pid).st_uid == 0, "nobody looks into it")


def try_spool(machine):
    good = {"do": "submit", "job": {"prompt": "by file", "type": "echo"}}
    machine.hand_in("good.json", good)
    ending, said = until("a file is answered", lambda: machine.answered("good"))
    that(ending == "done", "a job by file", said)
    machine.becomes(said["job"], "done")
    os.symlink("/etc/passwd", machine.path("spool/link.json"))
    os.mkfifo(machine.path("spool/fifo.json"))
    os.mkdir(machine.path("spool/directory.json"))
    machine.hand_in("two", good)
    os.link(machine.path("spool/two"), machine.path("spool/two.json"))
    machine.hand_in("large.json", " " * (5 << 20))
    machine.hand_in("show.json", {"do": "show", "job": 1})
    machine.hand_in("broken.json", "{")
    machine.hand_in("type.json", {"do": "submit", "job": {"prompt": "x", "type": "nonexistent"}})
    for name in ("link", "fifo", "directory", "two", "large", "show", "broken", "type"):
        ending, said = until("'%s' is answered" % name, lambda n=name: machine.answered(n))
        that(ending == "refused" and said["error"], "a %s is no job" % name, said)
    that(os.listdir(machine.path("spool/taken")) in ([], ["directory"], ["new-directory.json"]), "nothing stays behind", os.listdir(machine.path("spool/taken")))


def try_generations(machine):
    before = machine.journal()
    machine.configure(more="  slots: 3\n")
    machine.process.send_signal(signal.SIGHUP)
    machine.told("stays in force", before.count("stays in force") + 1)
    that("PC2101" in machine.journal(), "what is wrong with it is told")
    machine.becomes(machine.submit("echo"), "done")
    machine.configure(more="  projects: [{name: other, concurrency: 1}]\n")
    machine.told("is in force", before.count("is in force") + 1)
    machine.becomes(machine.submit("echo"), "done")
    rules = {"permissions": {"deny": ["Bash"]}}
    os.makedirs(machine.path("etc/claude-code"))
    machine.write("etc/claude-code/managed-settings.json", json.dumps(rules))
    machine.told("is in force", before.count("is in force") + 2)
    job = machine.ask("submit", job={"prompt": "x", "type": "echo", "tools": "Bash(ls)"})["job"]
    machine.becomes(job, "refused")
    machine.write("etc/claude-code/managed-settings.json", "{")
    machine.told("stays in force", before.count("stays in force") + 2)
    machine.write("etc/claude-code/managed-settings.json", json.dumps(rules))
    machine.told("what the files say", 1)


def try_second(machine):
    done = subprocess.run([ORCH, "--root", machine.top], capture_output=True, text=True, check=False)
    that(done.returncode == 1 and "another instance" in done.stderr, "a second instance", done.stderr)
    that(machine.state(1) == "done", "the first one serves yet")


def try_kill(machine, cancelled):
    job = machine.submit("slow")
    machine.becomes(job, "running")
    worker = until("its worker is known", lambda: machine.ask("show", job=job)["job"]["worker_pid"])
    that(machine.stop(signal.SIGKILL) == -signal.SIGKILL, "it is killed")
    machine.start()
    that(machine.state(cancelled) == "cancelled", "what was answered is kept")
    until("its job runs again", lambda: machine.ask("show", job=job)["job"]["worker_pid"] not in (0, worker))
    that("were ended" in machine.journal(), "a worker that nobody hears is ended", machine.journal())
    that(machine.ask("show", job=job)["job"]["losses"] == 1, "a lease was lost")
    machine.ask("cancel", job=job)
    machine.becomes(job, "cancelled")


def try_end(machine):
    job = machine.submit("slow")
    machine.becomes(job, "running")
    done = machine.submit("echo")
    machine.becomes(done, "done")
    that(machine.stop() == 0, "it ends as it is told")
    that(not os.path.exists(machine.socket), "its socket is gone")
    # As a crash leaves them: before a job was made, with a job that never was, with one that is.
    question = json.dumps({"do": "submit", "job": {"prompt": "left", "type": "echo"}})
    for name in ("new-left.json", "999-never.json", "%d-made.json" % done):
        machine.write("spool/taken/" + name, question)
    machine.start()
    that(machine.answered("made") == ("done", {"job": done}), "a job that was made is not made twice", machine.answered("made"))
    for name in ("left", "never"):
        ending, said = until("'%s' is answered" % name, lambda n=name: machine.answered(n))
        that(ending == "done" and said["job"] > done, "a job that was not made is made", said)
        machine.becomes(said["job"], "done")
    machine.becomes(job, "running")
    machine.ask("cancel", job=job)
    machine.becomes(job, "cancelled")
    try_kill(machine, job)
    that(machine.stop(signal.SIGINT) == 0, "it ends by SIGINT, too")


def main():
    try_words()
    machine = Machine()
    try:
        try_check(machine)
        machine.start()
        try_follow(machine)
        try_cancel(machine, try_watch(machine))
        try_lines(machine)
        if AS_ROOT:
            try_users(machine)
        else:
            print("several users are left out: only root can be them")
        try_worker(machine)
        try_own_user()
        try_rights(machine)
        if not AS_ROOT:
            machine.people = "  users: [%s]\n" % getpass.getuser()
            before = machine.journal().count("is in force")
            machine.configure()
            machine.told("is in force", before + 1)
        try_spool(machine)
        try_generations(machine)
        try_second(machine)
        try_end(machine)
    except TimeoutError as err:
        that(False, str(err), machine.journal())
    finally:
        machine.close()
    print("%d wrong" % len(wrong))
    sys.exit(1 if wrong else 0)


if not shutil.which("cat", path="/bin"):
    print("skipped: there is no /bin/cat")
    sys.exit(77)
main()
