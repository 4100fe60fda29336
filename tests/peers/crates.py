"""Holds crates against the specification, as their readers do: rocrate reads them, the rocrate-validator validates them.

    crates.py FOLDER...

Validates what RO-Crate 1.1 and Process Run Crate 0.5 require. It wants no network: for the context of RO-Crate, which readers
fetch, stands that which the package rocrate brings, a later one with the same meaning of all words that are used.
"""

import email.message
import importlib.resources
import io
import pathlib
import sys
import urllib.request
import urllib.response

import requests
import urllib3

CONTEXT = importlib.resources.files("rocrate").joinpath("data/ro-crate.jsonld").read_bytes()


def of_requests(adapter, request, **_):
    raw = urllib3.HTTPResponse(io.BytesIO(CONTEXT), {"Content-Type": "application/ld+json"}, 200, preload_content=False)
    return adapter.build_response(request, raw)


class OfUrllib(urllib.request.HTTPSHandler):
    def https_open(self, request):
        headers = email.message.Message()
        headers["Content-Type"] = "application/ld+json"
        answer = urllib.response.addinfourl(io.BytesIO(CONTEXT), headers, request.full_url, 200)
        answer.msg = "OK"
        return answer


requests.adapters.HTTPAdapter.send = of_requests
urllib.request.install_opener(urllib.request.build_opener(OfUrllib))

from rocrate.rocrate import ROCrate
from rocrate_validator import services
from rocrate_validator.models import Severity, ValidationSettings

valid = 0
for folder in map(pathlib.Path, sys.argv[1:]):
    result = services.validate(
        ValidationSettings(
            rocrate_uri=str(folder),
            profile_identifier="process-run-crate-0.5",
            requirement_severity=Severity.REQUIRED,
            no_cache=True,
        )
    )
    wrong = [f"{issue.check.identifier}: {issue.message}" for issue in result.get_issues()]
    crate = ROCrate(folder)
    listed = {entity.id for entity in crate.data_entities}
    files = {path.name for path in folder.iterdir() if path.suffix in (".csv", ".json", ".xlsx")} - {"ro-crate-metadata.json"}
    if listed != files:
        wrong.append(f"rocrate reads {sorted(listed)}, and there are {sorted(files)}")
    # What was done is found by its type, with the program that did it.
    actions = crate.get_by_type("CreateAction")
    if [action["instrument"]["name"] for action in actions] != ["intsoc"]:
        wrong.append(f"rocrate finds {actions}")
    for what in wrong:
        print(f"{folder.name}: {what}")
    valid += not wrong
print(f"{valid} crates are valid")
