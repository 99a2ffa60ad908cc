# SPDX-License-Identifier: MIT
"""A short run of the oracle over every kind; `./dev fuzz oracle` runs a long one."""

import os
import random

import pytest

from oracle import FORMATS, PAIRS, judge, run

DRIVER = os.environ.get("KOMPARU_ORACLE_DRIVER")
COUNTS = {"tar": 600, "zip": 600, "seven_zip": 200, "cpio": 500, "ar": 500, "packed_tar": 400,
          "files": 300, "trees": 300}


@pytest.mark.parametrize("kind", COUNTS)
def test_komparu_says_of_spoilt_inputs_what_other_programs_say(kind):
    row, wrong, _ = run(kind, DRIVER, COUNTS[kind], seed=7, share=25)
    assert wrong == []
    assert row["inputs"] == COUNTS[kind]
    assert row["same"] > 0 and row["different"] > 0


@pytest.mark.parametrize("kind", FORMATS)
def test_good_archives_are_read_as_other_programs_read_them(kind):
    form = FORMATS[kind]
    judged = judge.Judge(form, DRIVER)
    for good in form.good().values():
        case = judge.Case(form, good, good, 0)
        case.ask({**form.READERS, **form.PROGRAMS})
        found = list(case.read().values())
        assert found and all(tree == found[0] for tree in found)
        made = judge.tar_of(found[0])
        assert judged.komparu.ask(judge.driver.request(made, good, kind="archives"))[0] == "same"
    judged.komparu.close()


class Blind:
    """A format whose one reader finds the same in everything."""

    __name__ = "blind"
    READERS = {"blind": lambda archive: {"a": b"alpha\n"}}
    PROGRAMS = {"blind, too": lambda archive: {"a": b"alpha\n"}}

    @staticmethod
    def good():
        return {"a": judge.tar_of({"a": b"alpha\n"})}

    @staticmethod
    def spoil(_archive, chance):
        return judge.tar_of({"a": chance.choice([b"alpha\n", b"beta\n"])})


def test_selftest_a_wrong_verdict_is_found(tmp_path):
    judged = judge.Judge(Blind(), DRIVER, keep=tmp_path)
    judged.run(20, random.Random(1))
    assert judged.row["wrong different"] == judged.row["different"] > 0
    assert judged.row["wrong same"] == 0
    assert len(list(tmp_path.glob("*.spoilt"))) == len(judged.wrong)


def test_selftest_a_process_that_ends_is_a_crash():
    ended = judge.driver.Driver("/bin/false")
    assert ended.ask(b"kind=archives left=0 right=0\n")[0] == "crash"
    ended.close()
    assert set(PAIRS) == {"files", "trees"}
