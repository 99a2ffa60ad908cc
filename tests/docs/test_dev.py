# SPDX-License-Identifier: MIT
"""What the documents say of ./dev, and what ./dev installs."""

import re

import documents

# What builds anything at all, and is no part of this project's choice.
_GROUND = {"ca-certificates", "cmake", "g++", "ninja-build", "python3", "python3-dev"}


def packages(kind):
    (names,) = re.findall(rf"^{kind}_packages=\(([^)]*)\)", documents.text("dev"), re.MULTILINE)
    return set(names.split())


def test_every_command_of_dev_that_a_document_names_exists():
    known = set(re.findall(r"^  (\w+)\) \w+", documents.text("dev"), re.MULTILINE))
    named = {
        (name, command)
        for name in documents.names()
        for command in re.findall(r"\./dev ([a-z]+)", documents.text(name))
    }
    assert len({command for _, command in named}) > 8
    assert {(name, command) for name, command in named if command not in known} == set()


def test_every_command_of_dev_is_told():
    told = "".join(documents.text(name) for name in documents.names())
    for command in re.findall(r"^  (\w+)\) \w+", documents.text("dev"), re.MULTILINE):
        assert f"./dev {command}" in told, command


def test_every_package_that_is_built_or_tested_with_is_accounted_for():
    content = documents.text("docs/dependencies.md")
    wanted = (packages("build") | packages("test")) - _GROUND
    assert {name for name in wanted if f"`{name}`" not in content} == set()
