"""The same luck as in intsoc: one ChaCha8 block for each stream, month and replicate (docs/ODD.md, section 4)."""

import hashlib

import numpy as np

CONSTANTS = np.frombuffer(b"expand 32-byte k", dtype="<u4")
QUARTERS = [(0, 4, 8, 12), (1, 5, 9, 13), (2, 6, 10, 14), (3, 7, 11, 15)]
DIAGONALS = [(0, 5, 10, 15), (1, 6, 11, 12), (2, 7, 8, 13), (3, 4, 9, 14)]
SLOTS = 3


def key(seed, name):
    """The eight words of a stream's key."""
    return np.frombuffer(hashlib.sha256(f"intsoc-v1/{seed}/{name}".encode()).digest(), dtype="<u4")


def rotate(word, bits, spare):
    np.right_shift(word, 32 - bits, out=spare)
    np.left_shift(word, bits, out=word)
    np.bitwise_or(word, spare, out=word)


def quarter_round(a, b, c, d, spare):
    for to, more, mixed, bits in ((a, b, d, 16), (c, d, b, 12), (a, b, d, 8), (c, d, b, 7)):
        np.add(to, more, out=to)
        np.bitwise_xor(mixed, to, out=mixed)
        rotate(mixed, bits, spare)


class Luck:
    """Blocks for some streams, one column for each replicate; all memory is made once."""

    def __init__(self, keys, replicates):
        self.keys = np.array(keys, dtype=np.uint32)
        self.replicates = np.asarray(replicates, dtype=np.uint64)
        shape = (len(self.keys), len(self.replicates))
        self.words = np.empty((16, *shape), dtype=np.uint32)
        self.spare = np.empty(shape, dtype=np.uint32)

    def uniforms(self, month, slots=SLOTS):
        """The month's first uniforms: slot, stream, replicate. `month` may be one for each column."""
        self.scramble(month)
        words = [self.words[word] + self.before(word) for word in range(2 * slots)]
        return np.stack([uniform(words[2 * slot], words[2 * slot + 1]) for slot in range(slots)])

    def scramble(self, month):
        words = self.words
        for word in range(12):
            words[word] = self.before(word)
        words[12], words[13] = month, 0
        words[14] = self.replicates & np.uint64(0xFFFFFFFF)
        words[15] = self.replicates >> np.uint64(32)
        for _ in range(4):
            for a, b, c, d in QUARTERS + DIAGONALS:
                quarter_round(words[a], words[b], words[c], words[d], self.spare)

    def before(self, word):
        """What a word is before the rounds, and is added to it after them."""
        return CONSTANTS[word] if word < 4 else self.keys[:, word - 4, None]


def uniform(low, high):
    """((word >> 12) + 1/2) 2^-52 of the 64-bit word that two make: never 0 or 1."""
    return ((low >> np.uint32(12)) + high * 2.0**20 + 0.5) * 2.0**-52


# Wichura (1988), algorithm AS 241 (PPND16): numerators and denominators, highest power first.
CENTRE = (
    [2.5090809287301226727e3, 3.3430575583588128105e4, 6.7265770927008700853e4, 4.5921953931549871457e4,
     1.3731693765509461125e4, 1.9715909503065514427e3, 1.3314166789178437745e2, 3.3871328727963666080e0],
    [5.2264952788528545610e3, 2.8729085735721942674e4, 3.9307895800092710610e4, 2.1213794301586595867e4,
     5.3941960214247511077e3, 6.8718700749205790830e2, 4.2313330701600911252e1, 1.0],
)  # fmt: skip
TAIL = (
    [7.74545014278341407640e-4, 2.27238449892691845833e-2, 2.41780725177450611770e-1, 1.27045825245236838258e0,
     3.64784832476320460504e0, 5.76949722146069140550e0, 4.63033784615654529590e0, 1.42343711074968357734e0],
    [1.05075007164441684324e-9, 5.47593808499534494600e-4, 1.51986665636164571966e-2, 1.48103976427480074590e-1,
     6.89767334985100004550e-1, 1.67638483018380384940e0, 2.05319162663775882187e0, 1.0],
)  # fmt: skip
FAR = (
    [2.01033439929228813265e-7, 2.71155556874348757815e-5, 1.24266094738807843860e-3, 2.65321895265761230930e-2,
     2.96560571828504891230e-1, 1.78482653991729133580e0, 5.46378491116411436990e0, 6.65790464350110377720e0],
    [2.04426310338993978564e-15, 1.42151175831644588870e-7, 1.84631831751005468180e-5, 7.86869131145613259100e-4,
     1.48753612908506148525e-2, 1.36929880922735805310e-1, 5.99832206555887937690e-1, 1.0],
)  # fmt: skip


def rational(of, r):
    def horner(coefficients):
        total = coefficients[0] * r
        for coefficient in coefficients[1:-1]:
            total += coefficient
            total *= r
        return total + coefficients[-1]

    numerator, denominator = of
    return horner(numerator) / horner(denominator)


def normal(p):
    """Inverse of the standard normal distribution function."""
    q = p - 0.5
    value = q * rational(CENTRE, 0.180625 - q * q)
    outer = np.abs(q) > 0.425
    p, q = p[outer], q[outer]
    r = np.sqrt(-np.log(np.minimum(p, 1.0 - p)))
    tail = np.where(r <= 5.0, rational(TAIL, r - 1.6), rational(FAR, r - 5.0))
    value[outer] = np.copysign(tail, q)
    return value
