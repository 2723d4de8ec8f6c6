"""Measures what 1, 10 and 100 objects of each kind cost in the debug interpreter that executes this file.

PYTHONPATH: the folder of the compiled C modules.  stdin: a list of [setup, make], the text of a module and the body of
its function make(i), which returns the i-th object.  stdout: a list of costs, as JSON; null for what failed.
Each is measured in a fork of its own, so that none finds what another left.
"""
import array
import gc
import json
import os
import sys
import textwrap
import traceback

COUNTS = (1, 10, 100)
WARMUPS = 5

# Grown before anything is counted.
held = [...] * max(COUNTS)


def maker(setup, make):
    """make() as a function of a module: both are the only things of that module that the code finds."""
    namespace = {"__name__": "elementary"}
    exec(compile(setup, "elementary.py", "exec"), namespace)
    exec(compile("def make(i):\n" + textwrap.indent(make, "    "), "elementary.py", "exec"), namespace)
    return namespace["make"]


def collect():
    """Empties the free lists, too, and the type cache, which keeps names."""
    sys._clear_type_cache()
    gc.collect()


def fill(make, count, readings):
    """Readings before and after, kept where they cost no object."""
    index = 0
    collect()
    readings[2] = sys.getallocatedblocks()
    readings[0] = sys.gettotalrefcount()
    for index in range(count):
        held[index] = make(index)
    index = 0
    collect()
    readings[3] = sys.getallocatedblocks()
    readings[1] = sys.gettotalrefcount()


def empty(count):
    for index in range(count):
        held[index] = ...
    collect()


def tracked():
    gc.collect()
    return len(gc.get_objects())


def cost(make):
    readings = array.array("q", [0] * 4)
    for _ in range(WARMUPS):
        fill(make, 1, readings)
        empty(1)
    references, blocks = [], []
    for count in COUNTS:
        fill(make, count, readings)
        # What stood in the container before had one reference from each place.
        references.append(readings[1] - readings[0] + count)
        blocks.append(readings[3] - readings[2])
        empty(count)
    before = tracked()
    held[0] = make(0)
    return {"references": references, "blocks": blocks, "tracked": tracked() - before}


def in_a_fork(setup, make):
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.write(writer, json.dumps(cost(maker(setup, make))).encode())
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(0)
    os.close(writer)
    with open(reader, "rb") as answer:
        text = answer.read()
    os.waitpid(child, 0)
    return json.loads(text) if text else None


if __name__ == "__main__":
    # What is there before is no garbage and need not be looked at: each collection is short.
    gc.freeze()
    print(json.dumps([in_a_fork(setup, make) for setup, make in json.load(sys.stdin)]))
