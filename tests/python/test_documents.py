# SPDX-License-Identifier: MIT
"""The examples of docs/python.md and of both READMEs say what really comes out."""

import doctest
import functools
import http.server
import re
import threading

import pytest

import komparu


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *arguments):
        pass


@pytest.fixture
def site(source_root):
    """What the documents have on port 8000."""
    handler = functools.partial(Quiet, directory=str(source_root / "docs/example/after"))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()
        thread.join()


def python_examples(text):
    """What stands between ```python and ```."""
    return "\n".join(re.findall(r"^```python\n(.*?)^```$", text, re.MULTILINE | re.DOTALL))


@pytest.mark.parametrize("name", ["docs/python.md", "README.md", "README.ru.md"])
def test_examples(name, source_root, site, monkeypatch):
    monkeypatch.chdir(source_root)
    text = python_examples((source_root / name).read_text())
    text = text.replace("http://127.0.0.1:8000/", site)
    test = doctest.DocTestParser().get_doctest(text, {}, name, name, 0)
    assert test.examples
    told = []
    result = doctest.DocTestRunner(optionflags=doctest.IGNORE_EXCEPTION_DETAIL).run(
        test, out=told.append
    )
    assert result.failed == 0, "".join(told)


def test_the_reference_names_everything(source_root):
    text = (source_root / "docs/python.md").read_text()
    missing = [name for name in komparu.__all__ if name not in text and name != "Config"]
    assert missing == []


def test_the_reference_names_every_option_with_its_default(source_root):
    import inspect

    text = (source_root / "docs/python.md").read_text().replace("100_000", "100000")
    for parameter in inspect.signature(komparu.compare_trees).parameters.values():
        if parameter.kind is parameter.KEYWORD_ONLY:
            assert f"`{parameter.name}={parameter.default!r}`" in text
