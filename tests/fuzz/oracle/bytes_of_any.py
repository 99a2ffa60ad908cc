# SPDX-License-Identifier: MIT
"""Spoiling without any knowledge of the format."""

BYTES = [0, 1, 2, 0x20, 0x2e, 0x2f, 0x30, 0x31, 0x37, 0x7f, 0x80, 0xff]
NUMBERS = [0, 1, 0xff, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff, 1 << 63, (1 << 64) - 1]


def flip(data, at, chance):
    data[at] ^= 1 << chance.randrange(8)


def replace(data, at, chance):
    data[at] = chance.choice([chance.randrange(256), chance.choice(BYTES)])


def remove(data, at, chance):
    del data[at:at + chance.choice([1, 2, 4, 16, 512])]


def insert(data, at, chance):
    data[at:at] = bytes([chance.choice([0, chance.randrange(256)])]) * chance.choice([1, 1, 4, 512])


def copy(data, at, chance):
    part = data[at:at + chance.choice([1, 4, 16, 46, 64, 512, 1024])]
    to = chance.randrange(len(data))
    data[to:to + chance.choice([0, len(part)])] = part


def cut_or_extend(data, at, chance):
    if chance.random() < 0.5:
        del data[at:]
    else:
        data += chance.choice([bytes(512), bytes(3), b"\n", data[at:at + 600]])


def number(data, at, chance):
    width = chance.choice([2, 4, 8])
    value = chance.choice([*NUMBERS, len(data)]) & ((1 << 8 * width) - 1)
    data[at:at + width] = value.to_bytes(width, "little")


ACTIONS = [flip, flip, replace, replace, remove, insert, copy, cut_or_extend, number]


def spoil(archive, chance):
    data = bytearray(archive)
    for _ in range(chance.choice([1, 1, 1, 2, 3, 8])):
        if data:
            chance.choice(ACTIONS)(data, chance.randrange(len(data)), chance)
    return bytes(data)
