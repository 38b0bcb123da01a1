/* A metabase's text in each form that a file may have it in. */
#ifndef TESTS_METABASE_FORMS_H
#define TESTS_METABASE_FORMS_H

#include "machine_folder.h"

#include "metabase/metabase_text.h"

#define METABASE_FORMS 4 /* TEXT_UTF8 to TEXT_UTF16_BE */
#define FORMED_MAX 16384

/* One text in both encodings, as the compiler makes them: ASCII, and \u and \U. */
struct both {
    const char *utf8;
    const uint16_t *utf16;
};
#define BOTH(text)        \
    (struct both)         \
    {                     \
        "" text, u"" text \
    }

/* The bytes of a file in a form, with the mark that it has (RFC 3629, RFC 2781). */
struct formed {
    char bytes[FORMED_MAX];
    size_t size;
};
void formed_of(enum text_form form, struct both text, struct formed *formed);

/* Writes it to MetaBase.xml of the folder. */
void folder_write_formed(const char *folder, const struct formed *formed);

#endif
