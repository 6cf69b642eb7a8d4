/* Tells helgrind what the handle table's atomics order. Internal.
 *
 * helgrind does not know C11 atomics: it takes each plain load of one for a race, and sees no order
 * through it. With CSHARED_VALGRIND defined (tests only) the table's own memory is exempt and its
 * hand-over of an object from one thread to another is declared, so that what the *users* do with
 * the objects is still checked. */
#ifndef CSHARED_SRC_HANDLE_ANNOTATE_H
#define CSHARED_SRC_HANDLE_ANNOTATE_H

#ifdef CSHARED_VALGRIND
#include <valgrind/helgrind.h>
#define CSHARED_ATOMICS(start, size) VALGRIND_HG_DISABLE_CHECKING(start, size)
#define CSHARED_GIVES(slot) ANNOTATE_HAPPENS_BEFORE(slot)
#define CSHARED_GETS(slot) ANNOTATE_HAPPENS_AFTER(slot)
#else
#define CSHARED_ATOMICS(start, size) ((void)(start), (void)(size))
#define CSHARED_GIVES(slot) ((void)(slot))
#define CSHARED_GETS(slot) ((void)(slot))
#endif

#endif
