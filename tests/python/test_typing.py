# SPDX-License-Identifier: MIT
"""Types: of the package, of a program that uses it, and the stub against the native module."""

import ast
import inspect
import pathlib
import re
import subprocess
import sys

import pytest

import komparu
import komparu.aio
from komparu import _core


def mypy(tmp_path, *arguments):
    pytest.importorskip("mypy", reason="mypy is not installed")
    options = ["--strict", "--cache-dir", str(tmp_path)]
    result = subprocess.run(
        [sys.executable, "-m", "mypy", *options, *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=300,
    )
    return result.returncode, result.stdout


@pytest.fixture
def package():
    """The package that is tested: the stub of its functions is written by the build."""
    return pathlib.Path(komparu.__file__).parent


def test_the_package_is_strictly_typed(tmp_path, package, monkeypatch):
    monkeypatch.chdir(package.parent)
    status, told = mypy(tmp_path, "-p", "komparu")
    assert status == 0, told


def test_a_program_sees_the_types(tmp_path, package, monkeypatch):
    monkeypatch.setenv("MYPYPATH", str(package.parent))
    example = pathlib.Path(__file__).with_name("typed_example.py")
    status, told = mypy(tmp_path, example)
    assert status == 0, told


def test_wrong_programs_are_found(tmp_path, package, monkeypatch):
    monkeypatch.setenv("MYPYPATH", str(package.parent))
    lines = [
        "komparu.compare('a')",
        "komparu.compare('a', 5)",
        "komparu.compare('a', 'b', chunk_size='5')",
        "komparu.compare('a', 'b', 5)",
        "komparu.compare('a', 'b', chunksize=5)",
        "komparu.compare_dir('a', 'b').differences",
        "text: str = komparu.compare('a', 'b')",
    ]
    program = tmp_path / "wrong.py"
    program.write_text("\n".join(["import komparu", *lines, ""]))
    status, told = mypy(tmp_path / "cache", program)
    assert status == 1
    assert {int(number) for number in re.findall(r"wrong\.py:(\d+): error", told)} == set(
        range(2, len(lines) + 2)
    )


def test_the_stub_has_the_signatures_of_the_functions(package):
    """Parameter by parameter, with types and defaults."""
    text = (package / "_calls.pyi").read_text()
    for name in set(komparu.__all__) & {each for each in dir(komparu) if "compare" in each}:
        for prefix, function in (("def", getattr(komparu, name)),
                                 ("async def", getattr(komparu.aio.Session, name))):
            parameters = inspect.signature(function).parameters.values()
            lines = "".join(
                f"\\s+{re.escape(each.name)}"
                + ("" if each.annotation is each.empty else f": {re.escape(each.annotation)}")
                + ("" if each.default is each.empty else f" = {re.escape(repr(each.default))}")
                + (",\\s+\\*" if next_is_keyword(each, parameters) else "") + ","
                for each in parameters
            )
            assert re.search(f"{prefix} {name}\\({lines}\\s+\\)", text), (prefix, name)


def next_is_keyword(parameter, parameters):
    """Whether it stands before the bare asterisk."""
    positional = [each for each in parameters if each.kind is each.POSITIONAL_OR_KEYWORD]
    return positional[-1] is parameter


def test_types_are_shipped():
    assert (pathlib.Path(komparu.__file__).parent / "py.typed").exists()


def declared(package):
    """Every function of the stub, as (name, parameters, whether each has a default)."""
    found = {}

    def add(prefix, node):
        arguments = node.args
        positional = [*arguments.posonlyargs, *arguments.args]
        defaults = [False] * (len(positional) - len(arguments.defaults))
        defaults += [True] * len(arguments.defaults)
        parameters = [(each.arg, has) for each, has in zip(positional, defaults)]
        parameters += [
            (each.arg, default is not None)
            for each, default in zip(arguments.kwonlyargs, arguments.kw_defaults)
        ]
        found[prefix + node.name] = parameters

    for node in ast.parse((package / "_core.pyi").read_text()).body:
        if isinstance(node, ast.FunctionDef):
            add("", node)
        elif isinstance(node, ast.ClassDef):
            found[node.name] = None
            for method in node.body:
                if isinstance(method, ast.FunctionDef):
                    add(f"{node.name}.", method)
    return found


def split_parameters(text):
    """At the commas outside of brackets."""
    parts, depth = [""], 0
    for character in text:
        depth += (character in "[(") - (character in "])")
        if character == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += character
    return [part.strip() for part in parts if part.strip()]


def native(path):
    """The same of a native function, from the signature that pybind11 writes into its docstring."""
    value = _core
    for name in path.split("."):
        value = getattr(value, name)
    match = re.match(rf"{path.split('.')[-1]}\((.*)\) -> ", inspect.getdoc(value).splitlines()[0])
    parameters = []
    for part in split_parameters(match[1]):
        if part not in ("*", "/"):
            parameters.append((part.split(":")[0].split("=")[0].strip(), "=" in part))
    return parameters


def test_the_stub_has_the_parameters_of_the_native_module(package):
    for path, parameters in declared(package).items():
        if parameters is None:
            assert isinstance(getattr(_core, path), type), path
        else:
            assert native(path) == parameters, path


def test_the_stub_has_all_names_of_the_native_module(package):
    stub = declared(package)
    public = {name for name in vars(_core) if not name.startswith("_")}
    assert public <= {path for path in stub if "." not in path}
    for name in public:
        value = getattr(_core, name)
        if isinstance(value, type):
            members = {each for each in vars(value) if not each.startswith("_")}
            assert members == {
                path.split(".")[1]
                for path in stub
                if path.startswith(f"{name}.") and not path.endswith("__init__")
            }
