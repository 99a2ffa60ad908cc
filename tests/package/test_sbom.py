# SPDX-License-Identifier: MIT
"""The list of what a package consists of, which a release carries: the rule X10."""

import hashlib
import json
import shutil
import subprocess

import pytest
from conftest import run

CONTROL = """Package: example
Version: 1:2.0+x-1
Architecture: all
Maintainer: Nobody <nobody@localhost>
Depends: libc6 (>= 2.36), libcurl4 | libcurl3-gnutls
Recommends: libarchive13
Description: nothing
"""


@pytest.mark.skipif(not shutil.which("dpkg-deb"), reason="makes a Debian package")
def test_x10_a_package_is_listed_with_all_that_it_needs(source_dir, tmp_path):
    control = tmp_path / "tree" / "DEBIAN" / "control"
    control.parent.mkdir(parents=True)
    control.write_text(CONTROL)
    package = tmp_path / "example.deb"
    run("dpkg-deb", "--root-owner-group", "-b", tmp_path / "tree", package)
    run(source_dir / ".ci" / "sbom", package)
    listed = json.loads((tmp_path / "example.cdx.json").read_text())
    assert (listed["bomFormat"], listed["specVersion"]) == ("CycloneDX", "1.5")
    itself = listed["metadata"]["component"]
    assert itself["version"] == "1:2.0+x-1"
    assert itself["purl"].endswith("/example@1%3A2.0%2Bx-1")
    digest = hashlib.sha256(package.read_bytes()).hexdigest()
    assert itself["hashes"] == [{"alg": "SHA-256", "content": digest}]
    names = {part["name"]: part.get("version") for part in listed["components"]}
    assert {"libc6", "libcurl4", "libarchive13", "libfmt-dev", "libutf8proc-dev"} <= set(names)
    assert names["libfmt-dev"] and names["libc6"] is None
    refs = {part["bom-ref"] for part in listed["components"]}
    assert listed["dependencies"] == [{"ref": itself["bom-ref"],
                                       "dependsOn": [part["bom-ref"]
                                                     for part in listed["components"]]}]
    assert len(refs) == len(listed["components"])


def test_x10_it_wants_a_package(source_dir):
    done = subprocess.run([source_dir / ".ci" / "sbom"], capture_output=True, timeout=60)
    assert done.returncode != 0 and b"usage" in done.stderr
