# SPDX-License-Identifier: MIT
"""README.md and README.ru.md say the same: headings, code, links, tables."""

import re

import documents

ENGLISH, RUSSIAN = "README.md", "README.ru.md"


def levels(content):
    return [level for level, _ in documents.headings(content)]


def code(name):
    """(language, body) of each block; comments in consoles are in the language of the document."""
    return [
        (block.language, re.sub(r" +(#|//) .*$", "", block.body, flags=re.MULTILINE))
        for block in documents.blocks(name)
    ]


def targets(content):
    """Where the links lead, in order, but for those from one to the other."""
    return [target for _, target in documents.links(content) if target not in (ENGLISH, RUSSIAN)]


def table_shapes(content):
    """The number of cells in each line of a table, and what is code in it."""
    rows = re.findall(r"^\|.*\|$", documents.without_blocks(content), re.MULTILINE)
    return [(row.count("|"), re.findall(r"`([^`]+)`", row)) for row in rows]


def test_they_have_the_same_headings():
    english, russian = map(documents.text, (ENGLISH, RUSSIAN))
    assert levels(english) == levels(russian)
    assert len(levels(english)) > 8


def test_they_show_the_same_code():
    assert code(ENGLISH) == code(RUSSIAN)


def test_they_link_to_the_same():
    english, russian = map(documents.text, (ENGLISH, RUSSIAN))
    assert sorted(targets(english)) == sorted(targets(russian))
    assert len(targets(english)) > 15


def test_their_tables_have_the_same_shape():
    english, russian = map(documents.text, (ENGLISH, RUSSIAN))
    assert table_shapes(english) == table_shapes(russian)


def test_each_links_to_the_other_at_the_top():
    for name, other in ((ENGLISH, RUSSIAN), (RUSSIAN, ENGLISH)):
        top = "\n".join(documents.text(name).splitlines()[:4])
        assert f"]({other})" in top, name


def test_the_russian_one_is_russian():
    words = re.findall(r"\b[А-Яа-яё]{3,}\b", documents.prose(documents.text(RUSSIAN)))
    assert len(words) > 300
