# SPDX-License-Identifier: Apache-2.0
"""Validates files for Kubernetes as a strict API server would: validate_kubernetes.py FILE...

Prints a line for each object, and ends with 1 where one is wrong. Fields that nobody knows are wrong too.
"""

import sys

import jsonschema
import kubernetes_validate
import yaml
from kubeflow_spark_api import models

KUBERNETES = "1.31"


def closed(**properties):
    """A schema of an object with these properties and no others."""
    return {"type": "object", "properties": properties, "additionalProperties": False}


TEXT = {"type": "string"}
TEXTS = {"type": "array", "items": TEXT}
MAP = {"type": "object", "additionalProperties": TEXT}
NUMBER = {"type": "integer"}

# What Apache's operator takes of an application, as far as we use it: its schema is in no package.
APACHE = closed(
    apiVersion={"const": "spark.apache.org/v1"},
    kind={"const": "SparkApplication"},
    metadata={"type": "object"},
    spec={
        **closed(
            mainClass=TEXT,
            jars=TEXT,
            files=TEXT,
            driverArgs=TEXTS,
            deploymentMode={"enum": ["ClusterMode", "ClientMode"]},
            runtimeVersions={
                **closed(sparkVersion=TEXT, scalaVersion=TEXT, jdkVersion=TEXT),
                "required": ["sparkVersion"],
            },
            sparkConf=MAP,
            applicationTolerations=closed(
                restartConfig=closed(
                    restartPolicy={"enum": ["Always", "Never", "OnFailure", "OnInfrastructureFailure"]},
                    maxRestartAttempts=NUMBER,
                    restartBackoffMillis=NUMBER,
                ),
                resourceRetainPolicy={"enum": ["Always", "OnFailure", "Never"]},
                ttlAfterStopMillis=NUMBER,
            ),
        ),
        "required": ["runtimeVersions"],
    },
)


def lost(given, kept, place=""):
    """The first place in an object that a model did not keep as it was given."""
    if isinstance(given, dict) and isinstance(kept, dict):
        for key, value in given.items():
            if key not in kept:
                return f"{place}/{key}: unknown"
            found = lost(value, kept[key], f"{place}/{key}")
            if found:
                return found
        return None
    return None if given == kept else f"{place}: {given!r} is taken for {kept!r}"


def kubeflow(document):
    model = getattr(models, "SparkV1beta2" + document["kind"])
    found = lost(document, model.from_dict(document).to_dict())
    if found:
        raise ValueError(found)


def validate(document):
    group = document["apiVersion"].split("/")[0]
    if group == "sparkoperator.k8s.io":
        kubeflow(document)
    elif group == "spark.apache.org":
        jsonschema.validate(document, APACHE)
    else:
        kubernetes_validate.validate(document, KUBERNETES, strict=True)


def main(files):
    wrong = 0
    for file in files:
        with open(file) as text:
            documents = list(yaml.safe_load_all(text))
        for document in documents:
            try:
                validate(document)
                result = "ok"
            except Exception as e:  # each library has its own
                wrong = 1
                result = "wrong: " + " ".join(str(e).split())[:300]
            print(file, document["kind"], result)
    return wrong


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
