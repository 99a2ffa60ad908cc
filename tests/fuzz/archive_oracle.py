# SPDX-License-Identifier: MIT
"""Mutated archives, judged by other programs.

An archive of a known tree is changed in a few places, with its check sums repaired, and compared
with the unchanged one in another format. Most mutants are trouble. Where komparu says "same", each
program that reads the mutant without complaint has to find the known tree. Where it says
"different", at least one has to find another tree, or refuse.

usage: archive_oracle.py KIND COUNT [SEED]     KIND: zip 7z cpio ar
       KOMPARU is the path of the command. Failures are kept in ./failures.
"""

import io
import json
import os
import random
import shutil
import struct
import subprocess
import sys
import tarfile
import tempfile
import zipfile
import zlib
from collections import Counter
from pathlib import Path

TREE = {"a": b"alpha\n", "b.txt": b"beta" * 40, "d/c": b"gamma\n", "e": b""}
FLAT = {"a": b"alpha\n", "b.o": b"beta" * 40, "cc": b"gamma!\n", "e": b""}
INTERESTING = [0, 1, 2, 3, 7, 8, 14, 0x7f, 0x80, 0xff, 0x100, 0x7fff, 0xffff, 0x10000, 0xffffffff]
NOBODY = 65534
BATCH = 200


# ---- zip: both headers of each entry as numbers, so that they can be changed together or apart

def zip_entries():
    entries = []
    for name, content in TREE.items():
        packer = zlib.compressobj(6, zlib.DEFLATED, -15)
        packed = packer.compress(content) + packer.flush() if len(content) > 20 else content
        head = {"flags": 0, "method": 8 if packed != content else 0, "crc": zlib.crc32(content),
                "packed": len(packed), "size": len(content), "name": name.encode(), "extra": b""}
        entries.append({"local": dict(head), "data": packed, "descriptor": b"", "gap": b"",
                        "central": {**head, "host": 3, "mode": 0o100644, "offset": 0}})
    return entries


def zip_row(head):
    return struct.pack("<HHIIIIHH", head["flags"] & 0xffff, head["method"] & 0xffff, 0,
                       head["crc"] & 0xffffffff, head["packed"] & 0xffffffff,
                       head["size"] & 0xffffffff, len(head["name"]), len(head["extra"]))


def build_zip(entries):
    out, directory = b"", b""
    for entry in entries:
        central = entry["central"]
        directory += (b"PK\1\2" + struct.pack("<HH", (central["host"] & 0xff) << 8 | 20, 20) +
                      zip_row(central) +
                      struct.pack("<HHHII", 0, 0, 0, (central["mode"] & 0xffff) << 16,
                                  (len(out) + central["offset"]) & 0xffffffff) +
                      central["name"] + central["extra"])
        local = entry["local"]
        out += (b"PK\3\4" + struct.pack("<H", 20) + zip_row(local) + local["name"] +
                local["extra"] + entry["data"] + entry["descriptor"] + entry["gap"])
    end = struct.pack("<IHHHHIIH", 0x06054b50, 0, 0, len(entries), len(entries), len(directory),
                      len(out), 0)
    return out + directory + end


def unicode_path(choose, name):
    text = choose.choice([name, b"x", name + b"x", "ä".encode(), name.replace(b"a", "ä".encode())])
    crc = zlib.crc32(name) if choose.random() < 0.8 else 1
    body = struct.pack("<BI", choose.choice([1, 1, 1, 0, 2]), crc) + text
    return struct.pack("<HH", 0x7075, len(body)) + body


def mutate_zip(choose):
    entries = zip_entries()
    for _ in range(choose.randint(1, 3)):
        entry = choose.choice(entries)
        heads = choose.choice([["local"], ["central"], ["local", "central"], ["local", "central"]])
        field = choose.choice(["flags", "method", "crc", "packed", "size", "name", "name", "extra",
                               "extra", "host", "mode", "content", "order", "descriptor", "twice"])
        value = choose.choice(INTERESTING)
        names = [b"a", b"A", b"d\\c", b"d/c", b"a/", b"./a", b"a//", b"r_", b"r\x84", b"",
                 "ä".encode(), b"a\0b", b"d/c/x"]
        name = choose.choice(names)
        extra = choose.choice([b"", unicode_path(choose, entry["central"]["name"]),
                               struct.pack("<HHQQ", 1, 16, value, 5)])
        if field == "content":
            entry["data"] = bytes(choose.randrange(256) for _ in range(len(entry["data"])))
            for head in heads:
                entry[head]["crc"] = zlib.crc32(entry["data"])
        elif field == "order":
            choose.shuffle(entries)
        elif field == "twice":
            entries.append(json_free_copy(choose.choice(entries)))
        elif field == "descriptor":
            central = entry["central"]
            entry["descriptor"] = (choose.choice([b"", b"PK\7\x08"]) +
                                   struct.pack("<III", central["crc"], central["packed"],
                                               central["size"]))
            for head in heads:
                entry[head]["flags"] |= 8
        else:
            for head in heads:
                if field in entry[head]:
                    entry[head][field] = {"name": name, "extra": extra}.get(
                        field, value if choose.random() < 0.6 else entry[head].get(field, 0)
                        if field in ("name", "extra") else entry[head][field] ^ (1 << choose.randrange(16)))
    return build_zip(entries)


def json_free_copy(entry):
    return {key: dict(value) if isinstance(value, dict) else value for key, value in entry.items()}


# ---- 7z: what 7z writes with a plain header, whose bytes are changed and its check sums repaired

SEVEN_ZIP_OPTIONS = [("-mhc=off",), ("-mhc=off", "-ms=off"), ("-mhc=off", "-mx=0"),
                     ("-mhc=off", "-mx=0", "-ms=off"), ("-mhc=off", "-mtc=on", "-m0=ppmd")]
SEVEN_ZIP = []


def seven_zip_samples(where):
    plant(where / "L", TREE)
    for number, options in enumerate(SEVEN_ZIP_OPTIONS):
        subprocess.run(["7z", "a", "-bd", *options, f"../{number}.7z", "."], cwd=where / "L",
                       check=True, stdout=subprocess.DEVNULL)
        SEVEN_ZIP.append((where / f"{number}.7z").read_bytes())


def mutate_seven_zip(choose):
    sample = choose.choice(SEVEN_ZIP)
    offset, length = struct.unpack("<QQ", sample[12:28])
    data, header = sample[32:32 + offset], bytearray(sample[32 + offset:])
    assert len(header) == length
    for _ in range(choose.randint(1, 3)):
        at = choose.randrange(len(header))
        action = choose.random()
        if action < 0.5:
            header[at] = choose.choice([*range(26), 0x40, 0x7f, 0x80, 0xff, header[at] ^ 1])
        elif action < 0.7:
            header[at:at] = bytes([choose.randrange(26)])
        elif action < 0.85:
            del header[at]
        else:
            to = choose.randrange(len(header))
            part = header[at:at + choose.randint(1, 12)]
            header[to:to] = part
    first = struct.pack("<QQI", len(data), len(header), zlib.crc32(header))
    return sample[:8] + struct.pack("<I", zlib.crc32(first)) + first + data + bytes(header)


# ---- cpio: members as numbers, in five forms

def cpio_member(form, member):
    name = member["name"] + b"\0"
    size, length = member["size"], member["length"]
    if form in ("newc", "crc"):
        total = sum(member["data"]) if form == "crc" and member["mode"] & 0o170000 == 0o100000 else 0
        fields = (member["inode"], member["mode"], 0, 0, member["links"], 0, size, 8,
                  member["device"], 0, 0, length, total)
        head = (b"070701" if form == "newc" else b"070702") + b"".join(
            b"%08X" % (field & 0xffffffff) for field in fields) + name
        return (head + bytes(-len(head) % 4) + member["data"] + bytes(-len(member["data"]) % 4))
    if form == "odc":
        return (b"070707" + b"".join(b"%06o" % (field & 0o777777) for field in
                                     (member["device"], member["inode"], member["mode"], 0, 0,
                                      member["links"], 0)) +
                b"%011o%06o%011o" % (0, length & 0o777777, size) + name + member["data"])
    words = (0o70707, member["device"], member["inode"], member["mode"], 0, 0, member["links"], 0, 0,
             0, length, size >> 16, size)
    order = "<" if form == "little" else ">"
    head = struct.pack(order + "13H", *(word & 0xffff for word in words)) + name
    return head + bytes(-len(head) % 2) + member["data"] + bytes(-len(member["data"]) % 2)


def mutate_cpio(choose):
    form = choose.choice(["newc", "newc", "crc", "odc", "little", "big"])
    tree = {"d": None, **TREE}
    members = [{"name": name.encode(), "data": content or b"", "size": len(content or b""),
                "length": len(name.encode()) + 1, "inode": number + 1, "device": 1,
                "mode": 0o40755 if content is None else 0o100644, "links": 1}
               for number, (name, content) in enumerate(tree.items())]
    for _ in range(choose.randint(1, 3)):
        member = choose.choice(members)
        field = choose.choice(["inode", "links", "mode", "size", "length", "name", "data", "twice",
                               "pair", "order"])
        if field == "pair":
            for one in choose.sample(members, 2):
                one["inode"], one["links"] = choose.choice([0, 9]), choose.choice([1, 2, 3])
        elif field == "twice":
            members.append({**member, "name": choose.choice([member["name"], b"f"])})
        elif field == "order":
            choose.shuffle(members)
        elif field == "name":
            member["name"] = choose.choice([b"a", b"./a", b"/a", b"a/", b"", b"a\0b", b"TRAILER!!!"])
            member["length"] = len(member["name"]) + 1
        elif field == "data":
            member["data"] = choose.choice([b"", b"alpha\n", b"other"])
            member["size"] = len(member["data"])
        elif field in ("size", "length"):
            member[field] = max(0, member[field] + choose.choice([-4, -2, -1, 1, 2, 4, 0xffff]))
        else:
            member[field] = choose.choice(INTERESTING + [0o120777, 0o40755, 0o100644, 0o20666, 0o10644])
    end = {"name": b"TRAILER!!!", "data": b"", "size": 0, "length": 11, "inode": 0, "device": 0,
           "mode": 0, "links": 1}
    return b"".join(cpio_member(form, member) for member in members + [end])


# ---- ar

def ar_member(field, data, size=None):
    return (b"%-16s%-12d%-6d%-6d%-8o%-10d`\n" % (field, 0, 0, 0, 0o100644,
                                                 len(data) if size is None else size) +
            data + b"\n" * (len(data) % 2))


def mutate_ar(choose):
    table = b"".join(name.encode() + b"/\n" for name in FLAT)
    members, at = [], 0
    style = choose.choice(["short", "table", "bsd"])
    for name, content in FLAT.items():
        if style == "short":
            members.append([name.encode() + b"/", content])
        elif style == "table":
            members.append([b"/%d" % at, content])
        else:
            members.append([b"#1/%d" % len(name), name.encode() + content])
        at += len(name) + 2
    for _ in range(choose.randint(0, 2)):
        member = choose.choice(members)
        field = choose.randrange(4)
        if field == 0:
            member[0] = choose.choice([b"/%d" % choose.randrange(20), b"#1/%d" % choose.randrange(9),
                                       b"a", b"a/", b"/", b"//", b"a b/", b"", b"a\0/", b"/SYM64/"])
        elif field == 1:
            member[1] = choose.choice([b"", b"alpha\n", b"odd"])
        elif field == 2:
            members.append(list(member))
        else:
            choose.shuffle(members)
    out = b"!<arch>\n" + (ar_member(b"//", table) if style == "table" else b"")
    out = bytearray(out + b"".join(ar_member(*member) for member in members))
    for _ in range(choose.randint(0, 2)):
        out[choose.randrange(len(out))] = choose.choice(b"/ 0129\n\0`#a")
    return bytes(out)


# ---- the programs that judge

def plant(where, tree):
    for name, content in tree.items():
        path = where / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def found_in(where):
    """The files below a directory; links and others by their kind, directories if they are empty."""
    tree = {}
    for path in Path(where).rglob("*"):
        name = os.fsencode(path.relative_to(where))
        if path.is_symlink():
            tree[name] = ("link", os.readlink(path))
        elif path.is_file():
            tree[name] = path.read_bytes()
        elif not path.is_dir():
            tree[name] = "special"
        elif not any(path.iterdir()):
            tree[name] = "directory"
    return tree


def unpacked_by(command, archive, stdin=False):
    with tempfile.TemporaryDirectory() as where:
        os.chmod(where, 0o777)
        inside = os.path.join(where, "x")
        shutil.copy(archive, os.path.join(where, "archive"))
        subprocess.run(["mkdir", inside], check=True, user=NOBODY, group=NOBODY)
        words = [word.replace("ARCHIVE", "../archive") for word in command]
        try:
            done = subprocess.run(words, cwd=inside, user=NOBODY, group=NOBODY, timeout=20,
                                  stdin=open(archive, "rb") if stdin else subprocess.DEVNULL,
                                  capture_output=True, check=False,
                                  env={"LC_ALL": "C.UTF-8", "PATH": os.environ["PATH"]})
        except subprocess.TimeoutExpired:
            return None
        # 7z says "Warnings" and ends with 0 where it leaves out what it does not understand.
        if done.returncode != 0 or b"Warnings" in done.stdout:
            return None
        subprocess.run(["chmod", "-R", "u+rwX", inside], check=False, capture_output=True)
        return found_in(inside)


def by_zipfile(archive):
    try:
        with zipfile.ZipFile(archive) as opened:
            tree = {}
            for info in opened.infolist():
                content = opened.read(info)
                if not info.is_dir():
                    tree[os.path.normpath(info.filename).encode("utf-8", "surrogateescape")] = content
            return tree
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError, RuntimeError, KeyError,
            EOFError, zlib.error, struct.error, UnicodeError):
        return None


def program(*command, stdin=False):
    return lambda archive: unpacked_by(command, archive, stdin)


SEVEN = program("7z", "x", "-y", "-bd", "-o.", "ARCHIVE")
BSDTAR = program("bsdtar", "-xf", "ARCHIVE")
READERS = {
    "zip": {"zipfile": by_zipfile, "unzip": program("unzip", "-qq", "-n", "ARCHIVE"),
            "7z": SEVEN, "bsdtar": BSDTAR},
    "7z": {"7z": SEVEN, "bsdtar": BSDTAR},
    "cpio": {"cpio": program("cpio", "-id", "--quiet", "--no-absolute-filenames", stdin=True),
             "bsdtar": BSDTAR, "7z": SEVEN},
    "ar": {"ar": program("ar", "x", "ARCHIVE"), "bsdtar": BSDTAR, "7z": SEVEN},
}
MUTATORS = {"zip": mutate_zip, "7z": mutate_seven_zip, "cpio": mutate_cpio, "ar": mutate_ar}


def tar_of(tree):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, content in tree.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return out.getvalue()


class Judge:
    def __init__(self, kind, where):
        self.kind, self.where, self.counts = kind, where, Counter()
        self.tree = FLAT if kind == "ar" else TREE
        self.known = {name.encode(): content for name, content in self.tree.items()}
        (where / "known.tar").write_bytes(tar_of(self.tree))
        if kind == "7z":
            seven_zip_samples(where)

    def batch(self, mutants):
        names = []
        for number, mutant in enumerate(mutants):
            name = f"m{number}"
            (self.where / name).write_bytes(mutant)
            names.append(name)
        (self.where / "list").write_text("".join(f"{name}\tknown.tar\n" for name in names))
        done = subprocess.run([os.environ["KOMPARU"], "-a", "--json", "--pairs=list"],
                              cwd=self.where, capture_output=True, check=False, timeout=600)
        if done.returncode < 0 or done.returncode > 2:
            self.keep("crash", self.where / "list")
            return
        lines = [json.loads(line) for line in done.stdout.splitlines()]
        for line in lines:
            if line["type"] == "pair":
                self.judge(self.where / line["left"], line["exit"])

    def judge(self, path, status):
        self.counts["inputs"] += 1
        self.counts[{0: "same", 1: "different", 2: "trouble"}[status]] += 1
        if status == 2 or b".." in path.read_bytes():
            return
        found = {name: read(path) for name, read in READERS[self.kind].items()}
        if status == 0:
            wrong = {name for name, tree in found.items() if tree is not None and tree != self.known}
            if wrong:
                self.keep("wrong same", path, wrong)
        elif all(tree == self.known for tree in found.values()):
            self.keep("wrong different", path)

    def keep(self, what, path, who=()):
        self.counts[what] += 1
        kept = Path("failures") / f"{self.kind}-{what.replace(' ', '-')}-{self.counts['inputs']}"
        kept.parent.mkdir(exist_ok=True)
        shutil.copy(path, kept)
        print(what, kept, *sorted(who), flush=True)


def main():
    kind, count = sys.argv[1], int(sys.argv[2])
    choose = random.Random(int(sys.argv[3]) if len(sys.argv) > 3 else 1)
    with tempfile.TemporaryDirectory() as where:
        os.chmod(where, 0o755)
        judge = Judge(kind, Path(where))
        for start in range(0, count, BATCH):
            judge.batch([MUTATORS[kind](choose) for _ in range(min(BATCH, count - start))])
    print(kind, dict(judge.counts))
    bad = ("wrong same", "wrong different", "crash")
    return 1 if any(judge.counts[what] for what in bad) else 0


if __name__ == "__main__":
    sys.exit(main())
