"""Opens every table of folders of results as people do: frictionless, pandas, DuckDB.

    opened.py FOLDER...

Prints how many folders, tables and columns there were, and what is wrong with them.
"""

import json
import pathlib
import sys

import duckdb
import pandas as pd
from frictionless import Package

folders = tables = columns = 0
for folder in map(pathlib.Path, sys.argv[1:]):
    file = folder / "datapackage.json"
    report = Package(str(file)).validate()
    for error in report.flatten(["title", "rowNumber", "fieldName", "message"]):
        print(f"{folder.name}: frictionless: {error}")
    folders += 1
    for table in json.loads(file.read_text())["resources"]:
        files = table["path"] if isinstance(table["path"], list) else [table["path"]]
        files = [str(folder / name) for name in files]
        dialect = table.get("dialect", {}).get("delimiter", ",")
        decimal = "," if dialect == ";" else "."
        frame = pd.concat([pd.read_csv(name, sep=dialect, decimal=decimal, encoding="utf-8-sig") for name in files])
        fields = table["schema"]["fields"]
        where = f"{folder.name}/{table['name']}"
        if list(frame.columns) != [field["name"] for field in fields]:
            print(f"{where}: pandas: {list(frame.columns)}")
        for field in fields:
            name, kind = field["name"], field["type"]
            # One missing value makes no number a text.
            if len(frame) and kind in ("number", "integer") and not pd.api.types.is_numeric_dtype(frame[name]):
                print(f"{where}: pandas: {name} is {kind}, and read as {frame[name].dtype}")
        # No name of a column needs quotes.
        names = ", ".join(field["name"] for field in fields)
        try:
            options = f"delim='{dialect}', decimal_separator='{decimal}', header=true"
            rows = duckdb.sql(f"select {names} from read_csv({files}, {options})").fetchall()
            if len(rows) != len(frame):
                print(f"{where}: DuckDB: {len(rows)} rows of {len(frame)}")
        except duckdb.Error as error:
            print(f"{where}: DuckDB: {error}")
        columns += len(fields)
        tables += 1
print(f"{folders} folders, {tables} tables, {columns} columns")
