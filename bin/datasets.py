"""Writes scikit-learn's digits and breast cancer data as LIBSVM files into a folder: datasets.py FOLDER."""

import os
import sys

from sklearn.datasets import load_breast_cancer, load_digits


def write(path, data):
    with open(path + ".part", "w", encoding="ascii") as out:
        for row, label in zip(data.data.tolist(), data.target.tolist()):
            pairs = (f"{i}:{int(x) if x == int(x) else x}" for i, x in enumerate(row, 1) if x)
            out.write(" ".join([str(label), *pairs]) + "\n")
    os.replace(path + ".part", path)


folder = sys.argv[1]
os.makedirs(folder, exist_ok=True)
write(os.path.join(folder, "digits.libsvm"), load_digits())
write(os.path.join(folder, "breast-cancer.libsvm"), load_breast_cancer())
