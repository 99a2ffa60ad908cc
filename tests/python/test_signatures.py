# SPDX-License-Identifier: MIT
"""The public contract: names, parameters, defaults, fields."""

import dataclasses
import inspect
import re
import typing

import pytest

import komparu
import komparu.aio

STREAM = (
    "chunk_size=65536, size_precheck=True, quick_check=True, headers=None, timeout=30.0, "
    "follow_redirects=True, verify_ssl=True, proxy=None, comparison_timeout=None"
)
MORE_HTTP = "retries=2, ca_file=None, netrc=None, limit_rate=None, public_only=False"
NAMES = (
    "exclude=None, include=None, max_differences=None, one_way=False, ignore_case=False, "
    "normalize_names=False, allow_empty=False"
)
DIRECTORIES = f"{NAMES}, max_depth=None, one_file_system=False"
SIGNATURES = {
    "compare": f"source_a, source_b, *, {STREAM}, {MORE_HTTP}",
    "compare_dir": "dir_a, dir_b, *, chunk_size=65536, size_precheck=True, quick_check=True, "
    f"follow_symlinks=True, max_workers=0, ignore=None, comparison_timeout=None, {DIRECTORIES}",
    "compare_archive": "path_a, path_b, *, chunk_size=65536, max_decompressed_size=1073741824, "
    "max_compression_ratio=200, max_archive_entries=100000, max_entry_name_length=4096, "
    "max_index_memory=402653184, max_decoder_memory=301989888, "
    f"hash_compare=False, comparison_timeout=None, {NAMES}, strip_components=0",
    "compare_all": f"sources, *, {STREAM}, max_workers=0, {MORE_HTTP}",
    "compare_many": f"sources, *, {STREAM}, max_workers=0, {MORE_HTTP}",
    "compare_dir_urls": "dir_path, url_map, *, chunk_size=65536, size_precheck=True, "
    "quick_check=True, headers=None, timeout=30.0, follow_redirects=True, verify_ssl=True, "
    f"max_workers=0, proxy=None, comparison_timeout=None, {NAMES}, {MORE_HTTP}",
    "compare_trees": "a, b, *, chunk_size=65536, size_precheck=True, quick_check=True, "
    "follow_symlinks=True, max_workers=0, ignore=None, max_decompressed_size=1073741824, "
    "max_compression_ratio=200, max_archive_entries=100000, max_entry_name_length=4096, "
    "max_index_memory=402653184, max_decoder_memory=301989888, "
    "hash_compare=False, headers=None, timeout=30.0, follow_redirects=True, verify_ssl=True, "
    f"proxy=None, comparison_timeout=None, {DIRECTORIES}, strip_components=0, {MORE_HTTP}",
    "find_difference": "a, b, *, chunk_size=65536, headers=None, timeout=30.0, "
    f"follow_redirects=True, verify_ssl=True, proxy=None, comparison_timeout=None, {MORE_HTTP}",
}
RETURNS = {
    "compare": "bool",
    "compare_dir": "DirResult",
    "compare_archive": "DirResult",
    "compare_all": "bool",
    "compare_many": "CompareResult",
    "compare_dir_urls": "DirResult",
    "compare_trees": "DirResult",
    "find_difference": "Difference | None",
}
MODULES = pytest.mark.parametrize("module", [komparu, komparu.aio], ids=["sync", "async"])
FUNCTIONS = pytest.mark.parametrize("name", SIGNATURES)


def without_annotations(function):
    signature = inspect.signature(function)
    parameters = [
        parameter.replace(annotation=parameter.empty)
        for parameter in signature.parameters.values()
    ]
    return str(signature.replace(parameters=parameters, return_annotation=signature.empty))


@MODULES
@FUNCTIONS
def test_parameters_and_the_defaults_they_show(module, name):
    assert without_annotations(getattr(module, name)) == f"({SIGNATURES[name]})"


@MODULES
@FUNCTIONS
def test_everything_is_annotated(module, name):
    signature = inspect.signature(getattr(module, name))
    assert signature.return_annotation == RETURNS[name]
    assert all(each.annotation is not each.empty for each in signature.parameters.values())


@MODULES
@FUNCTIONS
def test_annotations_can_be_evaluated(module, name):
    assert typing.get_type_hints(getattr(module, name))["chunk_size"] is int


@FUNCTIONS
def test_aio_has_coroutine_functions(name):
    assert inspect.iscoroutinefunction(getattr(komparu.aio, name))


def test_a_session_has_the_functions_and_all_their_options():
    for name in SIGNATURES:
        method = getattr(komparu.aio.Session, name)
        assert without_annotations(method) == f"(self, {SIGNATURES[name]})"
    options = inspect.signature(komparu.aio.Session).parameters
    used = set()
    for name in SIGNATURES:
        parameters = inspect.signature(getattr(komparu, name)).parameters.values()
        used |= {each.name for each in parameters if each.kind is each.KEYWORD_ONLY}
    assert set(options) == used
    for name, parameter in options.items():
        usual = inspect.signature(komparu.compare_trees).parameters[name]
        assert (parameter.kind, repr(parameter.default)) == (usual.kind, repr(usual.default))


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        (komparu.Source, "url headers timeout follow_redirects verify_ssl proxy"),
        (komparu.DirResult, "equal diff only_left only_right errors problems details"),
        (komparu.CompareResult, "all_equal groups diff"),
        (komparu.Difference, "offset line reason ended left_byte right_byte"),
    ],
)
def test_results_are_frozen_dataclasses_with_slots(kind, fields):
    assert [each.name for each in dataclasses.fields(kind)] == fields.split()
    assert kind.__dataclass_params__.frozen
    assert "__slots__" in vars(kind)


def test_source_defaults_mean_the_values_of_the_call():
    defaults = [each.default for each in dataclasses.fields(komparu.Source)[1:]]
    assert defaults == [None] * 5


def test_reasons():
    assert {reason.name: reason.value for reason in komparu.DiffReason} == {
        "CONTENT_MISMATCH": "content_mismatch",
        "SIZE_MISMATCH": "size_mismatch",
        "MISSING": "missing",
        "TYPE_MISMATCH": "type_mismatch",
        "READ_ERROR": "read_error",
    }
    assert issubclass(komparu.DiffReason, str)
    for reason in komparu.DiffReason:
        assert f"{reason}" == str(reason) == "%s" % reason == reason.value


def test_the_config_shows_the_defaults_of_the_signatures():
    config = komparu.get_config()
    expected = {
        "chunk_size": 65536,
        "max_workers": 0,
        "timeout": 30.0,
        "follow_redirects": True,
        "verify_ssl": True,
        "size_precheck": True,
        "quick_check": True,
        "headers": {},
        "max_decompressed_size": 1 << 30,
        "max_compression_ratio": 200,
        "max_archive_entries": 100_000,
        "max_entry_name_length": 4096,
        "max_index_memory": 384 << 20,
        "max_decoder_memory": 288 << 20,
        "comparison_timeout": None,
        "proxy": None,
        "allow_private_redirects": False,
        "retries": 2,
        "ca_file": None,
        "netrc": None,
        "limit_rate": None,
        "public_only": False,
    }
    assert dataclasses.asdict(config) == expected


@MODULES
def test_all_names_exist_and_are_documented(module):
    for name in module.__all__:
        value = getattr(module, name)
        if name != "__version__":
            assert inspect.getdoc(value), name


@FUNCTIONS
def test_docstrings_name_every_parameter_of_theirs_or_say_where_it_is_told(name):
    """reST fields; a function that shares options says whose they are."""
    function = getattr(komparu, name)
    told = set(re.findall(r":param (\w+):", function.__doc__))
    shared = ":func:`compare" in function.__doc__
    for each in inspect.signature(function).parameters.values():
        assert each.name in told or (shared and each.kind is each.KEYWORD_ONLY), each.name
    assert ":returns:" in function.__doc__
    assert ":raises" in function.__doc__


def test_the_version_is_that_of_the_library(source_root):
    header = (source_root / "libkomparu/include/komparu/version.h").read_text()
    assert komparu.__version__ == re.search(r'KOMPARU_VERSION_STRING "(.*)"', header)[1]
    assert komparu.build_info()["komparu"] == komparu.__version__


def test_build_info_is_text():
    info = komparu.build_info()
    assert all(isinstance(key, str) and isinstance(value, str) for key, value in info.items())
