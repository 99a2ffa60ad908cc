# SPDX-License-Identifier: MIT
"""Commands of the documents that build, install, or take root: the place where each is run.

(what it looks like, the file that runs it, what stands there)
"""

import re

COMMANDS = [
    # .ci/run takes the line from README.md itself, and so does every workflow that tests.
    (r"\./dev test", ".ci/run", 'step bash -c "${test_command#'),
    (r"(KOMPARU_EVERY_CALL=1 )?\./dev test tests/.*", "dev", "test_paths"),
    (r"\./dev test asan", ".ci/run", "./dev test asan"),
    (r"\./dev test tsan", ".ci/run", "./dev test tsan"),
    (r"\./dev fuzz oracle( .*)?", "tests/fuzz/test_oracle.py", "run(kind, DRIVER"),
    (r"\./dev fuzz( .*)?", ".ci/run", "./dev fuzz"),
    (r"\./dev check", ".ci/run", "./dev check"),
    (r"\./dev package", ".ci/run", "./dev package"),
    (r"(sudo )?apt install \./build/package/komparu_\S+\.deb", "tests/package/fresh_system.sh",
     'apt-get install -y --no-install-recommends \\\n  "${names[@]'),
    (r"\./dev wheel( python3)?", ".github/workflows/ci.yml", "./dev wheel"),
    (r"python3 -m venv \S+", "tests/package/fresh_environment.sh", '-m venv "$fresh/using"'),
    (r"\S+/bin/pip install \.", "tests/package/fresh_environment.sh",
     'pip wheel --no-deps -w "$fresh/made"'),
    # What ./dev check finds wrong with the same program.
    (r"\./dev format", "dev", "xargs clang-format --dry-run -Werror"),
    # These take long and want a quiet machine; tests run what is behind them.
    (r"\./dev counts", "tests/cli/counts/test_counts.py", "jobs.plant(path)"),
    (r"\./dev bench( .*)?", "dev", "benchmarks/run.py"),
    (r"benchmarks/run\.py .*", "dev", "benchmarks/run.py"),
    (r"benchmarks/charts\.py .*", "benchmarks/run.py", "import charts"),
    # No Docker where the tests run: they hold the file against the tree.
    (r"docker build -t komparu \.", "tests/rules/test_recipes.py", "def broken_image"),
]


def place_of(command):
    """(file, what stands there) of a command that is run elsewhere, else None."""
    for pattern, path, content in COMMANDS:
        if re.fullmatch(pattern, command.words):
            return path, content
    return None
