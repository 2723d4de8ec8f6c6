"""Counts what the modules of the running Python's library are made of, for library.json.

    python3.11 count_library.py MODULE... > counts.json

The vocabulary is that of src/interp/library/counts.ts. What depends on what has run before (caches of abstract base
classes, code that has run) is not counted here.
"""
import importlib
import json
import re
import sys
from types import BuiltinFunctionType, CodeType, FunctionType, GenericAlias

#: Strings of this form are interned: they are names that exist anyway.
NAME = re.compile(r'[A-Za-z0-9_]*\Z')
#: Py_TPFLAGS_HEAPTYPE
HEAPTYPE = 1 << 9
#: In the namespace of every class that has them, whatever its body says.
AUTOMATIC = {
    '__module__', '__qualname__', '__doc__', '__dict__', '__weakref__', '__slots__', '__abstractmethods__', '_abc_impl',
}


def codes_in(code):
    yield code
    for const in code.co_consts:
        if isinstance(const, CodeType):
            yield from codes_in(const)


class Functions:
    """The functions of a module, or those of one class."""

    def __init__(self, seen):
        self.seen = seen
        self.row = {}

    def add(self, key, number=1):
        self.row[key] = self.row.get(key, 0) + number

    def spread(self, key, entries):
        count, total = self.row.get(key, (0, 0))
        self.row[key] = (count + 1, total + entries)

    def first_time(self, value):
        known = id(value) in self.seen
        self.seen[id(value)] = value
        return not known

    def constant(self, value):
        if value is None or isinstance(value, (bool, type(...), CodeType)):
            return
        if not self.first_time(value):
            return
        if isinstance(value, str):
            if len(value) > 1 and not NAME.match(value):
                self.add('strings')
        elif isinstance(value, (int, float, complex)):
            if not (isinstance(value, int) and -5 <= value <= 256):
                self.add('numbers')
        elif isinstance(value, bytes):
            if len(value) > 1:
                self.add('bytes')
        elif isinstance(value, tuple):
            self.tuple(value)
        elif isinstance(value, frozenset):
            self.spread('sets', len(value))
            for item in value:
                self.constant(item)

    def tuple(self, items):
        if not items:
            return
        self.add('tuples')
        self.add('entries', len(items))
        for item in items:
            self.constant(item)

    def code(self, code):
        for each in codes_in(code):
            self.add('codes')
            self.tuple(each.co_consts)
            for names in (each.co_names, each.co_varnames, each.co_freevars, each.co_cellvars):
                if names:
                    self.add('tuples')
                    self.add('entries', len(names))

    def function(self, func, shared_name=False):
        if not self.first_time(func):
            return
        self.add('functions')
        doc = func.__doc__
        if doc and self.first_time(doc):
            self.add('docs')
        if shared_name or not self.first_time(func.__qualname__):
            self.add('sharedNames')
        if self.first_time(func.__code__):
            self.code(func.__code__)
        if func.__defaults__:
            self.add('defaults')
            self.tuple(func.__defaults__)
        if func.__kwdefaults__:
            self.spread('kwdefaults', len(func.__kwdefaults__))
        if func.__annotations__:
            self.spread('annotations', len(func.__annotations__))
            if not self.first_time(func.__annotations__):
                self.add('sharedAnnotations')
        if func.__dict__:
            self.spread('dicts', len(func.__dict__))
        if func.__closure__:
            self.closure(func.__closure__)

    def closure(self, cells):
        new = [cell for cell in cells if self.first_time(cell)]
        self.spread('closures', len(new))
        self.add('tuples')
        self.add('entries', len(cells))
        for cell in new:
            try:
                inner = cell.cell_contents
            except ValueError:
                continue
            if isinstance(inner, FunctionType) and id(inner) not in self.seen:
                self.function(inner, shared_name=True)
                self.add('wrapped')


def name_of(cls, namespace):
    """How the module can name a base: by itself, or through a module that it has imported."""
    for name in (cls.__name__, *(key for key, value in namespace.items() if value is cls)):
        if namespace.get(name) is cls:
            return name
    if cls.__module__ == 'builtins':
        return cls.__name__
    for key, value in namespace.items():
        if getattr(value, '__name__', None) == cls.__module__ and getattr(value, cls.__name__, None) is cls:
            return f'{key}.{cls.__name__}'
    return cls.__name__


def count_class(cls, namespace, seen):
    part = Functions(seen)
    row = {}
    if cls.__bases__ != (object,):
        row['bases'] = [name_of(base, namespace) for base in cls.__bases__]
    if type(cls) is not type and type(cls) not in map(type, cls.__bases__):
        row['metaclass'] = name_of(type(cls), namespace)
    if isinstance(vars(cls).get('__doc__'), str):
        row['doc'] = 1
    slots = vars(cls).get('__slots__')
    if isinstance(slots, str):
        row['slots'], slots = 'name', (slots,)
    elif slots is not None:
        row['slots'] = len([name for name in slots if name != '__weakref__'])
        if '__weakref__' in slots:
            row['weakrefSlot'] = 1
    for key, value in vars(cls).items():
        if key not in AUTOMATIC and key not in (slots or ()):
            count_attribute(part, value)
    if '_abc_impl' in vars(cls):
        row['abstract'] = len(cls.__abstractmethods__)
    return {**row, **part.row}


def count_attribute(part, value):
    if isinstance(value, FunctionType):
        part.function(value)
    elif isinstance(value, (classmethod, staticmethod)) and isinstance(value.__func__, FunctionType):
        part.add('classmethods' if isinstance(value, classmethod) else 'staticmethods')
        part.function(value.__func__)
    elif isinstance(value, classmethod) and value.__func__ is GenericAlias:
        part.add('genericAlias')
    elif isinstance(value, property):
        if not part.first_time(value):
            part.add('attributes')
            return
        accessors = [each for each in (value.fget, value.fset, value.fdel) if isinstance(each, FunctionType)]
        part.spread('properties', len(accessors) - 1)
        part.row['properties'] = (part.row['properties'][0], part.row['properties'][1] + 1)
        for index, accessor in enumerate(accessors):
            part.function(accessor, shared_name=index > 0)
    else:
        part.add('attributes')


def count_values(namespace):
    """Containers that the module's own code made: those that no other name of the namespace holds already."""
    row, seen = {}, set()
    for key, value in namespace.items():
        kind = {list: 'lists', dict: 'dicts', set: 'sets'}.get(type(value))
        if kind is None or key.startswith('__') and key != '__all__' or id(value) in seen:
            continue
        seen.add(id(value))
        row.setdefault(kind, []).append(len(value))
    return row


def is_own_class(value, module):
    """A class that the module's Python code made; classes of a module in C are described, not counted."""
    if not isinstance(value, type) or not value.__flags__ & HEAPTYPE or module.__spec__.origin == 'built-in':
        return False
    if isinstance(vars(value).get('__new__'), BuiltinFunctionType):
        return False
    names = {module.__name__, module.__spec__.name}
    if module.__name__ == '_collections_abc':
        names.add('collections.abc')
    in_c = sys.modules.get('_' + module.__name__)
    return value.__module__ in names and getattr(in_c, value.__name__, None) is not value


def count_module(name):
    module = importlib.import_module(name)
    namespace = vars(module)
    seen, classes = {}, {}
    for value in list(namespace.values()):
        if is_own_class(value, module) and value.__name__ not in classes:
            classes[value.__name__] = count_class(value, namespace, seen)
    part = Functions(seen)
    for value in list(namespace.values()):
        if isinstance(value, FunctionType) and value.__globals__ is namespace:
            part.function(value)
    part.row.pop('sharedNames', None)
    row = {'names': len(namespace)}
    if module.__doc__ and module.__spec__.origin != 'built-in':
        row['doc'] = 1
    values = count_values(namespace)
    return {**row, **part.row, **({'values': values} if values else {}), 'classes': classes}


if __name__ == '__main__':
    json.dump({name: count_module(name) for name in sys.argv[1:]}, sys.stdout, indent=1)
    print()
