"""What analysts use, on the input that `tirelire bench share --keep FILE` leaves: pandas and DuckDB on the
long table, numpy and numba on a matrix. A line of JSON for each. They reckon in kWh as floating-point numbers,
which is less than our whole milliwatt-hours and their rounding: what they do not do, they are not timed for.
The lines of numba in whole milliwatt-hours round as ours do, by largest remainder.

Usage: share_peers.py FILE RUNS
"""

import json
import sys
import time

import duckdb
import numba
import numpy as np
import pandas as pd
import pyarrow.csv as csv

path, runs = sys.argv[1], int(sys.argv[2])
names = {"start": "string", "member": "string", "offtake_kwh": "float64", "injection_kwh": "float64"}
table = csv.read_csv(path, convert_options=csv.ConvertOptions(column_types=names))
long = pd.DataFrame(
    {
        "start": table["start"].to_pandas().astype("category").cat.codes,
        "member": table["member"].to_pandas().astype("category").cat.codes,
        "offtake": table["offtake_kwh"].to_numpy(),
        "injection": table["injection_kwh"].to_numpy(),
    }
)
members = int(long["member"].max()) + 1
rows = len(long) // members
offtake = long["offtake"].to_numpy().reshape(rows, members).copy()
injected = long["injection"].to_numpy().reshape(rows, members).sum(axis=1)
share = 1.0 + np.arange(members) * 7 % 20
share /= share.sum()
long["share"] = np.tile(share, rows)
received = np.empty_like(offtake)


def best(name, tool, work):
    work()
    seconds = min(timed(work) for _ in range(runs))
    line = {"kind": "peer", "tool": tool, "key": name, "values_per_s": len(long) / seconds}
    print(json.dumps(line), flush=True)


def timed(work):
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def pandas_pro_rata():
    sums = long.groupby("start", sort=False)[["offtake", "injection"]].transform("sum")
    return long["offtake"] * np.minimum(1.0, sums["injection"] / sums["offtake"])


def pandas_fixed():
    sums = long.groupby("start", sort=False)["injection"].transform("sum")
    return np.minimum(long["offtake"], long["share"] * sums)


best("pro_rata", "pandas", pandas_pro_rata)
best("fixed", "pandas", pandas_fixed)

base = duckdb.connect()
base.execute("SET threads = 1")
base.execute("CREATE TABLE long AS SELECT * FROM long")
OVER = "OVER (PARTITION BY start)"
PRO_RATA = f"offtake * least(1, sum(injection) {OVER} / sum(offtake) {OVER})"
JOINED = """CREATE OR REPLACE TABLE out AS SELECT l.start, l.member, {0} AS received FROM long l
JOIN (SELECT start, sum(injection) p, sum(offtake) c FROM long GROUP BY start) s USING (start)"""
best(
    "pro_rata", "duckdb", lambda: base.execute(JOINED.format("l.offtake * least(1, s.p / s.c)"))
)
best("fixed", "duckdb", lambda: base.execute(JOINED.format("least(l.offtake, l.share * s.p)")))
best(
    "pro_rata",
    "duckdb, window",
    lambda: base.execute(f"CREATE OR REPLACE TABLE out AS SELECT {PRO_RATA} r FROM long"),
)


@numba.njit(cache=False, fastmath=True)
def numba_pro_rata(offtake, injected, received):
    for row in range(offtake.shape[0]):
        taken = 0.0
        for column in range(offtake.shape[1]):
            taken += offtake[row, column]
        part = min(1.0, injected[row] / taken)
        for column in range(offtake.shape[1]):
            received[row, column] = offtake[row, column] * part


@numba.njit(cache=False, fastmath=True)
def numba_fixed(offtake, injected, share, received):
    for row in range(offtake.shape[0]):
        for column in range(offtake.shape[1]):
            received[row, column] = min(offtake[row, column], share[column] * injected[row])


@numba.njit(cache=False, fastmath=True)
def numba_hybrid(offtake, injected, share, received):
    """Fixed first, the rest in proportion to what each still needs."""
    for row in range(offtake.shape[0]):
        given = 0.0
        need = 0.0
        for column in range(offtake.shape[1]):
            first = min(offtake[row, column], share[column] * injected[row])
            received[row, column] = first
            given += first
            need += offtake[row, column] - first
        part = min(1.0, (injected[row] - given) / need) if need > 0.0 else 0.0
        for column in range(offtake.shape[1]):
            received[row, column] += (offtake[row, column] - received[row, column]) * part


@numba.njit(cache=False, fastmath=True)
def numba_cascade(offtake, injected, received, groups):
    """Groups in order, each in proportion; what one leaves feeds the next."""
    width = -(-offtake.shape[1] // groups)
    for row in range(offtake.shape[0]):
        left = injected[row]
        for first in range(0, offtake.shape[1], width):
            end = min(first + width, offtake.shape[1])
            taken = 0.0
            for column in range(first, end):
                taken += offtake[row, column]
            part = min(1.0, left / taken) if taken > 0.0 else 0.0
            for column in range(first, end):
                received[row, column] = offtake[row, column] * part
            left -= taken * part


def numpy_pro_rata():
    part = np.minimum(1.0, injected / offtake.sum(axis=1))
    np.multiply(offtake, part[:, None], out=received)


whole_offtake = np.rint(offtake * 1e6).astype(np.int64)
whole_injected = np.rint(injected * 1e6).astype(np.int64)
weights = 1 + np.arange(members, dtype=np.int64) * 7 % 20
whole_received = np.empty_like(whole_offtake)


@numba.njit(cache=False)
def give_units(received, remainders, units):
    """One unit each to the largest remainders, ties to the first."""
    if units == 0:
        return
    last = np.partition(remainders, len(remainders) - units)[len(remainders) - units]
    for column in range(len(remainders)):
        if remainders[column] > last:
            received[column] += 1
            units -= 1
    for column in range(len(remainders)):
        if units > 0 and remainders[column] == last:
            received[column] += 1
            units -= 1


@numba.njit(cache=False)
def whole_pro_rata(offtake, injected, received, remainders):
    for row in range(offtake.shape[0]):
        taken = np.int64(0)
        for column in range(offtake.shape[1]):
            taken += offtake[row, column]
        if injected[row] >= taken:
            received[row] = offtake[row]
            continue
        left = np.int64(0)
        for column in range(offtake.shape[1]):
            share = offtake[row, column] * injected[row]
            whole = share // taken
            received[row, column] = whole
            remainders[column] = share - whole * taken
            left += remainders[column]
        give_units(received[row], remainders, left // taken)


@numba.njit(cache=False)
def whole_fixed(offtake, injected, weights, received, remainders):
    key = weights.sum()
    for row in range(offtake.shape[0]):
        left = np.int64(0)
        for column in range(offtake.shape[1]):
            share = weights[column] * injected[row]
            whole = share // key
            capped = whole >= offtake[row, column]
            received[row, column] = offtake[row, column] if capped else whole
            remainders[column] = 0 if capped else share - whole * key
            left += remainders[column]
        give_units(received[row], remainders, left // key)


@numba.njit(cache=False)
def whole_hybrid(offtake, injected, weights, received, remainders):
    """Fixed first, the rest in proportion to what each still needs: one fraction, rounded once."""
    key = weights.sum()
    for row in range(offtake.shape[0]):
        taken = np.int64(0)
        capped = np.int64(0)
        open_weight = np.int64(0)
        for column in range(offtake.shape[1]):
            taken += offtake[row, column]
            if weights[column] * injected[row] >= offtake[row, column] * key:
                capped += offtake[row, column]
            else:
                open_weight += weights[column]
        if injected[row] >= taken:
            received[row] = offtake[row]
            continue
        # What is left, and what is needed, over the weights of all.
        given = open_weight * injected[row]
        over = key * (injected[row] - capped) - given
        need = key * (taken - capped) - given
        left = 0.0
        for column in range(offtake.shape[1]):
            first = weights[column] * injected[row]
            if first >= offtake[row, column] * key:
                received[row, column] = offtake[row, column]
                remainders[column] = 0.0
                continue
            # Beyond 64 bits in whole numbers: what decides a unit may be off in the last place.
            share = (first + (offtake[row, column] * key - first) * (over / need)) / key
            whole = np.int64(share)
            received[row, column] = whole
            remainders[column] = share - whole
            left += remainders[column]
        give_units(received[row], remainders, np.int64(left + 0.5))


best("pro_rata", "numpy", numpy_pro_rata)
best("pro_rata", "numba", lambda: numba_pro_rata(offtake, injected, received))
best("fixed", "numba", lambda: numba_fixed(offtake, injected, share, received))
best("hybrid", "numba", lambda: numba_hybrid(offtake, injected, share, received))
best("cascade", "numba", lambda: numba_cascade(offtake, injected, received, 10))
WHOLE = "numba, whole mWh"
left_over, parts = np.empty(members, dtype=np.int64), np.empty(members)
best(
    "pro_rata", WHOLE, lambda: whole_pro_rata(whole_offtake, whole_injected, whole_received, left_over)
)
best(
    "fixed",
    WHOLE,
    lambda: whole_fixed(whole_offtake, whole_injected, weights, whole_received, left_over),
)
best(
    "hybrid", WHOLE, lambda: whole_hybrid(whole_offtake, whole_injected, weights, whole_received, parts)
)
best("copy", "numpy", lambda: np.copyto(received, offtake))
