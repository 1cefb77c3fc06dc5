"""Runs a peer's optimizers over recorded gradients: peer_optimizers.py FOLDER.

The folder has start.f64 (the first point) and gradients.f64 (one row a step), little-endian doubles, and runs.txt, one
"NAME ETA" a line. Every run that the peer has leaves its points, one row a step, in NAME.f64. The peer is optax, or
torch where optax is absent; its name and version are printed. Where both are absent the exit code is 3.
"""

import os
import sys
from pathlib import Path


def optax_runs():
    os.environ["JAX_PLATFORMS"] = "cpu"
    import jax
    import optax
    from optax import contrib

    jax.config.update("jax_enable_x64", True)

    def damped(eta):
        # The first gradient enters whole, the others damped: the same as no damping, a larger first one, a shorter step.
        grow = optax.scale_by_schedule(lambda count: jax.numpy.where(count == 0, 1 / (1 - 0.3), 1.0))
        return optax.chain(grow, optax.sgd(eta * (1 - 0.3), momentum=0.8))

    rms = dict(decay=0.95, eps=1e-6, eps_in_sqrt=False)
    runs = {
        "sgd-momentum": lambda eta: optax.sgd(eta, momentum=0.9),
        "sgd-nesterov": lambda eta: optax.sgd(eta, momentum=0.9, nesterov=True),
        "sgd-dampening": damped,
        "adam": lambda eta: optax.adam(eta, b1=0.8, b2=0.99, eps=1e-6),
        "adam-amsgrad": lambda eta: optax.amsgrad(eta, b1=0.9, b2=0.9, eps=1e-6),
        "adamw": lambda eta: optax.adamw(eta, b1=0.9, b2=0.999, eps=1e-8, weight_decay=0.1),
        "rmsprop": lambda eta: optax.rmsprop(eta, **rms),
        "rmsprop-centered": lambda eta: optax.rmsprop(eta, centered=True, **rms),
        "rmsprop-momentum": lambda eta: optax.rmsprop(eta, momentum=0.7, **rms),
        "rmsprop-centered-momentum": lambda eta: optax.rmsprop(eta, centered=True, momentum=0.7, **rms),
        "adagrad": lambda eta: optax.adagrad(eta, initial_accumulator_value=0.1, eps=0.0),
        "schedule-free-sgd": lambda eta: contrib.schedule_free_sgd(eta, b1=0.9),
        "schedule-free-adamw": lambda eta: contrib.schedule_free_adamw(
            eta, b1=0.9, b2=0.99, eps=1e-6, weight_decay=0.1
        ),
        "prodigy": lambda eta: contrib.prodigy(eta, estim_lr0=0.01, weight_decay=0.1),
    }

    def run(name, eta, start, gradients):
        optimizer = runs[name](eta)

        def step(carry, gradient):
            point, state = carry
            updates, state = optimizer.update(gradient, state, point)
            point = optax.apply_updates(point, updates)
            served = contrib.schedule_free_eval_params(state, point) if "free" in name else point
            return (point, state), served

        point = jax.numpy.asarray(start)
        return jax.lax.scan(step, (point, optimizer.init(point)), jax.numpy.asarray(gradients))[1]

    return f"optax {optax.__version__} with jax {jax.__version__}", runs, run


def torch_runs():
    import numpy
    import torch

    optim = torch.optim
    rms = dict(alpha=0.95, eps=1e-6)
    runs = {
        "sgd-momentum": lambda p, eta: optim.SGD(p, eta, momentum=0.9),
        "sgd-nesterov": lambda p, eta: optim.SGD(p, eta, momentum=0.9, nesterov=True),
        "sgd-dampening": lambda p, eta: optim.SGD(p, eta, momentum=0.8, dampening=0.3),
        "adam": lambda p, eta: optim.Adam(p, eta, betas=(0.8, 0.99), eps=1e-6),
        "adam-amsgrad": lambda p, eta: optim.Adam(p, eta, betas=(0.9, 0.9), eps=1e-6, amsgrad=True),
        "adamw": lambda p, eta: optim.AdamW(p, eta, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.1),
        "rmsprop": lambda p, eta: optim.RMSprop(p, eta, **rms),
        "rmsprop-centered": lambda p, eta: optim.RMSprop(p, eta, centered=True, **rms),
        "rmsprop-momentum": lambda p, eta: optim.RMSprop(p, eta, momentum=0.7, **rms),
        "rmsprop-centered-momentum": lambda p, eta: optim.RMSprop(p, eta, centered=True, momentum=0.7, **rms),
        "adagrad": lambda p, eta: optim.Adagrad(p, eta, initial_accumulator_value=0.1, eps=0.0),
    }

    def run(name, eta, start, gradients):
        point = torch.nn.Parameter(torch.from_numpy(start.copy()))
        optimizer = runs[name]([point], eta)
        points = numpy.empty_like(gradients)
        for k in range(len(gradients)):
            point.grad = torch.from_numpy(gradients[k].copy())
            optimizer.step()
            points[k] = point.detach().numpy()
        return points

    return f"torch {torch.__version__}", runs, run


def peer():
    reasons = []
    for library in (optax_runs, torch_runs):
        try:
            return library()
        except ImportError as e:
            reasons.append(str(e))
    print(f"{sys.executable} has neither optax nor torch: {'; '.join(reasons)}")
    sys.exit(3)


def main(folder):
    name_and_version, runs, run = peer()
    import numpy

    start = numpy.fromfile(folder / "start.f64", "<f8")
    gradients = numpy.fromfile(folder / "gradients.f64", "<f8").reshape(-1, len(start))
    for line in (folder / "runs.txt").read_text().splitlines():
        name, eta = line.split()
        if name in runs:
            numpy.asarray(run(name, float(eta), start, gradients), "<f8").tofile(folder / f"{name}.f64")
    print(name_and_version)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
