/* Reference bugs of plain C functions, each with its right twin; then memory blocks and file descriptors.
   FIRST and SECOND are larger than any small int. */
#include "module.h"
#include <fcntl.h>
#include <unistd.h>

#define FIRST 100001
#define SECOND 100002
#define NO_ARGS(name) static PyObject *name(PyObject *module, PyObject *unused)
#define ONE_ARG(name) static PyObject *name(PyObject *module, PyObject *o)

static PyObject *size_of(PyObject *o) { return PyLong_FromLong(FIRST + (long)PyObject_Size(o)); }

static PyObject *use_result(PyObject *o, int right)
{
    PyObject *n = size_of(o);
    if (n == NULL) return NULL;
    if (right) Py_DECREF(n);
    Py_RETURN_NONE;
}
ONE_ARG(retval_bug) { return use_result(o, 0); }
ONE_ARG(retval_ok) { return use_result(o, 1); }

static PyObject *use_attribute(PyObject *o, int right)
{
    PyObject *n = PyObject_GetAttrString(o, "__class__");
    if (n == NULL) return NULL;
    if (right) Py_DECREF(n);
    Py_RETURN_NONE;
}
ONE_ARG(getattr_bug) { return use_attribute(o, 0); }
ONE_ARG(getattr_ok) { return use_attribute(o, 1); }

static PyObject *convert_items(PyObject *items, int right)
{
    PyObject *list = PyList_New(0);
    Py_ssize_t n = PySequence_Size(items);
    if (list == NULL || n < 0) return NULL;
    for (Py_ssize_t i = 0; i < n; i++) {
        PyObject *item = PySequence_GetItem(items, i);
        PyObject *value = item == NULL ? NULL : PyNumber_Long(item);
        Py_XDECREF(item);
        if (value == NULL) {
            if (right) Py_DECREF(list);
            return NULL;
        }
        if (PyList_Append(list, value) < 0) {
            Py_DECREF(value);
            Py_DECREF(list);
            return NULL;
        }
        Py_DECREF(value);
    }
    return list;
}
ONE_ARG(errpath_bug) { return convert_items(o, 0); }
ONE_ARG(errpath_ok) { return convert_items(o, 1); }

static PyObject *set_list_item(int right)
{
    PyObject *list = PyList_New(1), *value = PyLong_FromLong(FIRST);
    if (!right) Py_INCREF(value);
    PyList_SetItem(list, 0, value);
    return list;
}
NO_ARGS(listset_bug) { return set_list_item(0); }
NO_ARGS(listset_ok) { return set_list_item(1); }

static PyObject *set_tuple_item(int right)
{
    PyObject *tuple = PyTuple_New(1), *value = PyLong_FromLong(FIRST);
    if (!right) Py_INCREF(value);
    PyTuple_SET_ITEM(tuple, 0, value);
    return tuple;
}
NO_ARGS(tupset_bug) { return set_tuple_item(0); }
NO_ARGS(tupset_ok) { return set_tuple_item(1); }

static PyObject *set_item_over(int right)
{
    PyObject *list = PyList_New(1);
    PyList_SET_ITEM(list, 0, PyLong_FromLong(FIRST));
    PyObject *second = PyLong_FromLong(SECOND);
    if (right) PyList_SetItem(list, 0, second);
    else PyList_SET_ITEM(list, 0, second);
    return list;
}
NO_ARGS(setover_bug) { return set_item_over(0); }
NO_ARGS(setover_ok) { return set_item_over(1); }

static PyObject *set_dict_item(int right)
{
    PyObject *dict = PyDict_New(), *value = PyLong_FromLong(FIRST);
    PyDict_SetItemString(dict, "k", value);
    if (right) Py_DECREF(value);
    return dict;
}
NO_ARGS(dictset_bug) { return set_dict_item(0); }
NO_ARGS(dictset_ok) { return set_dict_item(1); }

NO_ARGS(buildvalue_bug) { return Py_BuildValue("(O)", PyLong_FromLong(FIRST)); }
NO_ARGS(buildvalue_ok) { return Py_BuildValue("(N)", PyLong_FromLong(FIRST)); }

static void keeping_dealloc(PyObject *self) { Py_TYPE(self)->tp_free(self); }
static void releasing_dealloc(PyObject *self)
{
    PyTypeObject *type = Py_TYPE(self);
    type->tp_free(self);
    Py_DECREF(type);
}
static PyType_Slot keeping_slots[] = {{Py_tp_dealloc, keeping_dealloc}, {0, NULL}};
static PyType_Slot releasing_slots[] = {{Py_tp_dealloc, releasing_dealloc}, {0, NULL}};
static PyType_Spec keeping = {QUOTED(NAME) ".keeping", sizeof(PyObject), 0, Py_TPFLAGS_DEFAULT, keeping_slots};
static PyType_Spec releasing = {QUOTED(NAME) ".releasing", sizeof(PyObject), 0, Py_TPFLAGS_DEFAULT, releasing_slots};
ONE_ARG(make_type) { return PyType_FromSpec(PyObject_IsTrue(o) ? &releasing : &keeping); }
ONE_ARG(make_instance) { return ((PyTypeObject *)o)->tp_alloc((PyTypeObject *)o, 0); }

ONE_ARG(overdecref)
{
    Py_DECREF(o);
    Py_RETURN_NONE;
}
NO_ARGS(overdecref_new)
{
    PyObject *o = PyList_New(0);
    Py_DECREF(o);
    Py_DECREF(o);
    Py_RETURN_NONE;
}
NO_ARGS(overdecref_ret)
{
    PyObject *o = PyList_New(0);
    Py_DECREF(o);
    return o;
}
NO_ARGS(overdecref_int)
{
    PyObject *o = PyLong_FromLong(FIRST);
    Py_DECREF(o);
    return o;
}
NO_ARGS(overdecref_none) { return Py_None; }
NO_ARGS(null_noerr) { return NULL; }
NO_ARGS(res_witherr)
{
    PyErr_SetString(PyExc_ValueError, "x");
    Py_RETURN_NONE;
}

#define ALLOCATES(name, allocate)                                                \
    ONE_ARG(name##_bug)                                                          \
    {                                                                            \
        if (allocate(PyLong_AsSsize_t(o)) == NULL) return PyErr_NoMemory();      \
        Py_RETURN_NONE;                                                          \
    }
#define GIVES_BACK(name, allocate, free_)                                        \
    ONE_ARG(name##_ok)                                                           \
    {                                                                            \
        free_(allocate(PyLong_AsSsize_t(o)));                                    \
        Py_RETURN_NONE;                                                          \
    }
ALLOCATES(pymem, PyMem_Malloc)
GIVES_BACK(pymem, PyMem_Malloc, PyMem_Free)
ALLOCATES(pyobj, PyObject_Malloc)
GIVES_BACK(pyobj, PyObject_Malloc, PyObject_Free)
ALLOCATES(raw, PyMem_RawMalloc)
ALLOCATES(malloc, malloc)

NO_ARGS(fd_bug)
{
    if (open("/dev/null", O_RDONLY | O_CLOEXEC) < 0) return PyErr_SetFromErrno(PyExc_OSError);
    Py_RETURN_NONE;
}
NO_ARGS(fd_ok)
{
    close(open("/dev/null", O_RDONLY | O_CLOEXEC));
    Py_RETURN_NONE;
}
NO_ARGS(freeobj_bug)
{
    PyObject_Free(PyLong_FromLong(FIRST));
    Py_RETURN_NONE;
}

#define NOARGS(name) {#name, name, METH_NOARGS, NULL}
#define O(name) {#name, name, METH_O, NULL}
static PyMethodDef functions[] = {
    O(retval_bug), O(retval_ok), O(getattr_bug), O(getattr_ok), O(errpath_bug), O(errpath_ok),
    NOARGS(listset_bug), NOARGS(listset_ok), NOARGS(tupset_bug), NOARGS(tupset_ok),
    NOARGS(setover_bug), NOARGS(setover_ok), NOARGS(dictset_bug), NOARGS(dictset_ok),
    NOARGS(buildvalue_bug), NOARGS(buildvalue_ok), O(make_type), O(make_instance),
    O(overdecref), NOARGS(overdecref_new), NOARGS(overdecref_ret), NOARGS(overdecref_int),
    NOARGS(overdecref_none), NOARGS(null_noerr), NOARGS(res_witherr),
    O(pymem_bug), O(pymem_ok), O(pyobj_bug), O(pyobj_ok), O(raw_bug), O(malloc_bug),
    NOARGS(fd_bug), NOARGS(fd_ok), NOARGS(freeobj_bug), {NULL}};
MODULE(0, functions, NULL, NULL, NULL, {{0, NULL}})
