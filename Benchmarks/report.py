#
# Part of Gantry, a container service for your own machines.
# Copyright the Gantry authors. Licensed under the Apache License 2.0.
# SPDX-License-Identifier: Apache-2.0
#
"""Numbers of several rounds, told as one line each."""

import statistics


def spread(values, unit="", digits=2):
    """Median and extremes, such as `1.20 s (1.10–1.31)`."""
    middle = f"{statistics.median(values):.{digits}f}{unit}"
    return f"{middle} ({min(values):.{digits}f}–{max(values):.{digits}f})"


def ratios(values, peers):
    """Each round's value against its peer of the same round."""
    return [value / peer for value, peer in zip(values, peers, strict=True)]


def verdict(values, aim, is_upper):
    middle = statistics.median(values)
    is_met = middle <= aim if is_upper else middle >= aim
    return ("≤ " if is_upper else "≥ ") + f"{aim:g}: " + ("met" if is_met else "MISSED")


def table(title, rows):
    """Rows of equal length, the first of them headings."""
    widths = [max(len(str(row[column])) for row in rows) for column in range(len(rows[0]))]
    print(f"\n{title}")
    for index, row in enumerate(rows):
        print("  " + "  ".join(str(cell).ljust(width) for cell, width in zip(row, widths)).rstrip())
        if index == 0:
            print("  " + "  ".join("-" * width for width in widths))
    print(flush=True)
