/*
 * Lines of standard input: UTF-8 with or without a mark, or UTF-16 with its mark, which
 * PowerShell's
 * ">" writes into a file.
 */
#ifndef HOSTSIM_TEXT_LINES_H
#define HOSTSIM_TEXT_LINES_H

#include "files/buffer.h"
#include "files/text_file.h"

/* Zeroed before the first line. */
struct text_lines {
    bool begun;
    bool ended;
    enum text_form form;
};

/*
 * Reads the next line, as it comes: its text in UTF-8, without its line end (LF), replaces what the
 * buffer holds. A lone surrogate becomes U+FFFD. False where there is no further line. The caller
 * releases the buffer.
 */
bool text_lines_next(struct text_lines *lines, struct buffer *line);

#endif
