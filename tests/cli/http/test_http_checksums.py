# SPDX-License-Identifier: MIT
"""--checksums where the list or the files are behind URLs."""

import hashlib

from planting import plant

A = b"abc\ndef\n"
B = b"abc\ndeX\n"
TREE = {"a": A, "sub": {"b": B}, "odd name?": A}


def line(content, path):
    return f"{hashlib.sha256(content).hexdigest()}  {path}\n"


def test_a_list_is_held_against_a_base_url_and_comes_from_a_url(komparu, nginx, tmp_path):
    plant(nginx.root / tmp_path.name, TREE)
    base = nginx.url(f"{tmp_path.name}/")
    plant(tmp_path / "T", TREE)
    text = line(A, "a") + line(A, "odd name?") + line(B, "sub/b")
    (tmp_path / "SUMS").write_text(text)
    plant(nginx.root / f"{tmp_path.name}.lists", {"SUMS": text.encode()})
    url = nginx.url(f"{tmp_path.name}.lists/SUMS")
    assert komparu.run("--checksums=SUMS", base, cwd=tmp_path).status == 0
    assert komparu.run(f"--checksums={url}", "T", cwd=tmp_path).status == 0
    assert komparu.run("--checksums=SUMS", base + "a", cwd=tmp_path).status == 0
    assert komparu.run("--checksums=SUMS", base + "odd%20name%3F", cwd=tmp_path).status == 0
    (tmp_path / "SUMS").write_text(line(B, "a") + line(B, "sub/b") + line(A, "gone"))
    result = komparu.run("--checksums=SUMS", base, cwd=tmp_path)
    assert (result.status, result.out) == (
        1, f"Files SUMS/a and {base}a differ\nOnly in SUMS: gone\n".encode())
    result = komparu.run("--checksums=SUMS", "--ignore-missing", base, cwd=tmp_path)
    assert (result.status, result.out) == (1, f"Files SUMS/a and {base}a differ\n".encode())


def test_d2_no_url_leads_above_its_base(komparu, nginx, tmp_path):
    plant(nginx.root / tmp_path.name, {"T": TREE, "outside": A})
    (tmp_path / "SUMS").write_text(line(A, "a") + line(A, "../outside") + line(A, "/outside"))
    result = komparu.run("--checksums=SUMS", nginx.url(f"{tmp_path.name}/T/"), cwd=tmp_path)
    assert result.status == 2 and result.err.count(b"\n") == 2


def test_a_list_is_held_against_a_map(komparu, nginx, tmp_path):
    plant(nginx.root / tmp_path.name, TREE)
    (tmp_path / "MAP").write_text(f"x\t{nginx.url(tmp_path.name)}/a\n")
    (tmp_path / "SUMS").write_text(line(A, "x"))
    assert komparu.run("--checksums=SUMS", "--url-map=MAP", cwd=tmp_path).status == 0
    (tmp_path / "SUMS").write_text(line(B, "x"))
    assert komparu.run("--checksums=SUMS", "--url-map=MAP", cwd=tmp_path).status == 1
