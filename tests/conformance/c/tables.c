/* Types in a table that an interpreter releases late (after its last collection) or early; and a table in raw memory
   behind a capsule, which the collector does not see. */
#include "module.h"

static PyObject *meth_a(PyObject *self, PyObject *unused) { Py_RETURN_NONE; }
static PyMethodDef methods[] = {{"meth_a", meth_a, METH_NOARGS, NULL}, {NULL}};
static PyType_Slot bare_slots[] = {{0, NULL}};
static PyType_Slot method_slots[] = {{Py_tp_methods, methods}, {0, NULL}};
static PyType_Spec bare = {QUOTED(NAME) ".bare", sizeof(PyObject), 0, Py_TPFLAGS_DEFAULT, bare_slots};
static PyType_Spec method = {QUOTED(NAME) ".method", sizeof(PyObject), 0, Py_TPFLAGS_DEFAULT, method_slots};

static PyObject *make_class(void)
{
    return PyObject_CallFunction((PyObject *)&PyType_Type, "s(O){}", "T", &PyBaseObject_Type);
}
static PyObject *make_bare(void) { return PyType_FromSpec(&bare); }
static PyObject *make_method(void) { return PyType_FromSpec(&method); }

static PyObject *fill(PyObject *count, PyObject *(*make)(void))
{
    Py_ssize_t n = PyLong_AsSsize_t(count);
    PyObject *table = PyTuple_New(n);
    for (Py_ssize_t i = 0; i < n; i++) {
        PyObject *type = make();
        if (type == NULL) {
            Py_DECREF(table);
            return NULL;
        }
        PyTuple_SET_ITEM(table, i, type);
    }
    return table;
}
static PyObject *spec_types(PyObject *module, PyObject *n) { return fill(n, make_bare); }
static PyObject *method_types(PyObject *module, PyObject *n) { return fill(n, make_method); }
static PyObject *classes(PyObject *module, PyObject *n) { return fill(n, make_class); }

typedef struct { Py_ssize_t n; PyObject *t[1]; } Table;

static void free_table(PyObject *capsule)
{
    Table *table = PyCapsule_GetPointer(capsule, "table");
    for (Py_ssize_t i = 0; i < table->n; i++) Py_CLEAR(table->t[i]);
    free(table);
}

static PyObject *raw(PyObject *module, PyObject *types)
{
    Py_ssize_t n = PyTuple_GET_SIZE(types);
    Table *table = malloc(sizeof(Table) + n * sizeof(PyObject *));
    table->n = n;
    for (Py_ssize_t i = 0; i < n; i++) table->t[i] = Py_NewRef(PyTuple_GET_ITEM(types, i));
    return PyCapsule_New(table, "table", free_table);
}

/* The dict of sys is wiped of its names only: what stands under another key goes with the dict itself. */
static PyObject *keep_late(PyObject *module, PyObject *o)
{
    PyObject *sys = PyImport_ImportModule("sys"), *key = PyLong_FromLong(1);
    int status = PyDict_SetItem(PyModule_GetDict(sys), key, o);
    Py_DECREF(key);
    Py_DECREF(sys);
    if (status < 0) return NULL;
    Py_RETURN_NONE;
}

static PyObject *keep_early(PyObject *module, PyObject *o)
{
    PyObject *dict = PyInterpreterState_GetDict(PyInterpreterState_Get());
    if (PyDict_SetItemString(dict, "tables", o) < 0) return NULL;
    Py_RETURN_NONE;
}

static PyMethodDef functions[] = {
    {"spec_types", spec_types, METH_O, NULL}, {"method_types", method_types, METH_O, NULL},
    {"classes", classes, METH_O, NULL}, {"raw", raw, METH_O, NULL},
    {"keep_late", keep_late, METH_O, NULL}, {"keep_early", keep_early, METH_O, NULL}, {NULL}};
MODULE(0, functions, NULL, NULL, NULL, {{0, NULL}})
