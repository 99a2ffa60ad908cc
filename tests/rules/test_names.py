# SPDX-License-Identifier: MIT
"""How files begin, what they and their types are called, and the words that stay out."""

import re

import source_tree

# A name that fits everything says nothing.
EMPTY_WORDS = {"util", "utils", "utility", "common", "helper", "helpers", "manager", "misc", "impl"}

SPDX = "SPDX-License-Identifier: MIT"
COMMENT_OF = dict.fromkeys([".h", ".cc", ".c"], "//")
COMMENT_OF |= dict.fromkeys([".py", ".pyi", ".cmake", ".sh"], "#")

# Put together from pieces, or this file would be its own first finding.
FORBIDDEN = [
    (r"\bTO" r"DO\b", "unfinished work"),
    (r"\bFIX" r"ME\b", "unfinished work"),
    (r"\bXX" r"X\b", "unfinished work"),
    (r"(?<![\w.-])/wo" r"rk/", "a path of one machine"),
    (r"(?<![\w.-])/ro" r"ot/", "a path of one machine"),
    (r"(?<![\w.-])/ho" r"me/\w", "a path of one machine"),
]


def empty_names(root):
    found = []
    for path in source_tree.files(root):
        for part in path.parts:
            if EMPTY_WORDS & set(re.split(r"[^a-z]+", part.lower())):
                found.append(f"{path}: {part} says nothing")
    for path in source_tree.files(root, source_tree.CPP | {".py"}):
        pattern = r"\b(?:class|struct|union|enum|namespace)\s+(?:class\s+)?(\w+)"
        for line, match in source_tree.lines_with(pattern, source_tree.code(root, path)):
            words = re.findall(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])", match[1])
            if EMPTY_WORDS & {word.lower() for word in words}:
                found.append(f"{path}:{line}: {match[1]} says nothing")
    return found


def odd_file_names(root):
    found = []
    for path in source_tree.files(root, source_tree.CPP | {".cpp", ".cxx", ".hpp", ".hh", ".C"}):
        if path.suffix not in source_tree.CPP or not re.fullmatch(r"[a-z][a-z0-9_]*", path.stem):
            found.append(f"{path}: sources are called like_this.h and like_this.cc")
        in_unit = path.parts[:2] == ("tests", "unit")
        if path.suffix == ".cc" and in_unit != path.stem.endswith("_test"):
            found.append(f"{path}: a unit test, and nothing else, is called x_test.cc")
    return found


def missing_licence(root):
    found = []
    for path in source_tree.files(root):
        lines = source_tree.text(root, path).splitlines()
        shebang = bool(lines) and lines[0].startswith("#!")
        comment = COMMENT_OF.get(path.suffix)
        if path.name == "CMakeLists.txt" or (shebang and not comment):
            comment = "#"
        if comment and lines[int(shebang) :][:1] != [f"{comment} {SPDX}"]:
            found.append(f"{path}: does not begin with {comment} {SPDX}")
    return found


def bad_guards(root):
    found = []
    seen = {}
    for path in source_tree.files(root, {".h"}):
        content = source_tree.text(root, path)
        guard = re.search(r"^#ifndef (\w+)\n#define (\w+)\n", content, re.MULTILINE)
        end = f"{path.stem.upper()}_H_"
        if not guard or guard[1] != guard[2]:
            found.append(f"{path}: has no include guard")
        elif not re.fullmatch(rf"KOMPARU_(?:\w+_)?{end}", guard[1]):
            found.append(f"{path}: the guard is called KOMPARU_..._{end}, not {guard[1]}")
        elif not content.endswith(f"\n#endif  // {guard[1]}\n"):
            found.append(f"{path}: does not end with #endif  // {guard[1]}")
        elif guard[1] in seen:
            found.append(f"{path}: shares its guard with {seen[guard[1]]}")
        else:
            seen[guard[1]] = path
    return found


def forbidden_words(root):
    found = []
    for path in source_tree.files(root):
        content = source_tree.text(root, path)
        if "\0" in content:
            continue
        for pattern, reason in FORBIDDEN:
            for line, match in source_tree.lines_with(pattern, content):
                found.append(f"{path}:{line}: {match[0]}: {reason}")
    return found


def test_names_say_something(source_root):
    source_tree.expect_none(empty_names(source_root))


def test_file_names_follow_one_form(source_root):
    source_tree.expect_none(odd_file_names(source_root))


def test_sources_name_their_licence(source_root):
    source_tree.expect_none(missing_licence(source_root))


def test_headers_are_guarded(source_root):
    source_tree.expect_none(bad_guards(source_root))


def test_no_forbidden_words(source_root):
    source_tree.expect_none(forbidden_words(source_root))


def test_selftest_empty_names_are_found(bad_tree):
    root = bad_tree(
        {
            "libkomparu/src/base/string_util.h": "",
            "apps/common/a.cc": "",
            "tests/cli/helpers.py": "",
            "libkomparu/src/base/a.h": "class PoolManager {};\nstruct UnsimplifiedThing {};\n",
            "libkomparu/src/base/b.h": "enum class MiscKind { a };\n// class Helper\n",
            "libkomparu/src/base/c.h": "namespace impl {\n}\n",
            "libkomparu/src/base/simple.h": "class Commons {};\nstruct Entry {};\n",
        }
    )
    assert sorted(entry.split(": ")[0] for entry in empty_names(root)) == [
        "apps/common/a.cc",
        "libkomparu/src/base/a.h:1",
        "libkomparu/src/base/b.h:1",
        "libkomparu/src/base/c.h:1",
        "libkomparu/src/base/string_util.h",
        "tests/cli/helpers.py",
    ]


def test_selftest_odd_file_names_are_found(bad_tree):
    good = ["libkomparu/src/base/unique_fd.h", "tests/unit/base/a_test.cc", "tests/fault/faults.c"]
    bad = [
        "apps/komparu/Main.cc",
        "libkomparu/src/base/a.cpp",
        "libkomparu/src/base/a_test.cc",
        "libkomparu/src/base/b.hpp",
        "tests/unit/base/text.cc",
    ]
    root = bad_tree({name: "" for name in good + bad})
    assert [entry.split(": ")[0] for entry in odd_file_names(root)] == bad


def test_selftest_missing_licence_is_found(bad_tree):
    bad = {
        "CMakeLists.txt": "project(x)\n",
        "a.cc": "#include <string>\n",
        "b.h": f"\n// {SPDX}\n",
        "c.py": f"// {SPDX}\n",
        "dev": "#!/bin/bash\nset -e\n",
        "empty.cc": "",
    }
    good = {
        "d.cc": f"// {SPDX}\n",
        "run": f"#!/bin/bash\n# {SPDX}\n",
        "e.py": f"#!/usr/bin/env python3\n# {SPDX}\n",
        "f.py": f"# {SPDX}\n",
        "README.md": "# komparu\n",
    }
    root = bad_tree({**bad, **good})
    assert [entry.split(": ")[0] for entry in missing_licence(root)] == sorted(bad)


def test_selftest_bad_guards_are_found(bad_tree):
    def header(guard, end=None):
        return f"#ifndef {guard}\n#define {guard}\n\n#endif  // {end or guard}\n"

    root = bad_tree(
        {
            "a/good.h": header("KOMPARU_GOOD_H_"),
            "b/room.h": header("KOMPARU_BASE_ROOM_H_"),
            "c/good.h": header("KOMPARU_GOOD_H_"),
            "d/once.h": "#pragma once\n",
            "e/other.h": header("KOMPARU_ANOTHER_THING_H_"),
            "f/stranger.h": header("STRANGER_H_"),
            "g/end.h": header("KOMPARU_END_H_", "KOMPARU_START_H_"),
        }
    )
    found = [entry.split(": ")[0] for entry in bad_guards(root)]
    assert found == ["c/good.h", "d/once.h", "e/other.h", "f/stranger.h", "g/end.h"]


def test_selftest_forbidden_words_are_found(bad_tree):
    root = bad_tree(
        {
            "a.cc": "// TO" "DO: later\n",
            "b.md": "x\n\nFIX" "ME\n",
            "c.py": 'PATH = "/ro' 'ot/x"\n',
            "d": "cd /wo" "rk/here\n",
            "good.md": "https://example.org/wo" "rk/x and TO" "DOS\n",
        }
    )
    found = [entry.rsplit(": ", 2)[0] for entry in forbidden_words(root)]
    assert found == ["a.cc:1", "b.md:3", "c.py:1", "d:1"]
