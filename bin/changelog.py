# SPDX-License-Identifier: Apache-2.0
"""Prints the section of a version: changelog.py CHANGELOG VERSION. Fails where it has no date or no text."""

import re
import sys


def section(text, version):
    for part in re.split(r"(?m)^(?=## )", text):
        heading, _, body = part.partition("\n")
        if re.match(rf"## \[{re.escape(version)}\]", heading):
            if not re.fullmatch(r"## \[[^]]+\] - \d{4}-\d{2}-\d{2}", heading.rstrip()):
                raise ValueError(f"wants the day of the release: '## [{version}] - YYYY-MM-DD', was '{heading.rstrip()}'")
            if not body.strip():
                raise ValueError(f"says nothing under '{heading.rstrip()}'")
            return body.strip()
    raise ValueError(f"has no section '## [{version}] - YYYY-MM-DD': rename '## [Unreleased]'")


if __name__ == "__main__":
    path, wanted = sys.argv[1:]
    with open(path, encoding="utf-8") as file:
        changes = file.read()
    try:
        print(section(changes, wanted))
    except ValueError as error:
        sys.exit(f"{path} {error}")
