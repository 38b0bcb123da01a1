/*
 * The encodings of a text file. A person's editor, PowerShell's ">", secedit and regedit write
 * UTF-8 with or without a mark, or UTF-16 with its mark (RFC 3629, RFC 2781). Programs without
 * Unicode write the server's ANSI code page, which nothing in the file names.
 */
#ifndef IISSUBA_TEXT_FILE_H
#define IISSUBA_TEXT_FILE_H

#include "files.h"

enum text_form {
    TEXT_UTF8,
    TEXT_UTF8_MARKED,
    TEXT_UTF16_LE,
    TEXT_UTF16_BE,
    TEXT_ANSI /* by the code page that is chosen (code_page.h) */
};

/* The form that a text's first bytes say; TEXT_UTF8 where there is no mark. */
enum text_form text_file_mark(const char *text, size_t size);

struct decoded {
    char *text; /* UTF-8 without mark and without NUL; text[size] is NUL */
    size_t size;
    enum text_form form;
    struct contents own; /* what text lies in; empty: in the contents that were given */
};

/*
 * Makes UTF-8 of a file's contents. What is neither UTF-8 nor UTF-16 is taken by the code page that
 * is chosen, and refused where none is. name is the file's, for the fault. Fills *decoded, which
 * the caller releases before the contents. False, with file and line and nothing to release, where
 * there is a NUL or what is no character, or no memory.
 */
bool text_file_decode(const char *name, const struct contents *contents, struct decoded *decoded,
                      struct fault *fault);

/* Does the same of contents that are ANSI whatever they look like, as REGEDIT4's are. */
bool text_file_decode_ansi(const char *name, const struct contents *contents,
                           struct decoded *decoded, struct fault *fault);

/* Wipes and frees what the text lies in, if that is its own. */
void decoded_release(struct decoded *decoded);

/*
 * The contents of a file that holds a text, in a form; what was ANSI becomes UTF-16LE. text is
 * UTF-8, as text_file_decode gives it. The caller releases *contents. False where there is no
 * memory: *contents is then empty, and no fault is set.
 */
bool text_file_encode(const char *text, size_t size, enum text_form form,
                      struct contents *contents);

#endif
