/* Types made at run time, and the ways out of exec and of functions; -DNAME=..., and one of
   ADDS_LIST   exec adds a list and keeps its own reference
   ADDS_TYPE   exec adds a type and keeps its own reference
   FAILS       exec fails after it has made a list, which it does not release
   FAILS_RIGHT exec fails and releases the list */
#include "module.h"

static PyMethodDef no_methods[] = {{NULL}};
static PyType_Slot point_slots[] = {{Py_tp_methods, no_methods}, {0, NULL}};
static PyType_Spec point = {QUOTED(NAME) ".Point", sizeof(PyObject), 0, Py_TPFLAGS_DEFAULT, point_slots};
static PyStructSequence_Field fields[] = {{"first"}, {"second"}, {NULL}};
static PyStructSequence_Desc desc = {QUOTED(NAME) ".Pair", NULL, fields, 2};

static PyObject *new_error(PyObject *module, PyObject *unused)
{
    return PyErr_NewException(QUOTED(NAME) ".Error", NULL, NULL);
}
static PyObject *new_error_of(PyObject *module, PyObject *base)
{
    return PyErr_NewException(QUOTED(NAME) ".Error", base, NULL);
}
static PyObject *new_pair(PyObject *module, PyObject *unused) { return (PyObject *)PyStructSequence_NewType(&desc); }
static PyObject *lose_error(PyObject *module, PyObject *unused)
{
    PyObject *error = PyErr_NewException(QUOTED(NAME) ".Error", NULL, NULL);
    if (error == NULL) return NULL;
    Py_RETURN_NONE;
}
static PyObject *lose_pair(PyObject *module, PyObject *unused)
{
    PyTypeObject *pair = PyStructSequence_NewType(&desc);
    if (pair == NULL) return NULL;
    Py_RETURN_NONE;
}
/* The second argument gets a reference that nobody releases. */
static PyObject *lose_second(PyObject *module, PyObject *const *args, Py_ssize_t count)
{
    Py_INCREF(args[1]);
    Py_RETURN_NONE;
}
static PyObject *raise_and_lose(PyObject *module, PyObject *unused)
{
    PyObject *list = PyList_New(0);
    if (list == NULL) return NULL;
    PyErr_SetString(PyExc_ValueError, "no");
    return NULL;
}

typedef struct { PyObject *o; } Box;

static void free_object(PyObject *capsule)
{
    Box *box = PyCapsule_GetPointer(capsule, "object");
    Py_DECREF(box->o);
    free(box);
}
static PyObject *capsule_of(PyObject *o, PyCapsule_Destructor destructor)
{
    Box *box = malloc(sizeof(Box));
    box->o = Py_NewRef(o);
    return PyCapsule_New(box, "object", destructor);
}
/* A capsule that owns the object, and one whose destructor was forgotten. */
static PyObject *wrap(PyObject *module, PyObject *o) { return capsule_of(o, free_object); }
static PyObject *wrap_bare(PyObject *module, PyObject *o) { return capsule_of(o, NULL); }

static int exec_module(PyObject *module)
{
#ifdef ADDS_TYPE
    PyObject *type = PyType_FromModuleAndSpec(module, &point, NULL);
    return type == NULL || PyModule_AddType(module, (PyTypeObject *)type) < 0 ? -1 : 0;
#else
    (void)point;
    PyObject *list = PyList_New(0);
    if (list == NULL || PyModule_AddObjectRef(module, "items", list) < 0) return -1;
#ifdef FAILS
    PyErr_SetString(PyExc_ValueError, "no");
    return -1;
#endif
#ifndef ADDS_LIST
    Py_DECREF(list);
#endif
#ifdef FAILS_RIGHT
    PyErr_SetString(PyExc_ValueError, "no");
    return -1;
#endif
    return 0;
#endif
}

static PyMethodDef functions[] = {
    {"new_error", new_error, METH_NOARGS, NULL}, {"new_error_of", new_error_of, METH_O, NULL},
    {"new_pair", new_pair, METH_NOARGS, NULL}, {"lose_error", lose_error, METH_NOARGS, NULL},
    {"lose_pair", lose_pair, METH_NOARGS, NULL},
    {"lose_second", (PyCFunction)(void (*)(void))lose_second, METH_FASTCALL, NULL},
    {"raise_and_lose", raise_and_lose, METH_NOARGS, NULL}, {"wrap", wrap, METH_O, NULL},
    {"wrap_bare", wrap_bare, METH_O, NULL}, {NULL}};
MODULE(0, functions, NULL, NULL, NULL, {{Py_mod_exec, exec_module}, {0, NULL}})
