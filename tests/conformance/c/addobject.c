/* An exec that adds an object to the module; with -DEXTRA it takes a reference that nobody releases. */
#include "module.h"

static PyObject *f(PyObject *module, PyObject *unused) { Py_RETURN_NONE; }

static int exec_module(PyObject *module)
{
    PyObject *x = PyObject_CallNoArgs((PyObject *)&PyBaseObject_Type);
    if (x == NULL) return -1;
#ifdef EXTRA
    Py_INCREF(x);
#endif
    if (PyModule_AddObject(module, "x", x) == 0) return 0;
    Py_DECREF(x);
    return -1;
}

static PyMethodDef functions[] = {{"f", f, METH_NOARGS, NULL}, {NULL}};
MODULE(0, functions, NULL, NULL, NULL, {{Py_mod_exec, exec_module}, {0, NULL}})
