# SPDX-License-Identifier: MIT
"""G1: no work grows much faster than what an input holds.

Counted by valgrind, in instructions: ten times the input may cost twelve times as much.
"""

import re
import resource
import subprocess

import pytest

import growing
import growing_answers
import jobs
from hostile import Server
from test_counts import release_build, valgrind  # noqa: F401: fixtures

MOST = 12
# Ten times the input has to be seen in the count, or the count says nothing.
LEAST = 1.04

# The smaller size of each kind: large enough to outweigh the start of the program at ten times that,
# small enough for valgrind, which is fifty times slower.
SIZES = {
    "tar_headers": 100, "tar_in_another_order": 100, "tar_against_a_directory": 50,
    "tar_members_of_one_name": 100, "tar_directories_of_one_file": 50, "tar_name": 5000,
    "tar_name_of_many_components": 200, "tar_chain_of_hard_links": 100,
    "tar_hard_links_to_one_file": 100, "tar_chain_of_symbolic_links_against_files": 50,
    "pax_records": 1000, "pax_value": 100_000, "sparse_map_1_0": 1000, "sparse_map_0_1": 1000,
    "sparse_map_0_0": 1000, "sparse_map_of_old_gnu_tar": 1000,
    "zip_directory": 100, "zip_gap": 30_000, "zip_extra_fields": 2000, "zip_in_another_order": 100, "seven_zip_header": 100,
    "cpio_members": 100, "cpio_links": 100, "ar_table": 100, "gzip_name": 5000, "gzip_members": 200,
    "bzip2_streams": 200, "xz_streams": 100, "zstd_skippable_frames": 1000,
    "directory_of_many_names": 50, "directory_of_many_names_without_case": 50,
    "directory_on_one_side": 300, "directories_below_each_other": 50,
    "symbolic_links_to_one_directory": 30, "group_of_equal_files": 50, "list_of_pairs": 50,
    "group_of_unlike_files": 50, "group_of_unlike_files_with_few_descriptors": 50,
    "group_of_unlike_directories": 50, "group_of_directories_with_unlike_dangling_links": 50,
    "list_of_patterns": 500, "list_of_paths": 300, "list_of_checksums": 1000, "pattern_of_many_stars": 40,
    "name_for_a_pattern": 5000,
    "name_of_many_components_for_a_pattern": 300,
    "name_in_normal_form": 1000, "url_map": 300, "netrc_entries": 1000, "header_file": 200,
}
STATUS = {"tar_chain_of_symbolic_links_against_files": 1, "seven_zip_header": 1,
          "directory_on_one_side": 1, "group_of_unlike_files": 1,
          "group_of_unlike_files_with_few_descriptors": 1, "group_of_unlike_directories": 1,
          "group_of_directories_with_unlike_dangling_links": 1, "list_of_paths": 2, "url_map": 1, "netrc_entries": 2,
          "header_file": 2}

# How many descriptors the program may have, where that matters.
FEW_DESCRIPTORS = {"group_of_unlike_files_with_few_descriptors": 64}

# The same of what servers answer. Heads stay below the limits of komparu and libcurl.
ANSWERS = {
    "chunks_of_one_byte": 20_000, "trailers": 400, "headers": 400, "headers_of_one_name": 400,
    "header_of_many_elements": 800, "interim_answers": 300, "redirects": 50,
    "pieces_of_one_byte": 300,
}

_COLLECTED = re.compile(rb"Collected : (\d+)")


def _instructions(valgrind, command, args, directory, status, descriptors=None):  # noqa: F811
    def limit():
        if descriptors:
            resource.setrlimit(resource.RLIMIT_NOFILE, (descriptors, descriptors))

    words = [valgrind, "--tool=callgrind", "--callgrind-out-file=/dev/null", command.executable, "-j1"]
    env = {**jobs.clean(command).env, "HOME": str(directory)}
    done = subprocess.run([*words, *args], cwd=directory, env=env, check=False,
                          stdin=subprocess.DEVNULL, capture_output=True, preexec_fn=limit)
    assert done.returncode == status, done.stderr[-1000:]
    return int(_COLLECTED.search(done.stderr)[1])


def _assert_even_growth(tmp_path, count):
    """`count(factor, directory)` is of an input that is `factor` times as large."""
    counts = []
    for factor in (1, 10):
        directory = tmp_path / str(factor)
        directory.mkdir()
        counts.append(count(factor, directory))
    assert LEAST * counts[0] <= counts[1] <= MOST * counts[0], counts


@pytest.mark.parametrize("kind", SIZES)
def test_g1_ten_times_the_input_costs_ten_times_as_much(komparu, valgrind, tmp_path, monkeypatch,
                                                        kind):
    def count(factor, directory):
        monkeypatch.chdir(directory)
        args = getattr(growing, kind)(SIZES[kind] * factor)
        return _instructions(valgrind, komparu, args, directory, STATUS.get(kind, 0),
                             FEW_DESCRIPTORS.get(kind))

    _assert_even_growth(tmp_path, count)


@pytest.mark.parametrize("kind", ANSWERS)
def test_g1_ten_times_the_answer_costs_ten_times_as_much(komparu, valgrind, tmp_path, certificates,
                                                         kind):
    def count(factor, directory):
        content, answers = getattr(growing_answers, kind)(ANSWERS[kind] * factor)
        (directory / "f").write_bytes(content)
        server = Server(tls=certificates.served() if kind == "pieces_of_one_byte" else None)
        try:
            url, *_ = [server.answer(path, answer) for path, answer in answers.items()]
            # Under valgrind a handshake alone may take long on a busy machine.
            args = [f"--cacert={certificates.ca_file}", f"--max-redirs={len(answers)}", "--retry=0",
                    "--connect-timeout=1000", "--timeout=0", "f", url]
            return _instructions(valgrind, komparu, args, directory, 0)
        finally:
            server.stop()

    _assert_even_growth(tmp_path, count)
