#!/usr/bin/env python3
"""Checks configs/canopy.schema.json with an independent validator (pip install jsonschema): every
committed config must be valid, and every row of bad_values.json must be invalid, unless it says
that a schema cannot express the rule. The C++ tests check the reader with the same table.

Usage: check_schema.py [CONFIG...]   further configs that must be valid, e.g. a run's config.json
"""
import copy
import json
import pathlib
import sys

import jsonschema

ROOT = pathlib.Path(__file__).resolve().parents[2]


def put(document, pointer, value):
    keys = [k.replace("~1", "/").replace("~0", "~") for k in pointer.split("/")[1:]]
    for key in keys[:-1]:
        document = document.setdefault(key, {})
    document[keys[-1]] = value


def main():
    schema = json.loads((ROOT / "configs/canopy.schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    wrong = []
    configs = [p for p in sorted((ROOT / "configs").glob("*.json")) if ".schema." not in p.name]
    configs += [pathlib.Path(p) for p in sys.argv[1:]]
    for path in configs:
        wrong += [f"{path}: {e.json_path}: {e.message}"
                  for e in validator.iter_errors(json.loads(path.read_text()))]
    base = json.loads((ROOT / "configs/capuchin.json").read_text())
    rows = json.loads((ROOT / "tests/config/bad_values.json").read_text())
    for row in rows:
        document = copy.deepcopy(base)
        for pointer, value in row["set"].items():
            put(document, pointer, value)
        if validator.is_valid(document) != ("schema_accepts" in row):
            should = "accept" if "schema_accepts" in row else "reject"
            wrong.append(f"{row['set']}: the schema should {should} it")
    print("\n".join(wrong) or f"{len(configs)} configs are valid, {len(rows)} rows are as expected")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
