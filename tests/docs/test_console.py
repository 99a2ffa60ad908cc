# SPDX-License-Identifier: MIT
"""Every command that a document shows prints what stands below it."""

import re

import console
import documents
import elsewhere
import material
import pytest


def untrue_commands(blocks, sandbox):
    found = []
    for block in blocks:
        for command in console.commands(block):
            place = f"{block.document}:{command.line}: {command.words}"
            if elsewhere.place_of(command):
                if command.output:
                    found.append(f"{place}\nis not run here, so that its output is not looked at")
                continue
            status, output = sandbox.run(command.text)
            wrong = console.wrong_status(command, status)
            if output != shown(command):
                found.append(f"{place}\nprinted\n{output}")
            elif wrong:
                found.append(f"{place}\n{wrong}")
    return found


def shown(command):
    return re.sub(r'"seconds":[\d.]+', '"seconds":0.001', command.output)


def consoles(name):
    return [block for block in documents.blocks(name) if console.is_console(block)]


def test_there_are_documents_to_try():
    named = [name for name in documents.names() if consoles(name)]
    assert {"README.md", "README.ru.md", "CONTRIBUTING.md", "benchmarks/README.md"} <= set(named)
    assert len(named) > 8


@pytest.mark.parametrize("name", [name for name in documents.names() if consoles(name)])
def test_commands_print_what_is_shown(name, sandbox):
    found = untrue_commands(consoles(name), sandbox)
    assert not found, "\n" + "\n".join(found)


@pytest.mark.parametrize("entry", elsewhere.COMMANDS, ids=lambda entry: entry[0])
def test_what_is_run_elsewhere_is(entry):
    pattern, path, content = entry
    assert content in documents.text(path)
    used = [
        command
        for name in documents.names()
        for block in consoles(name)
        for command in console.commands(block)
        if re.fullmatch(pattern, command.words)
    ]
    assert used, f"no document shows {pattern}"


def test_the_stand_ins_do_what_they_stand_for():
    """./dev run ends in the command, and so does the image."""
    assert 'exec "$root/build/release/apps/komparu/komparu" "$@"' in documents.text("dev")
    assert 'WORKDIR /data\nENTRYPOINT ["komparu"]' in documents.text("Dockerfile")
    assert set(material.PROGRAMS) == {"./dev", "ssh", "docker", "aws"}


def block_of(*lines):
    return documents.Block("x.md", 0, "sh", "\n".join(lines) + "\n")


def test_selftest_true_commands_pass(sandbox):
    block = block_of(
        "$ komparu a.bin b.bin  # they differ",
        "a.bin b.bin differ: byte 4097, line 88",
        "$ komparu -s a.bin b.bin",
        "$ echo $?",
        "1",
        "$ for x in 1 2; do",
        ">   echo $x",
        "> done",
        "1",
        "2",
        "$ ./dev package",
    )
    assert untrue_commands([block], sandbox) == []


@pytest.mark.parametrize(
    ("lines", "finding"),
    [
        (["$ echo 1", "2"], "printed\n1\n"),
        (["$ echo 1"], "printed\n1\n"),
        (["$ true", "1"], "printed\n"),
        (["$ komparu -s a.bin b.bin"], "ended with 1, which the document does not show"),
        (["$ komparu no a.bin", "komparu: no: No such file or directory"], "ended with 2, "),
        (["$ no-such-program"], "command not found"),
        (["$ ./dev package", "done"], "is not run here"),
        (["$ ./dev fly"], "ended with 2, "),
    ],
)
def test_selftest_untrue_commands_are_found(lines, finding, sandbox):
    (found,) = untrue_commands([block_of(*lines)], sandbox)
    assert finding in found


def test_selftest_what_is_no_command_is_found():
    with pytest.raises(console.NotAConsole):
        console.commands(block_of("komparu a b"))
