/* One function for each object that C makes and Python has no expression for: what the elementary costs are asked of. */
#include "module.h"
#include "structmember.h"

/* ---------------------------------------------------------------- objects */
static PyObject *int_(PyObject *module, PyObject *unused) { return PyLong_FromLong(123456789); }
static PyObject *float_(PyObject *module, PyObject *unused) { return PyFloat_FromDouble(1.5); }
static PyObject *str_(PyObject *module, PyObject *unused) { return PyUnicode_FromString("a string of its own"); }
static PyObject *bytes_(PyObject *module, PyObject *unused) { return PyBytes_FromString("bytes of their own"); }
static PyObject *capsule(PyObject *module, PyObject *unused) { return PyCapsule_New(&float_, "makers.capsule", NULL); }

static PyObject *nothing(PyObject *self, PyObject *unused) { Py_RETURN_NONE; }
static PyMethodDef no_methods[] = {{NULL}};
static PyMethodDef one_method[] = {{"meth_a", nothing, METH_NOARGS, NULL}, {NULL}};
static PyMethodDef two_methods[] = {
    {"meth_a", nothing, METH_NOARGS, NULL}, {"meth_b", nothing, METH_NOARGS, NULL}, {NULL}};
static PyObject *cfunction(PyObject *module, PyObject *unused) { return PyCFunction_NewEx(one_method, NULL, NULL); }

static PyObject *exception(PyObject *module, PyObject *base)
{
    return PyErr_NewException("makers.error", base == Py_None ? NULL : base, NULL);
}

/* ------------------------------------------------------------- heap types */
typedef struct { PyObject_HEAD PyObject *x; } Thing;

static void thing_dealloc(PyObject *self)
{
    PyTypeObject *type = Py_TYPE(self);
    if (PyType_IS_GC(type)) PyObject_GC_UnTrack(self);
    Py_XDECREF(((Thing *)self)->x);
    type->tp_free(self);
    Py_DECREF(type);
}
static int thing_traverse(PyObject *self, visitproc visit, void *arg)
{
    Py_VISIT(Py_TYPE(self));
    Py_VISIT(((Thing *)self)->x);
    return 0;
}
static int thing_clear(PyObject *self)
{
    Py_CLEAR(((Thing *)self)->x);
    return 0;
}

static PyMethodDef class_method[] = {{"cm_a", nothing, METH_NOARGS | METH_CLASS, NULL}, {NULL}};
static PyMethodDef static_method[] = {{"sm_a", nothing, METH_NOARGS | METH_STATIC, NULL}, {NULL}};
static PyMemberDef one_member[] = {{"x", T_OBJECT, offsetof(Thing, x), 0}, {NULL}};
static PyObject *get_gx(PyObject *self, void *closure) { Py_RETURN_NONE; }
static PyGetSetDef one_getset[] = {{"gx", get_gx, NULL, NULL}, {NULL}};

/* Slots that are filled and never called. */
static PyObject *one(PyObject *self) { return Py_NewRef(self); }
static PyObject *two(PyObject *self, PyObject *other) { Py_RETURN_NOTIMPLEMENTED; }
static PyObject *three(PyObject *self, PyObject *other, PyObject *modulus) { Py_RETURN_NOTIMPLEMENTED; }
static PyObject *compare(PyObject *self, PyObject *other, int how) { Py_RETURN_NOTIMPLEMENTED; }
static PyObject *text(PyObject *self) { return PyUnicode_FromString("x"); }
static PyObject *new_(PyTypeObject *type, PyObject *args, PyObject *keywords) { return type->tp_alloc(type, 0); }
static PyObject *item(PyObject *self, Py_ssize_t index) { return Py_NewRef(self); }
static int set_item(PyObject *self, Py_ssize_t index, PyObject *value) { return 0; }
static int set_key(PyObject *self, PyObject *key, PyObject *value) { return 0; }
static int init_(PyObject *self, PyObject *args, PyObject *keywords) { return 0; }
static Py_ssize_t length(PyObject *self) { return 0; }
static Py_hash_t hash_(PyObject *self) { return 1; }
static void finalize(PyObject *self) {}

#define SPEC(name, flags, ...)                                          \
    static PyType_Slot name##_slots[] = {__VA_ARGS__ {0, NULL}};        \
    static PyType_Spec name##_spec = {                                  \
        "makers." #name, sizeof(Thing), 0, Py_TPFLAGS_DEFAULT | (flags), name##_slots};
#define DEALLOC {Py_tp_dealloc, thing_dealloc},
#define COLLECTED {Py_tp_traverse, thing_traverse}, {Py_tp_clear, thing_clear}, DEALLOC

SPEC(bare, 0)
SPEC(method, 0, {Py_tp_methods, one_method},)
SPEC(methods, 0, {Py_tp_methods, two_methods},)
SPEC(dealloc, 0, DEALLOC)
SPEC(doc, 0, {Py_tp_doc, "doc string"},)
SPEC(member, 0, {Py_tp_members, one_member},)
SPEC(getset, 0, {Py_tp_getset, one_getset},)
SPEC(classmethod, 0, {Py_tp_methods, class_method},)
SPEC(staticmethod, 0, {Py_tp_methods, static_method},)
SPEC(repr, 0, {Py_tp_repr, text},)
SPEC(new, 0, {Py_tp_new, new_},)
SPEC(collected, Py_TPFLAGS_HAVE_GC, COLLECTED)
SPEC(base, Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE, {Py_tp_traverse, thing_traverse}, DEALLOC)
SPEC(rich, 0, {Py_tp_richcompare, compare},)
SPEC(richhash, 0, {Py_tp_richcompare, compare}, {Py_tp_hash, hash_},)
SPEC(add, 0, {Py_nb_add, two},)
SPEC(iadd, 0, {Py_nb_inplace_add, two},)
SPEC(power, 0, {Py_nb_power, three},)
SPEC(neg, 0, {Py_nb_negative, one},)
SPEC(seq, 0, {Py_sq_length, length}, {Py_sq_item, item}, {Py_sq_ass_item, set_item},)
SPEC(map_, 0, {Py_mp_length, length}, {Py_mp_subscript, two}, {Py_mp_ass_subscript, set_key},)
SPEC(both, 0, {Py_mp_length, length}, {Py_sq_length, length},)
SPEC(init_, 0, {Py_tp_init, init_},)
SPEC(call, 0, {Py_tp_call, three},)
SPEC(getattro, 0, {Py_tp_getattro, two},)
SPEC(setattro, 0, {Py_tp_setattro, set_key},)
SPEC(iter, 0, {Py_tp_iter, one}, {Py_tp_iternext, one},)
SPEC(fin, 0, {Py_tp_finalize, finalize},)

static PyType_Spec *specs[] = {
    &bare_spec, &method_spec, &methods_spec, &dealloc_spec, &doc_spec, &member_spec, &getset_spec, &classmethod_spec,
    &staticmethod_spec, &repr_spec, &new_spec, &collected_spec, &base_spec, &rich_spec, &richhash_spec, &add_spec,
    &iadd_spec, &power_spec, &neg_spec, &seq_spec, &map__spec, &both_spec, &init__spec, &call_spec, &getattro_spec,
    &setattro_spec, &iter_spec, &fin_spec, NULL};

/* spec(name, module or None, bases or None) */
static PyObject *spec(PyObject *module, PyObject *args)
{
    const char *name;
    PyObject *of = Py_None, *bases = Py_None;
    if (!PyArg_ParseTuple(args, "s|OO", &name, &of, &bases)) return NULL;
    for (PyType_Spec **each = specs; *each; each++) {
        if (strcmp((*each)->name + strlen("makers."), name) != 0) continue;
        return PyType_FromModuleAndSpec(of == Py_None ? NULL : of, *each, bases == Py_None ? NULL : bases);
    }
    return PyErr_Format(PyExc_LookupError, "no spec %s", name);
}

static PyObject *allocate(PyObject *module, PyObject *type)
{
    return ((PyTypeObject *)type)->tp_alloc((PyTypeObject *)type, 0);
}

static PyStructSequence_Field fields[] = {{"alpha"}, {"beta"}, {"gamma"}, {NULL}};

/* structseq(fields in the sequence, with a doc) */
static PyObject *structseq(PyObject *module, PyObject *args)
{
    int length, with_doc;
    if (!PyArg_ParseTuple(args, "ip", &length, &with_doc)) return NULL;
    PyStructSequence_Desc desc = {"makers.seq", with_doc ? "a doc" : NULL, fields, length};
    return (PyObject *)PyStructSequence_NewType(&desc);
}

/* ---------------------------------------------------------------- modules */
typedef struct { PyObject *type; } State;

static int module_traverse(PyObject *made, visitproc visit, void *arg)
{
    State *state = PyModule_GetState(made);
    if (state) Py_VISIT(state->type);
    return 0;
}
static int module_clear(PyObject *made)
{
    State *state = PyModule_GetState(made);
    if (state) Py_CLEAR(state->type);
    return 0;
}
static void module_free(void *made) { module_clear(made); }

static int exec_spec(PyObject *made)
{
    return (((State *)PyModule_GetState(made))->type = PyType_FromSpec(&dealloc_spec)) ? 0 : -1;
}
static int exec_module(PyObject *made)
{
    return (((State *)PyModule_GetState(made))->type = PyType_FromModuleAndSpec(made, &dealloc_spec, NULL)) ? 0 : -1;
}
static int exec_add(PyObject *made)
{
    return exec_module(made) < 0 ? -1 : PyModule_AddType(made, (PyTypeObject *)((State *)PyModule_GetState(made))->type);
}
static PyModuleDef_Slot exec_spec_slots[] = {{Py_mod_exec, exec_spec}, {0, NULL}};
static PyModuleDef_Slot exec_module_slots[] = {{Py_mod_exec, exec_module}, {0, NULL}};
static PyModuleDef_Slot exec_add_slots[] = {{Py_mod_exec, exec_add}, {0, NULL}};

#define STATE(slots) sizeof(State), NULL, slots, module_traverse, module_clear, module_free
static struct PyModuleDef definitions[] = {
    {PyModuleDef_HEAD_INIT, "none", NULL, 0, NULL},
    {PyModuleDef_HEAD_INIT, "empty", NULL, 0, no_methods},
    {PyModuleDef_HEAD_INIT, "function", NULL, 0, one_method},
    {PyModuleDef_HEAD_INIT, "functions", NULL, 0, two_methods},
    {PyModuleDef_HEAD_INIT, "doc", "doc", 0, NULL},
    {PyModuleDef_HEAD_INIT, "state", NULL, STATE(NULL)},
    {PyModuleDef_HEAD_INIT, "spec", NULL, STATE(exec_spec_slots)},
    {PyModuleDef_HEAD_INIT, "module", NULL, STATE(exec_module_slots)},
    {PyModuleDef_HEAD_INIT, "add", NULL, STATE(exec_add_slots)},
};

/* module(import spec): the definition that bears its name, executed where it has state */
static PyObject *module_(PyObject *module, PyObject *import_spec)
{
    PyObject *name = PyObject_GetAttrString(import_spec, "name"), *made = NULL;
    if (name == NULL) return NULL;
    for (size_t i = 0; i < Py_ARRAY_LENGTH(definitions); i++) {
        struct PyModuleDef *def = &definitions[i];
        if (PyUnicode_CompareWithASCIIString(name, def->m_name) != 0) continue;
        made = PyModule_FromDefAndSpec(def, import_spec);
        if (made && def->m_size && PyModule_ExecDef(made, def) < 0) Py_CLEAR(made);
    }
    Py_DECREF(name);
    if (made == NULL && !PyErr_Occurred()) PyErr_SetString(PyExc_LookupError, "no such definition");
    return made;
}

static PyMethodDef functions[] = {
    {"int", int_, METH_NOARGS, NULL}, {"float", float_, METH_NOARGS, NULL}, {"str", str_, METH_NOARGS, NULL},
    {"bytes", bytes_, METH_NOARGS, NULL}, {"capsule", capsule, METH_NOARGS, NULL},
    {"cfunction", cfunction, METH_NOARGS, NULL}, {"exception", exception, METH_O, NULL},
    {"spec", spec, METH_VARARGS, NULL}, {"allocate", allocate, METH_O, NULL},
    {"structseq", structseq, METH_VARARGS, NULL}, {"module", module_, METH_O, NULL}, {NULL}};
MODULE(0, functions, NULL, NULL, NULL, {{0, NULL}})
