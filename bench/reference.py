"""The same measurements in CPython. Prints one JSON object: milliseconds of each run, and how many objects died."""
import gc
import json
import sys
import time


def milliseconds(action):
    start = time.perf_counter()
    result = action()
    return (time.perf_counter() - start) * 1000, result


def random_graph(count, seed):
    """Lists of four items; every item is a uniformly drawn list. The generator is that of random-graph.ts."""
    lists = [[None] * 4 for _ in range(count)]
    state = seed
    for items in lists:
        for slot in range(4):
            state = (state * 1664525 + 1013904223) & 0xFFFFFFFF
            items[slot] = lists[state * count >> 32]
    return lists


def live(count, seed, runs):
    lists = random_graph(count, seed)
    gc.collect()
    times = [milliseconds(gc.collect)[0] for _ in range(runs)]
    return {'ms': times, 'collected': 0, 'kept': len(lists)}


def garbage(count, seed, runs):
    times = []
    for _ in range(runs):
        gc.collect()
        lists = random_graph(count, seed)
        del lists
        elapsed, collected = milliseconds(gc.collect)
        times.append(elapsed)
    return {'ms': times, 'collected': collected}


def references(count, seed, runs):
    """The loop takes and gives back one reference to each object."""
    lists = random_graph(count, seed)
    order = [items[0] for items in lists]

    def take_each():
        for _ in order:
            pass

    return {'ms': [milliseconds(take_each)[0] for _ in range(runs)]}


def allocations(count, seed, runs):
    def make_each():
        for _ in range(count):
            [None, None, None, None]

    return {'ms': [milliseconds(make_each)[0] for _ in range(runs)]}


MEASUREMENTS = {'live': live, 'garbage': garbage, 'references': references, 'allocations': allocations}

gc.disable()
name, count, seed, runs = sys.argv[1], *map(int, sys.argv[2:5])
print(json.dumps(MEASUREMENTS[name](count, seed, runs)))
