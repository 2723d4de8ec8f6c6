/* A type with GC support and one field, in the module's state; -DNAME=..., and one of
   VISIT_NOTHING, VISIT_FIELDS, VISIT_TYPE, VISIT_ALL; none of them: no tp_traverse at all. */
#include "module.h"
#include "structmember.h"

#if defined(VISIT_NOTHING) || defined(VISIT_FIELDS) || defined(VISIT_TYPE) || defined(VISIT_ALL)
#define HAS_TRAVERSE
#endif

typedef struct { PyObject_HEAD PyObject *registry; } Datum;
typedef struct { PyObject *datum_type; } State;

#ifdef HAS_TRAVERSE
static int datum_traverse(PyObject *self, visitproc visit, void *arg)
{
#if defined(VISIT_TYPE) || defined(VISIT_ALL)
    Py_VISIT(Py_TYPE(self));
#endif
#if defined(VISIT_FIELDS) || defined(VISIT_ALL)
    Py_VISIT(((Datum *)self)->registry);
#endif
    return 0;
}
#endif

static int datum_clear(PyObject *self)
{
    Py_CLEAR(((Datum *)self)->registry);
    return 0;
}

static void datum_dealloc(PyObject *self)
{
    PyTypeObject *type = Py_TYPE(self);
    PyObject_GC_UnTrack(self);
    datum_clear(self);
    type->tp_free(self);
    Py_DECREF(type);
}

static PyMemberDef datum_members[] = {{"registry", T_OBJECT, offsetof(Datum, registry), 0}, {NULL}};
static PyType_Slot datum_slots[] = {
    {Py_tp_dealloc, datum_dealloc},
    {Py_tp_members, datum_members},
    {Py_tp_clear, datum_clear},
#ifdef HAS_TRAVERSE
    {Py_tp_traverse, datum_traverse},
#endif
    {0, NULL}};
static PyType_Spec datum_spec = {
    QUOTED(NAME) ".datum", sizeof(Datum), 0, Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC, datum_slots};

static PyObject *new_datum(PyObject *module, PyObject *unused)
{
    PyTypeObject *type = (PyTypeObject *)((State *)PyModule_GetState(module))->datum_type;
    return type->tp_alloc(type, 0);
}

static int exec_module(PyObject *module)
{
    State *state = PyModule_GetState(module);
    state->datum_type = PyType_FromModuleAndSpec(module, &datum_spec, NULL);
    return state->datum_type == NULL ? -1 : 0;
}

static int traverse_module(PyObject *module, visitproc visit, void *arg)
{
    Py_VISIT(((State *)PyModule_GetState(module))->datum_type);
    return 0;
}

static int clear_module(PyObject *module)
{
    Py_CLEAR(((State *)PyModule_GetState(module))->datum_type);
    return 0;
}

static void free_module(void *module) { clear_module(module); }

static PyMethodDef functions[] = {{"datum", new_datum, METH_NOARGS, NULL}, {NULL}};
MODULE(sizeof(State), functions, traverse_module, clear_module, free_module, {{Py_mod_exec, exec_module}, {0, NULL}})
