# SPDX-License-Identifier: MIT
"""Files that differ in a few places around every threshold, against a comparison in Python and cmp."""

import os
import subprocess
import tempfile

from . import driver, readers

SIZES = [1, 64, 4096, 16384, 65536, 131072, 262144, 1 << 20, 2 << 20]
CHUNKS = [0, 0, 0, 4096, 4097, 65536, 1 << 20]


def content(chance):
    size = chance.choice(SIZES[:-2] if chance.random() < 0.9 else SIZES)
    size = max(0, size + chance.choice([0, 0, -1, 1, chance.randrange(size + 1)]))
    return chance.choice([lambda: bytes(size), lambda: chance.randbytes(size),
                          lambda: (b"line of text\n" * (size // 13 + 1))[:size]])()


def change(data, chance):
    data = bytearray(data)
    size = len(data)
    at = chance.choice([0, size - 1, size // 2, size & ~4095, 65535, 262143, chance.randrange(size + 1)])
    at = max(0, min(at, size - 1))
    what = chance.randrange(7)
    if what == 0 or not size:
        return bytes(data)
    if what < 3:
        data[at] ^= 1 << chance.randrange(8)
    elif what == 3:
        del data[chance.choice([at, size - 1]):]
    elif what == 4:
        data += bytes([chance.choice([0, 7])]) * chance.randint(1, 9000)
    elif what == 5:
        part = data[at:at + chance.randint(1, 4096)]
        data[at:at + len(part)] = part[::-1]
    else:
        data[at:at + 70000] = bytes(len(data[at:at + 70000]))
    return bytes(data)


def options(left, chance):
    asked = {"kind": "files", "jobs": chance.randrange(5), "io": chance.randrange(3),
             "chunk": chance.choice(CHUNKS), "detail": chance.randrange(3),
             "size_check": chance.randrange(2), "quick_check": chance.randrange(2)}
    size = len(left)
    if chance.random() < 0.3:
        asked["skip_left"] = chance.choice([0, 1, 4096, size, size + 1, chance.randrange(size + 2)])
        asked["skip_right"] = chance.choice([asked["skip_left"], 0])
    if chance.random() < 0.3:
        asked["limit"] = chance.choice([0, 1, 4096, size, chance.randrange(size + 2)])
    return asked


def expected(left, right, asked):
    """(verdict, offset, line) of the first difference."""
    left, right = left[asked.get("skip_left", 0):], right[asked.get("skip_right", 0):]
    if "limit" in asked:
        left, right = left[:asked["limit"]], right[:asked["limit"]]
    if left == right:
        return "same", None, None
    low, high = 0, min(len(left), len(right))
    while low < high:  # the longest common start
        middle = (low + high + 1) // 2
        low, high = (middle, high) if left[:middle] == right[:middle] else (low, middle - 1)
    return "different", low, left[:low].count(b"\n") + 1


def cmp(paths, asked):
    words = ["cmp", "-s", "-i", f"{asked.get('skip_left', 0)}:{asked.get('skip_right', 0)}"]
    if "limit" in asked:
        words += ["-n", str(asked["limit"])]
    return ["same", "different", "trouble"][subprocess.run([*words, *paths], check=False).returncode]


def judge(verdict, text, wanted, asked):
    """What is wrong with the answer, or an empty text."""
    if verdict != wanted[0]:
        return {"crash": "crash", "hang": "hang", "same": "wrong same"}.get(verdict, "wrong different")
    told = [int(word) for word in text.split()]
    if verdict == "different" and asked["detail"] and told:
        return "" if told == list(wanted[1:])[:len(told)] else "wrong different"
    return ""


def run(path, count, chance, share, row):
    """Fills the row; what was wrong, as text."""
    komparu, wrong = driver.Driver(path), []
    with tempfile.TemporaryDirectory(prefix="komparu-", dir=readers.MEMORY) as where:
        paths = [os.path.join(where, side) for side in ("left", "right")]
        for number in range(count):
            if number % 20 == 0:
                left = content(chance)
            right = change(left, chance)
            for name, data in zip(paths, (left, right)):
                with open(name, "wb") as file:
                    file.write(data)
            asked = options(left, chance)
            wanted = expected(left, right, asked)
            verdict, text = komparu.ask(driver.request(*map(os.fsencode, paths), **asked))
            fault = judge(verdict, text, wanted, asked)
            row["inputs"] += 1
            row[verdict] += 1
            if number % share == 0:
                row["read"] += 1
                assert cmp(paths, asked) == wanted[0], f"cmp says otherwise: {number} {asked}"
            if fault:
                row[fault] += fault not in ("crash", "hang")
                wrong.append((fault, number, [f"{asked} {verdict} {text} not {wanted}"]))
    komparu.close()
    return wrong, komparu.peak
