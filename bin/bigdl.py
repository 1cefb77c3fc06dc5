"""Makes a Maven repository of the jars in BigDL's wheels: bigdl.py FOLDER-OF-WHEELS REPOSITORY.

The repository is written beside REPOSITORY and renamed at the end, so that it is there whole or not at all.
"""

import hashlib
import pathlib
import re
import shutil
import sys
import zipfile

POM = """<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>{group}</groupId>
  <artifactId>{artifact}</artifactId>
  <version>{version}</version>
</project>
"""

# Of each wheel: its jar, and the group under which Maven shall find it.
WHEELS = {
    "bigdl_dllib": (r"(bigdl-dllib-spark_[\d.]+)-([\d.]+)-jar-with-dependencies\.jar$", "com.intel.analytics.bigdl"),
    "bigdl_core": (r"(all)-([\d.]+)\.jar$", "com.intel.analytics.bigdl.core.dist"),
}


def write(path, data):
    path.write_bytes(data)
    path.with_name(path.name + ".sha1").write_text(hashlib.sha1(data).hexdigest())


def add(wheel, pattern, group, repository):
    with zipfile.ZipFile(wheel) as archive:
        name, found = next((n, m) for n in archive.namelist() if (m := re.search(r"/" + pattern, n)))
        artifact, version = found.groups()
        folder = repository.joinpath(*group.split("."), artifact, version)
        folder.mkdir(parents=True)
        write(folder / f"{artifact}-{version}.jar", archive.read(name))
        pom = POM.format(group=group, artifact=artifact, version=version)
        write(folder / f"{artifact}-{version}.pom", pom.encode())


wheels, repository = map(pathlib.Path, sys.argv[1:])
part = repository.with_name(repository.name + ".part")
shutil.rmtree(part, ignore_errors=True)
shutil.rmtree(repository, ignore_errors=True)
for wheel in sorted(wheels.glob("*.whl")):
    add(wheel, *next(value for name, value in WHEELS.items() if wheel.name.startswith(name)), part)
part.rename(repository)
