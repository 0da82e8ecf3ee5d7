#!/usr/bin/env python3
"""Checks Kubernetes manifests and chart values with the real schemas.

    check_manifests.py PATH …      files or folders: .yaml, .yml, .json (a list of objects); a file values.json holds chart values by release

Kubernetes' own types by kubernetes-validate --strict (PyPI), custom resources by the JSON schemas of $MLPC_REFERENCE/crds, values by the charts'
values.schema.json. What is missing is said and skipped; with CI=true it fails.
"""

import functools
import json
import os
import pathlib
import sys

KUBERNETES = os.environ.get("MLPC_KUBERNETES", "1.35")
REFERENCE = pathlib.Path(os.environ.get("MLPC_REFERENCE", pathlib.Path(__file__).resolve().parents[3] / "shared"))


def skip(what):
    print(f"skipped: {what}")
    sys.exit(1 if os.environ.get("CI") == "true" else 0)


try:
    import jsonschema
    import kubernetes_validate
    import yaml
except ImportError as error:
    skip(f"{error.name} is not installed (pip install kubernetes-validate jsonschema pyyaml)")

if not (REFERENCE / "crds").is_dir():
    skip(f"no schemas of custom resources at {REFERENCE}/crds (MLPC_REFERENCE names the folder above)")


def objects(path):
    files = sorted(p for p in path.rglob("*") if p.suffix in (".yaml", ".yml", ".json")) if path.is_dir() else [path]
    for file in files:
        if file.name in ("values.json", "order.yaml", "releases.yaml", "values.yaml"):
            continue
        text = file.read_text()
        documents = json.loads(text) if file.suffix == ".json" else list(yaml.safe_load_all(text))
        for document in documents if isinstance(documents, list) else [documents]:
            if document:
                yield file, document


def custom(document):
    """The schema of a custom resource, or None for Kubernetes' own types."""
    group, _, version = document["apiVersion"].partition("/")
    if not version or "." not in group or group.endswith(".k8s.io") and not (REFERENCE / "crds" / group).is_dir():
        return None
    return of_group(group, document["kind"], version)


@functools.cache
def of_group(group, kind, version):
    file = REFERENCE / "crds" / group / f"{kind.lower()}_{version}.json"
    if not file.is_file():
        raise ValueError(f"no schema {group}/{kind} {version}")
    return jsonschema.Draft7Validator(json.loads(file.read_text()))


def faults(document):
    try:
        schema = custom(document)
    except ValueError as error:
        return [str(error)]
    if schema is None:
        try:
            kubernetes_validate.validate(document, KUBERNETES, strict=True)
        except kubernetes_validate.ValidationError as error:
            return [f"{'.'.join(str(p) for p in error.path)}: {error.message}"]
        return []
    found = schema.iter_errors(document)
    return [f"{'.'.join(str(p) for p in error.path)}: {error.message[:300]}" for error in found]


def merged(base, over):
    if not (isinstance(base, dict) and isinstance(over, dict)):
        return over
    out = dict(base)
    for key, value in over.items():
        out[key] = merged(base.get(key), value) if key in base else value
    return out


def values(path):
    file = path / "values.json" if path.is_dir() else path
    if not file.is_file() or file.name != "values.json":
        return
    for release, given in json.loads(file.read_text()).items():
        chart = release.split("_", 1)[1]
        schema = REFERENCE / "charts" / chart / "values.schema.json"
        if schema.is_file():
            whole = merged(yaml.safe_load((REFERENCE / "charts" / chart / "values.yaml").read_text()), given)
            for error in jsonschema.Draft7Validator(json.loads(schema.read_text())).iter_errors(whole):
                yield f"values of {release}: {'.'.join(str(p) for p in error.path)}: {error.message[:300]}"


def main():
    n, bad = 0, 0
    for path in map(pathlib.Path, sys.argv[1:]):
        for file, document in objects(path):
            n += 1
            for fault in faults(document):
                bad += 1
                print(f"{file.name}: {document['kind']} {document['metadata']['name']}: {fault}")
        for fault in values(path):
            bad += 1
            print(fault)
    print(f"{n} objects, {bad} faults")
    return 1 if bad or not n else 0


sys.exit(main())
