#!/usr/bin/env python3
"""Golden vectors of the methods after the five papers: golden_next.py > golden-next.json

Each method is written once more, step by step as its paper has it, in decimals of 60 digits on lists, and rounded to
double at the end. Nothing here is shared with the library or with golden.json, whose problems these are.
"""

import json
from decimal import Decimal, getcontext

getcontext().prec = 60
D = Decimal

ROWS = [(D("1"), D("0.5")), (D("0.25"), D("-1")), (D("-0.5"), D("0.75")), (D("1.5"), D("1"))]
TARGETS = [D("1"), D("-0.5"), D("0.25"), D("2")]


def dot(a, b):
    return sum((x * y for x, y in zip(a, b)), D(0))


def row_loss(w, i):
    return (dot(ROWS[i], w) - TARGETS[i]) ** 2 / 2


def row_gradient(w, i):
    return [(dot(ROWS[i], w) - TARGETS[i]) * a for a in ROWS[i]]


def bowl_gradient(w):
    return [w[0], 10 * w[1]]


def bounded(c, norm):
    length = dot(c, c).sqrt()
    return [norm * x / length for x in c] if length > norm else c


class Mars:
    """Algorithm 1 of arXiv 2411.10438 up to c_t: the whole correction, then the bound of the norm."""

    def __init__(self, gamma, beta1, norm, exact):
        self.factor = D(gamma) * D(beta1) / (1 - D(beta1))
        self.norm, self.exact = D(norm), exact
        self.point = self.gradient = None

    def direction(self, w, i):
        g = row_gradient(w, i)
        if self.point is None:
            before = g
        else:
            before = row_gradient(self.point, i) if self.exact else self.gradient
        self.point, self.gradient = list(w), g
        return bounded([a + self.factor * (a - b) for a, b in zip(g, before)], self.norm)


class AdamW:
    def __init__(self, eta, beta1, beta2, epsilon, decay):
        self.eta, self.beta1, self.beta2 = D(eta), D(beta1), D(beta2)
        self.epsilon, self.decay = D(epsilon), D(decay)
        self.m, self.v, self.t = [D(0)] * 2, [D(0)] * 2, 0

    def move(self, w, g):
        self.t += 1
        self.m = [self.beta1 * m + (1 - self.beta1) * x for m, x in zip(self.m, g)]
        self.v = [self.beta2 * v + (1 - self.beta2) * x * x for v, x in zip(self.v, g)]
        m = [x / (1 - self.beta1**self.t) for x in self.m]
        v = [x / (1 - self.beta2**self.t) for x in self.v]
        return [x - self.eta * (a / (b.sqrt() + self.epsilon) + self.decay * x) for x, a, b in zip(w, m, v)]


class Descent:
    def __init__(self, eta):
        self.eta = D(eta)

    def move(self, w, g):
        return [x - self.eta * y for x, y in zip(w, g)]


def mars(settings, rule, steps):
    method, w, run = Mars(*settings), [D(0), D(0)], []
    for k in range(steps):
        c = method.direction(w, k % 4)
        w = rule.move(w, c)
        run.append({"d": c, "w": w})
    return run


def gpa(rule, momentum, averaging, steps):
    """arXiv 2512.17131, mu_y the momentum, mu_x 1 less the averaging."""
    mu_y = D(momentum)
    x, z, run = [D(1), D(1)], [D(1), D(1)], []
    for k in range(steps):
        mu_x = 1 - averaging(k)
        y = [mu_y * a + (1 - mu_y) * b for a, b in zip(x, z)]
        z = rule.move(z, bowl_gradient(y))
        x = [mu_x * a + (1 - mu_x) * b for a, b in zip(x, z)]
        run.append({"y": y, "z": z, "x": x})
    return run


def prodigy(steps, eta="1", decay="0", start="0.000001", factor="1", growth=None, correction=False, safeguard=False):
    """arXiv 2306.06101, the form for Adam, with sums in place of means (their quotient is the same)."""
    eta, decay, start, factor = D(eta), D(decay), D(start), D(factor)
    beta1, beta2, epsilon = D("0.9"), D("0.999"), D("1e-8")
    root = beta2.sqrt()
    origin = x = [D(1), D(1)]
    m, v, s, r = [D(0)] * 2, [D(0)] * 2, [D(0)] * 2, D(0)
    d, best, run = start, start, []
    for k in range(steps):
        g = bowl_gradient(x)
        bias = (1 - beta2 ** (k + 1)).sqrt() / (1 - beta1 ** (k + 1)) if correction else D(1)
        length = d * eta * bias
        m = [beta1 * a + (1 - beta1) * d * b for a, b in zip(m, g)]
        v = [beta2 * a + (1 - beta2) * (d * b) ** 2 for a, b in zip(v, g)]
        r = root * r + d * length * dot(g, [a - b for a, b in zip(origin, x)])
        s = [root * a + d * (d if safeguard else length) * b for a, b in zip(s, g)]
        seen = factor * r / sum(abs(a) for a in s)
        before = d
        if d == start:
            d = max(d, seen)
        best = max(best, seen)
        d = best if growth is None else min(best, d * D(growth))
        x = [a - length * (b / (c.sqrt() + d * epsilon) + decay * a) for a, b, c in zip(x, m, v)]
        run.append({"w": x, "d": d})
    return run


def polyak(steps, c="0.5", least="0", most=None, growth="2", first="1"):
    """SPS_max of arXiv 2002.10542, its bound rising by growth within an epoch of four steps."""
    c, least, last = D(c), D(least), D(first)
    rise = None if growth is None else D(growth) ** (D(1) / 4)
    w, run = [D(0), D(0)], []
    for k in range(steps):
        i = k % 4
        g = row_gradient(w, i)
        bounds = [(row_loss(w, i) - least) / (c * dot(g, g))]
        if rise is not None:
            bounds.append(rise * last)
        if most is not None:
            bounds.append(D(most))
        eta = min(bounds)
        if eta > 0:
            last = eta
        else:
            eta = D(0)
        w = [a - eta * b for a, b in zip(w, g)]
        run.append({"eta": eta, "w": w})
    return run


def plain(value):
    if isinstance(value, dict):
        return {name: plain(part) for name, part in value.items()}
    if isinstance(value, list):
        return [plain(part) for part in value]
    return float(value)


VECTORS = {
    "mars/exact": mars(("0.4", "0.9", "1", True), Descent("0.1"), 8),
    "mars/approximate": mars(("0.4", "0.9", "1", False), Descent("0.1"), 8),
    "mars/unbounded": mars(("1", "0.5", "1e9", True), Descent("0.1"), 8),
    "mars/adamw": mars(
        ("0.025", "0.95", "1", True), AdamW("0.003", "0.95", "0.99", "1e-8", "0.01"), 12
    ),
    "gpa/sgd": gpa(Descent("0.05"), "0.7", lambda k: D("0.2"), 6),
    "gpa/adamw": gpa(AdamW("0.1", "0.9", "0.999", "1e-8", "0.05"), "0.7", lambda k: D("0.0033"), 6),
    "gpa/harmonic": gpa(Descent("0.05"), "0.9", lambda k: D(1) / (k + 1), 6),
    "prodigy/default": prodigy(60),
    "prodigy/settings": prodigy(
        60, eta="0.5", decay="0.05", start="0.001", factor="0.7", growth="1.1", correction=True
    ),
    "prodigy/safeguard": prodigy(30, eta="0.25", start="0.01", safeguard=True),
    "sps/default": polyak(12),
    "sps/bounds": polyak(12, c="0.2", least="0.001", most="0.6", growth="1.5", first="0.1"),
    "sps/max": polyak(12, c="1", most="0.5", growth=None),
}
print(json.dumps({"vectors": plain(VECTORS)}, indent=1))
