/* A module with a lock type in its state; -DNAME=..., and one of
   NO_GC     the type has no GC support
   BLIND     it has, but its tp_traverse visits nothing
   VISITING  its tp_traverse visits the type */
#include "module.h"

typedef struct { PyObject_HEAD int held; } Lock;
typedef struct { PyObject *lock_type; PyObject *local_type; } State;

static void lock_dealloc(PyObject *self)
{
    PyTypeObject *type = Py_TYPE(self);
#ifndef NO_GC
    PyObject_GC_UnTrack(self);
#endif
    type->tp_free(self);
    Py_DECREF(type);
}

#ifndef NO_GC
static int lock_traverse(PyObject *self, visitproc visit, void *arg)
{
#ifdef VISITING
    Py_VISIT(Py_TYPE(self));
#endif
    return 0;
}
#define LOCK_FLAGS (Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC)
#else
#define LOCK_FLAGS Py_TPFLAGS_DEFAULT
#endif

static PyObject *lock_acquire(PyObject *self, PyObject *unused)
{
    ((Lock *)self)->held = 1;
    Py_RETURN_TRUE;
}

static PyMethodDef lock_methods[] = {{"acquire", lock_acquire, METH_NOARGS, NULL}, {NULL}};
static PyType_Slot lock_slots[] = {
    {Py_tp_dealloc, lock_dealloc},
    {Py_tp_methods, lock_methods},
#ifndef NO_GC
    {Py_tp_traverse, lock_traverse},
#endif
    {0, NULL}};
static PyType_Spec lock_spec = {QUOTED(NAME) ".lock", sizeof(Lock), 0, LOCK_FLAGS, lock_slots};

static PyType_Slot local_slots[] = {{0, NULL}};
static PyType_Spec local_spec = {QUOTED(NAME) ".local", sizeof(PyObject), 0, Py_TPFLAGS_DEFAULT, local_slots};

static PyObject *allocate_lock(PyObject *module, PyObject *unused)
{
    PyTypeObject *type = (PyTypeObject *)((State *)PyModule_GetState(module))->lock_type;
    return type->tp_alloc(type, 0);
}

static int exec_module(PyObject *module)
{
    State *state = PyModule_GetState(module);
    state->lock_type = PyType_FromSpec(&lock_spec);
    if (state->lock_type == NULL || PyModule_AddType(module, (PyTypeObject *)state->lock_type) < 0) return -1;
    state->local_type = PyType_FromModuleAndSpec(module, &local_spec, NULL);
    if (state->local_type == NULL || PyModule_AddType(module, (PyTypeObject *)state->local_type) < 0) return -1;
    return 0;
}

static int traverse_module(PyObject *module, visitproc visit, void *arg)
{
    State *state = PyModule_GetState(module);
    Py_VISIT(state->lock_type);
    Py_VISIT(state->local_type);
    return 0;
}

static int clear_module(PyObject *module)
{
    State *state = PyModule_GetState(module);
    Py_CLEAR(state->lock_type);
    Py_CLEAR(state->local_type);
    return 0;
}

static void free_module(void *module) { clear_module(module); }

static PyMethodDef functions[] = {{"allocate_lock", allocate_lock, METH_NOARGS, NULL}, {NULL}};
MODULE(sizeof(State), functions, traverse_module, clear_module, free_module, {{Py_mod_exec, exec_module}, {0, NULL}})
