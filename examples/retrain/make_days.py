#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes the days of the story in docs/retraining.md: a table of visitors a day, as CSV files.

    python3 examples/retrain/make_days.py runs/visits

Who visits again within a week? Day 3 has its hours in minutes, and on day 4 the labels are upside down.
"""

import csv
import math
import random
import sys
from datetime import date, timedelta
from pathlib import Path

FIRST = date(2026, 11, 10)
DAYS = 6
ROWS = 4000
CHANNELS = ["mail", "search", "shop", "other"]


def row(draw, number):
    """A visitor with a label drawn from a logistic model."""
    age = draw.randint(18, 80)
    hours = round(draw.gammavariate(2.0, 3.0), 2)
    visits = int(draw.expovariate(0.25))
    channel = draw.choices(CHANNELS, weights=[4, 3, 2, 1])[0]
    odds = -1.6 + 0.22 * hours + 0.12 * visits - 0.015 * (age - 40) + 0.6 * (channel == "mail")
    label = int(draw.random() < 1 / (1 + math.exp(-odds)))
    return [f"u{number:06d}", age, hours, visits, channel, label]


def main():
    folder = Path(sys.argv[1])
    for day in range(DAYS):
        draw = random.Random(day)
        place = folder / f"day={FIRST + timedelta(days=day)}"
        place.mkdir(parents=True, exist_ok=True)
        with open(place / "visits.csv", "w", newline="") as file:
            table = csv.writer(file)
            table.writerow(["user", "age", "hours", "visits", "channel", "again"])
            for i in range(ROWS):
                values = row(draw, draw.randrange(200_000))
                if day == 2:
                    values[2] = round(values[2] * 60, 2)
                if day == 3:
                    values[5] = 1 - values[5]
                table.writerow(values)


if __name__ == "__main__":
    main()
