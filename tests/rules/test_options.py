# SPDX-License-Identifier: MIT
"""Every option stands in the help, in the man page and in the completions of every shell."""

import re
import subprocess

import pytest
import source_tree

SHELLS = ["bash", "zsh", "fish"]
FLAG = re.compile(r"(?<![\w-])--?[A-Za-z0-9][A-Za-z0-9-]*")


def help_options(text):
    """One set of spellings for each entry: a line that is indented a little, up to the gap."""
    heads = re.findall(r"^ {1,8}(-\S*(?: \S+)*)", text, re.MULTILINE)
    return [set(FLAG.findall(head)) for head in heads]


def man_flags(roff):
    """The flags in the tags of the man page's lists; its prose may name other programs' flags."""
    roff = re.sub(r"\\f(?:\(..|\[[^]]*\]|.)", "", roff).replace("\\-", "-")
    tags = re.findall(r"^\.(?:TP|TQ)[^\n]*\n([^\n]*)|^\.IP ([^\n]*)", roff, re.MULTILINE)
    return {flag for tag in tags for flag in FLAG.findall(" ".join(tag))}


def completed_flags(script, shell):
    if shell == "fish":
        options = re.findall(r"\s-(?:l|s|o)\s+'?([\w-]+)", script)
        return {("--" if len(name) > 1 else "-") + name for name in options}
    return set(FLAG.findall(script))


def gaps(help_text, roff, scripts):
    """What stands in one place and is missing in another."""
    options = help_options(help_text)
    helped = set().union(*options)
    manual = man_flags(roff)
    found = [f"{flag} is missing in the man page" for flag in sorted(helped - manual)]
    found += [f"{flag} is only in the man page" for flag in sorted(manual - helped)]
    for shell, script in scripts.items():
        completed = completed_flags(script, shell)
        for spellings in options:
            # A short spelling needs no completion where there is a long one.
            long = {flag for flag in spellings if flag.startswith("--")}
            for flag in sorted((long or spellings) - completed):
                found.append(f"{flag} is missing in the completions for {shell}")
        # A shell's own commands take short flags too, so only long ones can be held to the help.
        for flag in sorted(completed - helped):
            if flag.startswith("--"):
                found.append(f"{flag} is only in the completions for {shell}")
    return found


def output_of(*command):
    return subprocess.run(
        command, check=True, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60
    ).stdout


def test_help_man_page_and_completions_name_the_same_options(source_root, komparu):
    help_text = output_of(komparu, "--help")
    roff = source_tree.text(source_root, "man/komparu.1")
    scripts = {shell: output_of(komparu, f"--completions={shell}") for shell in SHELLS}
    assert len(help_options(help_text)) > 2
    source_tree.expect_none(gaps(help_text, roff, scripts))


HELP = """Usage: komparu [OPTION]... LEFT RIGHT
-x and --nothing stand in prose.

Options:
  -s, --quiet, --silent  no output; see also --brief below
  -i, --ignore-initial=N[:M]
                         skip the first bytes, not
                         --these
  -a                     members
      --as=auto|bytes    what operands are
"""
ROFF = r"""
.SH OPTIONS
Unlike \fBdiff \-\-text\fR it compares bytes.
.TP
\fB\-s\fR, \fB\-\-quiet\fR, \fB\-\-silent\fR
No output.
.TP
.BR \-i ", " \-\-ignore\-initial =\fIN\fR
Skip.
.TP
.B \-a
.TQ
.BR \-\-as =\fIauto\fR|\fIbytes\fR
Members.
"""
SCRIPTS = {
    "bash": "complete -F _k komparu\ncompgen -W '--quiet --silent --ignore-initial= --as= -a'",
    "zsh": "_arguments {-s,--quiet,--silent}'[no output]' --ignore-initial= --as= '-a[members]'",
    "fish": "complete -c komparu -s s -l quiet -d 'no output'\n"
    "complete -c komparu -l silent\ncomplete -c komparu -s i -l ignore-initial -x\n"
    "complete -c komparu -s a\ncomplete -c komparu -l as -x -a 'auto bytes'",
}


def test_selftest_complete_options_pass():
    assert gaps(HELP, ROFF, SCRIPTS) == []


@pytest.mark.parametrize(
    "tag, flag",
    [
        (r"\fB\-s\fR", "-s"),
        (r"\fB\-\-silent\fR", "--silent"),
        (r"\-\-ignore\-initial", "--ignore-initial"),
        (r".B \-a", "-a"),
        (r"\-\-as", "--as"),
    ],
)
def test_selftest_gap_in_man_page_is_found(tag, flag):
    assert gaps(HELP, ROFF.replace(tag, "gone"), {}) == [f"{flag} is missing in the man page"]


@pytest.mark.parametrize("shell", SHELLS)
def test_selftest_gap_in_completions_is_found(shell):
    script = SCRIPTS[shell].replace("ignore-initial", "skip")
    found = gaps(HELP, ROFF, {shell: script})
    assert found == [
        f"--ignore-initial is missing in the completions for {shell}",
        f"--skip is only in the completions for {shell}",
    ]


def test_selftest_gap_in_help_is_found():
    assert gaps(HELP.replace("  -a  ", "  members  "), ROFF, {}) == ["-a is only in the man page"]
