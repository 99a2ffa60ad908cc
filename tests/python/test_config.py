# SPDX-License-Identifier: MIT
"""Defaults of the process: who wins, that bad ones change nothing, that threads may set them."""

import threading

import pytest

import komparu


def test_what_is_configured_is_shown_and_can_be_reset():
    before = komparu.get_config()
    komparu.configure(chunk_size=4096, headers={"A": "b"}, timeout=None)
    config = komparu.get_config()
    assert (config.chunk_size, config.headers, config.timeout) == (4096, {"A": "b"}, None)
    komparu.configure(max_workers=2)
    assert komparu.get_config().chunk_size == 4096
    komparu.reset_config()
    assert komparu.get_config() == before


def test_the_config_is_a_copy():
    komparu.configure(headers={"A": "b"})
    komparu.get_config().headers["A"] = "c"
    assert komparu.get_config().headers == {"A": "b"}
    with pytest.raises(AttributeError):
        komparu.get_config().chunk_size = 1


@pytest.mark.parametrize(
    ("options", "error", "text"),
    [
        ({"chunksize": 1}, komparu.ConfigError, "unknown option: chunksize"),
        ({"follow_symlinks": True}, komparu.ConfigError, "unknown option: follow_symlinks"),
        ({"chunk_size": 0}, komparu.ConfigError, "chunk_size must be positive"),
        ({"timeout": -1}, komparu.ConfigError, "timeout must be positive"),
        ({"max_workers": 257}, komparu.ConfigError, "max_workers must be <= 256"),
        ({"quick_check": 1}, TypeError, "quick_check must be bool"),
        ({"allow_private_redirects": None}, TypeError, "allow_private_redirects must be bool"),
        ({"headers": [("A", "b")]}, TypeError, "headers must be dict"),
    ],
)
def test_bad_options_change_nothing(options, error, text):
    before = komparu.get_config()
    with pytest.raises(error, match=text):
        komparu.configure(max_archive_entries=5, **options)
    assert komparu.get_config() == before


def test_no_headers_may_be_none():
    komparu.configure(headers=None)
    assert komparu.get_config().headers == {}


def test_calls_go_by_the_config_unless_told_otherwise(api, endless):
    komparu.configure(comparison_timeout=0.01)
    with pytest.raises(komparu.ComparisonTimeoutError):
        api.compare(*endless)
    same = endless[1]
    assert api.compare(same, same, comparison_timeout=None)
    komparu.configure(comparison_timeout=1000)
    with pytest.raises(komparu.ComparisonTimeoutError):
        api.compare(*endless, comparison_timeout=0.01)


def test_archive_limits_can_be_configured(api, tmp_path):
    import tarfile

    for name in ("a.tar", "b.tar"):
        with tarfile.open(tmp_path / name, "w") as archive:
            for number in range(3):
                info = tarfile.TarInfo(f"{name}{number}")
                archive.addfile(info)
    komparu.configure(max_archive_entries=2)
    with pytest.raises(komparu.ArchiveBombError, match="max_archive_entries"):
        api.compare_archive(tmp_path / "a.tar", tmp_path / "b.tar")
    assert not api.compare_archive(tmp_path / "a.tar", tmp_path / "b.tar", max_archive_entries=None)


def test_many_threads_may_configure(file):
    """No setting is lost, and every call finds a whole configuration."""
    a, b = str(file("a", b"x")), str(file("b", b"x"))
    names = ["chunk_size", "max_archive_entries", "max_entry_name_length", "max_compression_ratio"]
    rounds = 200
    failures = []
    start = threading.Barrier(len(names) + 1)

    def configure(name):
        start.wait()
        for value in range(1, rounds + 1):
            komparu.configure(**{name: value})

    def compare():
        start.wait()
        for _ in range(rounds):
            if not komparu.compare(a, b):
                failures.append("different")

    threads = [threading.Thread(target=configure, args=(name,)) for name in names]
    threads.append(threading.Thread(target=compare))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    config = komparu.get_config()
    assert [getattr(config, name) for name in names] == [rounds] * len(names)
