/* What the modules beside this file share: their name comes from the command line. */
#include "Python.h"

#define QUOTED_(name) #name
#define QUOTED(name) QUOTED_(name)
#define INIT_(name) PyInit_##name
#define INIT(name) INIT_(name)

/* The definition and PyInit function of a multi-phase module; exec may be NULL. */
#define MODULE(size, functions, exec, traverse, clear, free_)                                         \
    static PyModuleDef_Slot slots[] = {{(exec) == NULL ? 0 : Py_mod_exec, (void *)(exec)}, {0, NULL}}; \
    static struct PyModuleDef definition = {                                                          \
        PyModuleDef_HEAD_INIT, QUOTED(NAME), NULL, size, functions, slots, traverse, clear, free_};   \
    PyMODINIT_FUNC INIT(NAME)(void) { return PyModuleDef_Init(&definition); }
