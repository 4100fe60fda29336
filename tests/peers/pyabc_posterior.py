"""The posterior that pyABC finds of a small problem, which `tests/it/calibrate.rs` holds that of the crate against.

    pyabc_posterior.py > tests/peers/pyabc_posterior.csv

Two numbers a and b, uniform from 0 to 1, give x = a + 0.1 e and y = a b + 0.1 f, e and f standard normal; the record is
x = 0.6, y = 0.2. Points are kept whose x and y are off by a root mean square of at most 0.06. Each seed is a row.
"""

import sys

import numpy as np
import pyabc

RECORD = {"x": 0.6, "y": 0.2}
TOLERANCES = [0.5, 0.25, 0.12, 0.06]


def model(numbers):
    e, f = np.random.normal(size=2)
    return {"x": numbers["a"] + 0.1 * e, "y": numbers["a"] * numbers["b"] + 0.1 * f}


def distance(one, two):
    return float(np.sqrt(((one["x"] - two["x"]) ** 2 + (one["y"] - two["y"]) ** 2) / 2))


def posterior(seed):
    np.random.seed(seed)
    prior = pyabc.Distribution(a=pyabc.RV("uniform", 0, 1), b=pyabc.RV("uniform", 0, 1))
    abc = pyabc.ABCSMC(
        model, prior, distance, population_size=2000, eps=pyabc.ListEpsilon(TOLERANCES),
        sampler=pyabc.sampler.SingleCoreSampler(),
    )
    abc.new("sqlite://", RECORD)
    frame, weights = abc.run(max_nr_populations=len(TOLERANCES)).get_distribution()
    mean = {name: np.average(frame[name], weights=weights) for name in "ab"}
    sd = {name: np.sqrt(np.average((frame[name] - mean[name]) ** 2, weights=weights)) for name in "ab"}
    return [mean["a"], sd["a"], mean["b"], sd["b"]]


print(f"# pyABC {pyabc.__version__}")
print("seed,mean_a,sd_a,mean_b,sd_b")
for seed in range(1, 6):
    print(",".join([str(seed), *(f"{value:.5f}" for value in posterior(seed))]))
    sys.stdout.flush()
