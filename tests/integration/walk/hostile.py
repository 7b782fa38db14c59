# SPDX-License-Identifier: Apache-2.0
"""Trees that do not want to be looked at: bounded time and memory, a note for what could
not be looked at, and the rest goes on."""
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import threading

DUMP = os.path.abspath(sys.argv[1])
FAILED = []
MEMORY = 64 << 20


def plant(path, nth=1):
    with open(path, "w", encoding="utf-8") as file:
        file.write(f"PLANTED{nth}\n")


def look(*args, stdin=None):
    """Rows, from a process that has no more memory than it should need beside its
    programs and stacks."""
    run = subprocess.run([DUMP, "-t", "2", *args], stdin=stdin, capture_output=True,
                         check=False, timeout=60)
    if run.returncode != 0:
        FAILED.append(f"{args}: exit status {run.returncode}: {run.stderr.decode()[-300:]}")
    return run.stdout.decode().splitlines()


def expect(what, got, wanted):
    if len(got) != len(wanted) or any(not g.startswith(w) for g, w in zip(got, wanted)):
        FAILED.append(f"{what}: wanted {wanted}, got {got[:10]}")


def a_line_of_two_gigabytes():
    with open("line", "wb") as file:
        file.write(b"PLANTED1")
        file.seek(2 << 30)
        file.write(b"PLANTED2")
    expect("2 GB line", look("."), ["line:1:1: PLANTED1", "line:1:2147483649: PLANTED2"])


def a_stream_of_many_megabytes():
    source = subprocess.Popen(["sh", "-c", "head -c 50000000 /dev/zero | tr '\\0' x; "
                               "printf PLANTED3"], stdout=subprocess.PIPE)
    expect("50 MB line", look("-", stdin=source.stdout), ["(stdin):1:50000001: PLANTED3"])
    source.wait()


def names_of_any_kind():
    for name in b"new\nline", b"\xff\xfe\x80", b"\x1b[31m", b"-rf", b" ", b"a" * 255:
        os.mkdir(name)
        with open(os.path.join(name, name), "wb") as file:
            file.write(b"PLANTED1")
    expect("names", look("."), ["\\x1b[31m/\\x1b[31m:1", " / :1", "-rf/-rf:1",
                                "a" * 255 + "/aaa", "new\\x0aline/new\\x0aline:1",
                                "\\xff\\xfe\\x80/\\xff\\xfe\\x80:1"])


def loops():
    os.makedirs("a/b")
    os.symlink("..", "a/b/up")
    os.symlink(".", "a/self")
    os.symlink("/", "root")
    plant("a/b/x")
    expect("loops", look("."), ["a/b/x:1:1: PLANTED1"])


def what_is_no_file():
    os.mkfifo("fifo")
    plant("x")
    expect("no file", look("."), ["fifo:0:0: PC2522", "x:1:1: PLANTED1"])
    expect("device", look("/dev/zero"), ["/dev/zero:0:0: PC2522"])
    expect("kernel", [r for r in look("/proc/self/fdinfo") if "PLANTED" in r], [])


def what_fails_while_read():
    """EIO: the first page of a process is none of its memory."""
    expect("EIO", look("/proc/self/mem"), ["/proc/self/mem:0:0: PC2520"])


def what_may_not_be_read():
    if os.getuid() == 0:
        return
    os.mkdir("shut")
    plant("shut/x")
    plant("y")
    plant("z")
    os.chmod("shut", 0)
    os.chmod("y", 0)
    expect("shut", look("."), ["shut:0:0: PC2520", "y:0:0: PC2520", "z:1:1: PLANTED1"])
    os.chmod("shut", 0o700)


def what_changes_meanwhile():
    """Files that are written, cut, renamed and removed all the time."""
    plant("stays", 7)
    done = threading.Event()

    def work():
        while not done.is_set():
            for nth in range(50):
                with open(f"f{nth}", "wb") as file:
                    file.write(b"x" * 100000)
                    file.truncate(nth)
                if nth % 2:
                    os.rename(f"f{nth}", f"g{nth}")
                else:
                    os.unlink(f"f{nth}")
                    os.mkdir(f"f{nth}")
                    os.rmdir(f"f{nth}")

    worker = threading.Thread(target=work)
    worker.start()
    for _ in range(5):
        rows = look(".")
        if "stays:1:1: PLANTED7" not in rows:
            FAILED.append(f"changes: {rows[:5]}")
        for row in rows:
            if "PC2521" not in row and not row.startswith("stays"):
                FAILED.append(f"changes: {row}")
    done.set()
    worker.join()


def many_files():
    os.mkdir("many")
    plant("many/found")
    for nth in range(8000):
        os.link("many/found", f"many/{nth}")
        if nth % 10 == 0:
            os.mkdir(f"many/d{nth}")
    rows = look(".")
    if len(rows) != 8001:
        FAILED.append(f"many: {len(rows)}")


def long_paths():
    """Longer than any path that can be named."""
    top = os.getcwd()
    for _ in range(30):
        os.mkdir("d" * 200)
        os.chdir("d" * 200)
    plant("x", 4)
    os.chdir(top)
    rows = look(".")
    if len(rows) != 1 or not rows[0].endswith("PLANTED4"):
        FAILED.append(f"long: {rows}")


def main():
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    for part in (a_line_of_two_gigabytes, a_stream_of_many_megabytes, names_of_any_kind,
                 loops, what_is_no_file, what_fails_while_read,
                 what_may_not_be_read, what_changes_meanwhile, many_files, long_paths):
        top = tempfile.mkdtemp()
        os.chdir(top)
        part()
        os.chdir("/")
        shutil.rmtree(top)
    # Sanitizers need more; there it is only looked at whether all goes well.
    used = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    if used > MEMORY and before * 1024 < MEMORY and not os.environ.get("ASAN_OPTIONS"):
        FAILED.append(f"{used >> 20} MB of memory")
    print("\n".join(FAILED))
    return 1 if FAILED else 0


sys.exit(main())
