/* The policy that the library was built with; load.h says what it means. */
#ifndef CSHARED_LOAD_POLICY_H
#define CSHARED_LOAD_POLICY_H

#ifdef CSHARED_LOAD_SIGNALS_GO
#define CSHARED_LOAD_QUIET 0
#else
#define CSHARED_LOAD_QUIET 1
#endif

#ifdef CSHARED_LOAD_CPU_PROFILE
#define CSHARED_LOAD_PROFILE 1
#else
#define CSHARED_LOAD_PROFILE 0
#endif

#ifdef CSHARED_LOAD_AFFINITY_PROCESS
#define CSHARED_LOAD_AFFINITY 1
#else
#define CSHARED_LOAD_AFFINITY 0
#endif

#endif
