/* Objects that C statics keep, lose and finalize; -DNAME=..., and
   ERROR_STATIC  an exception class in a static, made anew by every exec
   RESURRECT     tp_finalize of Thing keeps the object in a static */
#include "module.h"
#include "structmember.h"

#define SIGNALS 8
static PyObject *kept;
static PyObject *handlers[SIGNALS];
#ifdef ERROR_STATIC
static PyObject *error;
#endif

typedef struct { PyObject_HEAD PyObject *value; } Thing;
typedef struct { PyObject *thing_type; } State;

static PyObject *keep(PyObject *module, PyObject *o)
{
    Py_XSETREF(kept, Py_NewRef(o));
    Py_RETURN_NONE;
}
static PyObject *overwrite(PyObject *module, PyObject *o)
{
    kept = Py_NewRef(o);
    Py_RETURN_NONE;
}
static PyObject *fill(PyObject *module, PyObject *o)
{
    for (int i = 0; i < SIGNALS; i++) handlers[i] = Py_NewRef(o);
    Py_RETURN_NONE;
}
static PyObject *fill_right(PyObject *module, PyObject *o)
{
    for (int i = 0; i < SIGNALS; i++) Py_XSETREF(handlers[i], Py_NewRef(o));
    Py_RETURN_NONE;
}

static int thing_traverse(PyObject *self, visitproc visit, void *arg)
{
    Py_VISIT(Py_TYPE(self));
    Py_VISIT(((Thing *)self)->value);
    return 0;
}
static int thing_clear(PyObject *self)
{
    Py_CLEAR(((Thing *)self)->value);
    return 0;
}
static void thing_finalize(PyObject *self)
{
#ifdef RESURRECT
    kept = Py_NewRef(self);
#endif
}
static void thing_dealloc(PyObject *self)
{
    PyTypeObject *type = Py_TYPE(self);
    if (PyObject_CallFinalizerFromDealloc(self) < 0) return;
    PyObject_GC_UnTrack(self);
    thing_clear(self);
    type->tp_free(self);
    Py_DECREF(type);
}
static PyMemberDef thing_members[] = {{"value", T_OBJECT, offsetof(Thing, value), 0}, {NULL}};
static PyType_Slot thing_slots[] = {
    {Py_tp_dealloc, thing_dealloc}, {Py_tp_traverse, thing_traverse}, {Py_tp_clear, thing_clear},
    {Py_tp_finalize, thing_finalize}, {Py_tp_members, thing_members}, {0, NULL}};
static PyType_Spec thing_spec = {
    QUOTED(NAME) ".Thing", sizeof(Thing), 0, Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC, thing_slots};

static PyObject *thing(PyObject *module, PyObject *unused)
{
    PyTypeObject *type = (PyTypeObject *)((State *)PyModule_GetState(module))->thing_type;
    return type->tp_alloc(type, 0);
}

static int exec_module(PyObject *module)
{
    State *state = PyModule_GetState(module);
#ifdef ERROR_STATIC
    error = PyErr_NewException(QUOTED(NAME) ".Error", NULL, NULL);
    if (error == NULL || PyModule_AddObjectRef(module, "Error", error) < 0) return -1;
#endif
    state->thing_type = PyType_FromModuleAndSpec(module, &thing_spec, NULL);
    return state->thing_type == NULL ? -1 : 0;
}
static int traverse_module(PyObject *module, visitproc visit, void *arg)
{
    Py_VISIT(((State *)PyModule_GetState(module))->thing_type);
    return 0;
}
static int clear_module(PyObject *module)
{
    Py_CLEAR(((State *)PyModule_GetState(module))->thing_type);
    return 0;
}
static void free_module(void *module) { clear_module(module); }

static PyMethodDef functions[] = {
    {"keep", keep, METH_O, NULL}, {"overwrite", overwrite, METH_O, NULL}, {"fill", fill, METH_O, NULL},
    {"fill_right", fill_right, METH_O, NULL}, {"thing", thing, METH_NOARGS, NULL}, {NULL}};
MODULE(sizeof(State), functions, traverse_module, clear_module, free_module, {{Py_mod_exec, exec_module}, {0, NULL}})
