"""Runs one measured case in the debug interpreter that executes this file.

PYTHONPATH: the folder of the compiled C modules.  stdin: the case as JSON.  stdout: what was measured, as JSON.
A case that ends the process prints nothing; who started it sees how it ended.
"""
import array
import gc
import importlib.machinery
import importlib.util
import json
import os
import sys
import textwrap
import types

COLLECTIONS = 3


def load(name):
    """A module object of its own, which sys.modules does not know."""
    path = os.path.join(os.environ["PYTHONPATH"], name + importlib.machinery.EXTENSION_SUFFIXES[0])
    module = importlib._bootstrap._load(importlib.util.spec_from_file_location(name, path))
    del sys.modules[name]
    return module


def handles():
    return len(os.listdir("/proc/self/fd"))


def clean_up():
    """What regrtest does between repetitions, as far as it shows: names in the type cache, then garbage."""
    sys._clear_type_cache()
    for _ in range(COLLECTIONS):
        gc.collect()


def test_of(case):
    """The test as a function of its module, or as the code of a subinterpreter."""
    if case["where"] == "subinterpreter":
        import _testcapi

        return lambda: _testcapi.run_in_subinterp(case["code"])
    namespace = {"__name__": "test_case"}
    exec(case.get("setup", "pass"), namespace)
    exec("def test():\n" + textwrap.indent(case["code"], "    "), namespace)
    return namespace["test"]


def measure(test, warmups, runs):
    """Differences between readings, kept where they cost no object."""
    total = warmups + runs
    columns = [array.array("q", [0]) * (total + 1) for _ in range(3)]
    for index in range(total + 1):
        if index > 0:
            test()
        clean_up()
        columns[1][index] = sys.getallocatedblocks()
        columns[0][index] = sys.gettotalrefcount()
        columns[2][index] = handles()
    names = ("references", "blocks", "handles")
    deltas = [[c[i + 1] - c[i] for i in range(total)][warmups:] for c in columns]
    return dict(zip(names, deltas))


def main():
    case = json.load(sys.stdin)
    loader = types.ModuleType("conformance_loader")
    loader.load = load
    sys.modules["conformance_loader"] = loader
    test = test_of(case)
    if "measured" in case:
        print(json.dumps(measure(test, case["warmups"], case["repetitions"])), flush=True)
        return
    watched = 1
    before = sys.getrefcount(watched)
    test()
    if "survives" in case:
        print(json.dumps({"missing": before - sys.getrefcount(watched)}))


if __name__ == "__main__":
    main()
