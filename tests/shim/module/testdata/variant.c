/* Makes a variant of the fixture library: which one it is, what its note says, and its self-test. */
#include <stdint.h>

int user_variant(void);
int user_variant(void) { return VARIANT; }

extern int Variant(void); /* Go's. */

__attribute__((visibility("default"))) int module_self_test(void);
int module_self_test(void) { return Variant() == VARIANT ? SELF_TEST : -1; }

__attribute__((visibility("default"))) int64_t module_extra(void);
int64_t module_extra(void) { return VARIANT; }

#ifdef HASH
#define TEXT(x) TEXT_OF(x)
#define TEXT_OF(x) #x
__asm__(".pushsection .note.cshared.abi, \"a\", %note\n"
        "\t.balign 4\n"
        "\t.long 2f - 1f, 4f - 3f, 2\n"
        "1:\t.asciz \"cshared\"\n"
        "2:\t.balign 4\n"
        "3:\t.long 1\n"
        "\t.asciz \"schema=1\"\n"
        "\t.asciz \"hash=" TEXT(HASH) "\"\n"
        "\t.asciz \"library=" TEXT(LIBRARY) "\"\n"
        "\t.asciz \"version=" TEXT(VERSION) "\"\n"
        "\t.asciz \"prefix=fixture_\"\n"
        "\t.asciz \"panics=errno\"\n"
        "4:\t.balign 4\n"
        "\t.popsection\n");
#endif
