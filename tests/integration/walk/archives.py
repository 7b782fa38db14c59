# SPDX-License-Identifier: Apache-2.0
"""Archives: every member is looked at, whatever lies in it is bounded, and what is broken
keeps nothing else from being looked at."""
import bz2
import ctypes
import gzip
import io
import lzma
import os
import random
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile

DUMP = os.path.abspath(sys.argv[1])
CHANCE = random.Random(6)
FAILED = []


def key(nth):
    return b"x\ny = PLANTED%d\n" % nth


def zipped(members, method=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as file:
        for name, data in members:
            file.writestr(name, data)
    return out.getvalue()


def tarred(members, mode="w"):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as file:
        for name, data in members:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            file.addfile(info, io.BytesIO(data))
    return out.getvalue()


def look(*args, stdin=None):
    run = subprocess.run([DUMP, *args], input=stdin, capture_output=True, check=False)
    if run.returncode != 0:
        FAILED.append(f"{args}: exit status {run.returncode}: {run.stderr.decode()[-300:]}")
    return run.stdout.decode().splitlines()


def expect(what, data, rows, args=(), name="f"):
    """data in a file gives rows, each the beginning of a line, and no others."""
    with tempfile.TemporaryDirectory() as top:
        os.chdir(top)
        with open(name, "wb") as file:
            file.write(data)
        got = look(*args, name)
        os.chdir("/")
    if len(got) != len(rows) or any(not g.startswith(r) for g, r in zip(got, rows)):
        FAILED.append(f"{what}: wanted {rows}, got {got[:10]}")


def noise(size):
    return CHANCE.randbytes(size)


def forms():
    expect("zip", zipped([("b/c.env", key(1)), ("\u00e9.txt", key(2))]),
           ["f!b/c.env:2:5: PLANTED1", "f!\\xc3\\xa9.txt:2:5: PLANTED2"])
    expect("stored", zipped([("s", key(3))], zipfile.ZIP_STORED), ["f!s:2:5: PLANTED3"])
    expect("tar", tarred([("d/x", key(5)), ("\u00fc", key(6))]),
           ["f!d/x:2:5: PLANTED5", "f!\\xc3\\xbc:2:5: PLANTED6"])
    for mode in "gz", "bz2", "xz":
        expect("tar." + mode, tarred([("d/x", key(7))], "w:" + mode),
               ["f!d/x:2:5: PLANTED7"])
    for pack in gzip.compress, bz2.compress, lzma.compress:
        expect(pack.__module__, pack(key(8)), ["f:2:5: PLANTED8"])
    expect("zeros first", gzip.compress(bytes(2048) + key(9)), ["f:2:5: PLANTED9"])
    expect("not asked for", zipped([("a", noise(99))]), [], ["-a"])
    if shutil.which("zstd"):
        data = subprocess.run(["zstd", "-q"], input=tarred([("k", key(4))]),
                              capture_output=True, check=True).stdout
        expect("zstd", data, ["f!k:2:5: PLANTED4"])
    nested = zipped([("in.zip", zipped([("deep.tgz", tarred([("k", key(1))], "w:gz"))]))])
    expect("nested", nested, ["f!in.zip!deep.tgz!k:2:5: PLANTED1"])


def seven_zipped(members):
    """7z by libarchive itself: python has none."""
    lib = ctypes.CDLL("libarchive.so.13")
    for name in "archive_write_new", "archive_entry_new":
        getattr(lib, name).restype = ctypes.c_void_p
    out = ctypes.create_string_buffer(16 << 20)
    used = ctypes.c_size_t(0)
    archive = ctypes.c_void_p(lib.archive_write_new())
    lib.archive_write_set_format_7zip(archive)
    lib.archive_write_set_options(archive, b"7zip:compression=deflate")
    lib.archive_write_open_memory(archive, out, ctypes.c_size_t(len(out)),
                                  ctypes.byref(used))
    for name, data in members:
        entry = ctypes.c_void_p(lib.archive_entry_new())
        lib.archive_entry_set_pathname(entry, name.encode())
        lib.archive_entry_set_size(entry, ctypes.c_int64(len(data)))
        lib.archive_entry_set_filetype(entry, ctypes.c_uint(0o100000))
        lib.archive_write_header(archive, entry)
        lib.archive_write_data(archive, data, ctypes.c_size_t(len(data)))
        lib.archive_entry_free(entry)
    lib.archive_write_close(archive)
    return out.raw[:used.value]


def sevens():
    expect("7z", seven_zipped([("b/c", key(1)), ("d" * 150, key(2))]),
           ["f!b/c:2:5: PLANTED1", "f!" + "d" * 150 + ":2:5: PLANTED2"])
    expect("large 7z", seven_zipped([("x", noise(5 << 20)), ("y", key(3))]),
           ["f!y:2:5: PLANTED3"])
    expect("7z within", zipped([("in.7z", seven_zipped([("y", key(4))]))]),
           ["f!in.7z!y:2:5: PLANTED4"])
    expect("broken 7z", seven_zipped([("y", noise(9999))])[:-20], ["f:0:0: PC2525"])
    expect("7z bomb", seven_zipped([("y", bytes(70 << 20))]), ["f:0:0: PC252"])


def large():
    """More than fits into memory at once, from a file and from a pipe."""
    members = [(f"m{i}", noise(300000)) for i in range(15)]
    data = zipped(members + [("key", key(1))])
    expect("large", data, ["f!key:2:5: PLANTED1"])
    rows = look("-", stdin=data)
    if rows != ["(stdin)!key:2:5: PLANTED1"]:
        FAILED.append(f"large, from a pipe: {rows[:5]}")
    inner = zipped([("big", noise(5 << 20) + key(2)), ("after", key(3))])
    expect("large within", tarred([("in.zip", inner)]),
           ["f!in.zip!after:2:5: PLANTED3", "f!in.zip!big:"])


def damaged():
    data = zipped([("a", key(1)), ("b", noise(100000))])
    expect("cut", data[:50000], ["f:0:0: PC2525", "f!a:2:5: PLANTED1", "f!b:0:0: PC2525"])
    expect("no zip", b"PK\3\4 is none " + key(2), ["f:0:0: PC2525", "f:2:5: PLANTED2"])
    broken = bytearray(zipped([("a", key(1)), ("b", noise(5000)), ("c", key(3))]))
    at = broken.index(b"b", 60)
    broken[at + 500:at + 600] = bytes(100)
    expect("one member", bytes(broken), ["f!a:2:5: PLANTED1", "f!b:0:0: PC2525",
                                         "f!c:2:5: PLANTED3"])
    packed = bytearray(gzip.compress(noise(200000) + key(4)))
    expect("cut gz", bytes(packed[:150000]), ["f:0:0: PC2525"])


def bombs():
    expect("zeros", gzip.compress(bytes(70 << 20), 6), ["f:0:0: PC2524"])
    data = key(5)
    for _ in range(9):
        data = gzip.compress(data)
    expect("too deep", data, ["f:0:0: PC2524"])
    once = zipped([("0", bytes(34 << 20))])
    expect("within", zipped([(str(i), once) for i in range(2)]), ["f:0:0: PC2524"])
    long_name = bytearray(gzip.compress(b"x"))
    long_name[3] |= 8
    hidden = bytes(long_name[:10]) + b"n" * (16 << 20)
    expect("a name of 16 MB", gzip.compress(hidden, 6), ["f:0:0: PC2525"])


def others():
    """A link or device in an archive is nothing, and a name is only a name."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as file:
        for kind, target in (tarfile.SYMTYPE, "/etc/passwd"), (tarfile.LNKTYPE, "k"), \
                (tarfile.CHRTYPE, ""), (tarfile.FIFOTYPE, ""), (tarfile.DIRTYPE, ""):
            info = tarfile.TarInfo("kind-" + kind.decode())
            info.type, info.linkname = kind, target
            file.addfile(info)
        info = tarfile.TarInfo("../../\n\x1b[31m")
        info.size = len(key(1))
        file.addfile(info, io.BytesIO(key(1)))
    expect("others", out.getvalue(), ["f!../../\\x0a\\x1b[31m:2:5: PLANTED1"])


def main():
    if not look("-", stdin=gzip.compress(key(1))) == ["(stdin):2:5: PLANTED1"]:
        print("libarchive is not there")
        return 77
    forms()
    sevens()
    large()
    damaged()
    bombs()
    others()
    print("\n".join(FAILED))
    return 1 if FAILED else 0


sys.exit(main())
