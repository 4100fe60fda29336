"""Holds a peer's histories against the files that intsoc wrote of the same."""

import csv

import numpy as np

TOLERANCE = 1e-9
# A column's name has at most this many letters.
LONGEST_COLUMN = 32


def read(path):
    """A table's header and its rows of numbers; an empty cell is not a number."""
    with open(path, encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    return header, rows


def numbers(cells):
    return np.array([float(cell) if cell else np.nan for cell in cells])


class Written:
    """The histories of a results folder."""

    def __init__(self, folder):
        header, rows = read(f"{folder}/histories.csv")
        first = header.index("violent_deaths")
        self.outcomes = header[first:], np.array([numbers(row[first:]) for row in rows])
        header, rows = read(f"{folder}/replicate_months.csv")
        first = header.index("violence")
        months = np.array([numbers(row[first:]) for row in rows])
        self.months = header[first:], months.reshape(len(self.outcomes[1]), -1, months.shape[1])

    def replicates(self):
        return len(self.outcomes[1])


def column_of(name, names):
    """Where a table has what we call by its full name."""
    plain = name.replace(".", "_")
    if plain in names:
        return names.index(plain)
    shortened = [at for at, known in enumerate(names) if len(known) == LONGEST_COLUMN and is_short_for(known, plain)]
    return shortened[0] if len(shortened) == 1 else None


def is_short_for(known, plain):
    """Are the letters of one, in order, all in the other, with the same end?"""
    left = iter(plain)
    return known.split("_")[-1] == plain.split("_")[-1] and all(letter in left for letter in known)


def largest_difference(ours, theirs):
    """Relative to the number, or to a millionth where it is smaller; what only one of them has is infinitely far off."""
    missing = np.isnan(ours) != np.isnan(theirs)
    off = np.abs(ours - theirs) / np.maximum(1e-6, np.abs(theirs))
    return np.inf if missing.any() else np.nanmax(off, initial=0.0)


def hold(peer, record, written, replicates):
    """Every outcome and every indicator of every month; the largest difference."""
    worst, compared = 0.0, 0
    outcome_names, outcomes = written.outcomes
    month_names, months = written.months
    found = record.outcomes()
    columns = [(found[name], column_of(name, outcome_names), outcomes[replicates], name) for name in found]
    for name, values in record.months.items():
        columns.append((values.T, column_of(name, month_names), months[replicates], name))
    seen = {outcomes.shape: set(), months.shape: set()}
    for ours, column, theirs, name in columns:
        if column is None:
            continue
        seen[(outcomes if theirs.ndim == 2 else months).shape].add(column)
        off = largest_difference(ours, theirs[..., column])
        compared += ours.size
        worst = max(worst, off)
        if off > TOLERANCE:
            print(f"{peer}: {name} is {off:.1e} off")
    for names, table in [written.outcomes, written.months]:
        left = [name for at, name in enumerate(names) if at not in seen[table.shape]]
        if left:
            raise SystemExit(f"{peer}: nothing to compare with {', '.join(left)}")
    if worst > TOLERANCE:
        raise SystemExit(
            f"{peer} does not give the same histories: at most {TOLERANCE} was allowed, {worst:.1e} was found"
        )
    print(f"{peer}: {compared} numbers of {len(replicates)} histories, at most {worst:.1e} off")
