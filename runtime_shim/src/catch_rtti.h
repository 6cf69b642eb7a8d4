/* The types of C++ at run time, as the Itanium C++ ABI lays them out. */
#ifndef CSHARED_CATCH_RTTI_H
#define CSHARED_CATCH_RTTI_H

/* std::type_info */
typedef struct cshared_rtti {
  const void *const *vtable;
  const char *name;
} cshared_rtti;

#pragma GCC visibility push(hidden)

/* The type's name as the compiler wrote it. */
const char *cshared_rtti_name(const cshared_rtti *type);

/* what() of an object that derives publicly from std::exception, else NULL. */
const char *cshared_rtti_what(const cshared_rtti *type, const void *object);

#pragma GCC visibility pop

#endif
