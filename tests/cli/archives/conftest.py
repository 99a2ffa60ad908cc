# SPDX-License-Identifier: MIT
"""Fixtures for the tests of archives, on top of those for two streams."""

import warnings

import pytest

from command import Command, environment
from making import MAKERS, require_tools
from planting import open_ground, plant
from sample_trees import A, B, RAW, TREE, replaced, tar_of

_PROXIES = ["http_proxy", "https_proxy", "all_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY",
            "ALL_PROXY", "NO_PROXY"]
# For tests that need one locale only: parametrize("komparu", ["C"], indirect=True).
LOCALES = ["C", "C.UTF-8"]


@pytest.fixture(scope="session", params=LOCALES)
def komparu(komparu, request):
    """The command under each locale: names are bytes under all of them."""
    env = environment(**dict.fromkeys(_PROXIES), LC_ALL=request.param)
    return Command(komparu.executable, komparu.name, env)


@pytest.fixture(scope="session", autouse=True)
def tools():
    """Nothing here can be tested without the programs that write archives."""
    require_tools()


def make_or_warn(maker, tree, out):
    try:
        maker.make(tree, out)
    except (AssertionError, OSError) as error:
        warnings.warn(f"{out.name} could not be made: {error}")
        out.unlink(missing_ok=True)


@pytest.fixture(scope="session")
def store(tools):
    """The trees and an archive of each by every maker: store / "zip.same.zip".

    `same` is the tree itself, `changed` has one other byte in sub/deep/er/x, `missing` has no
    sub/deep, `raw` also has names that are no UTF-8. An archive that could not be made is not there:
    only the tests that need it fail.
    """
    trees = {"same": TREE, "changed": replaced(TREE, "sub/deep/er/x", b"y"),
             "missing": replaced(TREE, "sub/deep", None), "raw": RAW}
    with open_ground() as path:
        for kind, tree in trees.items():
            plant(path / kind, tree)
            (path / kind / "hard").hardlink_to(path / kind / "a")
        for name, maker in MAKERS.items():
            for kind in trees:
                if kind != "raw" or maker.raw:
                    make_or_warn(maker, path / kind, path / f"{name}.{kind}.{maker.suffix}")
        yield path


@pytest.fixture
def place(garden):
    """Plants a tree and returns the directory that it is in."""
    def make(tree):
        plant(garden, tree)
        return garden

    return make


@pytest.fixture
def pair(place):
    """A plain tree in L and an archive of it, A.tar; B.tar has another byte in b."""
    tree = {"a": A, "b": A, "c": {"d": A}}
    return place({"L": tree, "A.tar": tar_of(("a", A), ("b", A), ("c/d", A)),
                  "B.tar": tar_of(("a", A), ("b", B), ("c/d", A))})
