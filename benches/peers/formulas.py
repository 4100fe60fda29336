"""The few functions of the formulas, over arrays."""

import numpy as np


def clamp(values):
    return np.clip(values, 0.0, 1.0)


def logistic(values):
    return 1.0 / (1.0 + np.exp(-values))


def ratio(numerator, denominator, otherwise):
    """`numerator / denominator`, or `otherwise` where the denominator is 0."""
    wanted = denominator != 0.0
    if wanted.all():
        return numerator / denominator
    return np.divide(numerator, denominator, out=np.full(np.shape(denominator), otherwise), where=wanted)
