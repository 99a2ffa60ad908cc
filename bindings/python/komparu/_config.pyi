# SPDX-License-Identifier: MIT
# Written by stubs.py from _table.py; do not edit.
from dataclasses import dataclass, field
from os import PathLike

@dataclass(frozen=True, slots=True)
class Config:
    chunk_size: int = 65536
    max_workers: int = 0
    timeout: float | None = 30.0
    follow_redirects: bool = True
    verify_ssl: bool = True
    size_precheck: bool = True
    quick_check: bool = True
    headers: dict[str, str] = field(default_factory=dict)
    max_decompressed_size: int | None = 1073741824
    max_compression_ratio: int | None = 200
    max_archive_entries: int | None = 100000
    max_entry_name_length: int | None = 4096
    max_index_memory: int | None = 402653184
    max_decoder_memory: int | None = 301989888
    comparison_timeout: float | None = None
    proxy: str | None = None
    allow_private_redirects: bool = False
    retries: int = 0
    ca_file: str | PathLike[str] | None = None
    netrc: str | PathLike[str] | None = None
    limit_rate: int | None = None
    public_only: bool = False
