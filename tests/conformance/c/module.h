/* What the modules beside this file share: their name comes from the command line. */
#include "Python.h"

#define QUOTED_(name) #name
#define QUOTED(name) QUOTED_(name)
#define INIT_(name) PyInit_##name
#define INIT(name) INIT_(name)

/* The definition and PyInit function of a multi-phase module; its slots come last, in braces. */
#define MODULE(size, functions, traverse, clear, free_, ...)                                        \
    static PyModuleDef_Slot slots[] = __VA_ARGS__;                                                  \
    static struct PyModuleDef definition = {                                                        \
        PyModuleDef_HEAD_INIT, QUOTED(NAME), NULL, size, functions, slots, traverse, clear, free_}; \
    PyMODINIT_FUNC INIT(NAME)(void) { return PyModuleDef_Init(&definition); }
