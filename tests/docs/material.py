# SPDX-License-Identifier: MIT
"""What the examples of the documents find, beside docs/example: files, servers, other programs."""

_LINES = b"".join(b"%03d: the quick brown fox jumps over a lazy dog\n" % i for i in range(200))
_IMAGE = bytes(range(256)) * 8192  # 2 MiB
_PAGE = "<!doctype html>\n<title>komparu</title>\n<p>Compare!</p>\n"
_STYLE = "p { color: #223; }\n"


def _changed(content, offset):
    return content[:offset] + bytes([content[offset] ^ 1]) + content[offset + 1 :]


# Text is read as the documents are: servers that it names are found where they really are.
FILES = {
    "a.bin": _LINES,
    "b.bin": _changed(_LINES, 4096),
    "build.iso": _IMAGE,
    "release.iso": _IMAGE,
    "mirror.iso": _changed(_IMAGE, 1 << 20),
    "expected.txt": "one\ntwo\nthree\n",
    "pairs.txt": "a.bin\tb.bin\nbuild.iso\trelease.iso\n",
    "copies.txt": "LICENSE\tpackages/server/LICENSE\n",
    "LICENSE": "Do what you like.\n",
    "packages/server/LICENSE": "Do what you like.\n",
    # docs/ci.md
    "generated/parser.c": "int parse(void) { return 0; }\n",
    "build/generated/parser.c": "int parse(void) { return 0; }\n",
    "build/generated/__pycache__/parser.pyc": b"\0",
    "src/main.c": "int main(void) { return 0; }\n",
    "before/report.txt": "1\n",
    "after/report.txt": "2\n",
    # docs/urls.md: what is deployed, and what was built
    "site/index.html": _PAGE,
    "site/style.css": _STYLE,
    "srv/www/index.html": _PAGE,
    "srv/www/style.css": _STYLE,
    "srv/site/index.html": _PAGE,
    "srv/site/style.css": _STYLE,
    "token.txt": "Authorization: Bearer 0123456789abcdef\n",
    "srv/.netrc": "machine www.example.org login reader password secret\n",
    "urls.txt": "site/index.html\thttps://www.example.org/index.html?signature=0123\n",
    "map.json": '{"pages/index.txt": "http://127.0.0.1:8000/pages/index.txt",\n'
    ' "service.ini": "http://127.0.0.1:8000/service.ini"}\n',
    # A bucket, and its backup
    "srv/backup/db.dump": "rows: 1000\n",
    "srv/backup/notes.txt": "kept\n",
    "srv/bucket/db.dump": "rows: 1001\n",
    "srv/bucket/notes.txt": "kept\n",
    "srv/bucket/2021/old.tar": b"\0" * 1024,
}

# Paths that begin so lie below the sandbox.
ABSOLUTE = ["/srv/"]

# Servers on the net, and the directories that stand for them.
SERVED = {
    "https://www.example.org/": "srv/www",
    "https://example.org/": "srv/releases",
    "https://backup.s3.amazonaws.com/": "srv/bucket",
}

# Programs that would reach another machine, or build this one; one with a / lies there.
PROGRAMS = {
    "./dev": '[ "$1" = run ] && shift && exec komparu "$@"\nexit 2\n',
    "ssh": 'shift\nexec "$@"\n',
    "docker": 'while [ "$1" != komparu ]; do shift; done\nexec "$@"\n',
    "aws": """case "$1 $2" in
  's3api list-objects-v2') printf '2021/old.tar\\tdb.dump\\tnotes.txt\\n' ;;
  's3 presign') printf 'https://backup.s3.amazonaws.com/%s?%s\\n' "${3#s3://backup/}" \\
    'X-Amz-Algorithm=A&X-Amz-Signature=0123' ;;
  *) exit 2 ;;
esac
""",
}

# Archives of the above.
MADE_BY = [
    ["tar", "czf", "dist.tar.gz", "src"],
    ["tar", "czf", "dist-1.tar.gz", "--mtime=@1", "src"],
    ["tar", "czf", "dist-2.tar.gz", "--mtime=@2", "src"],
    ["mkdir", "-p", "srv/releases"],
    ["tar", "czf", "srv/releases/release-1.0.tar.gz", "src"],
    ["cp", "-r", "src", "release-1.0"],
]
