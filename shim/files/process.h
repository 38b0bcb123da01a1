/* What a process that handles secrets does first. */
#ifndef IISSUBA_PROCESS_H
#define IISSUBA_PROCESS_H

/*
 * Keeps this process's memory out of crash files. On Linux no core is written and no other process
 * of the same user may look into this one (prctl(2), PR_SET_DUMPABLE). On Windows no error dialog
 * and no debugger comes up by itself (SetErrorMode). A failure is not reported.
 */
void process_keep_no_core(void);

/*
 * Names the machine folder whose event log and registry are meant where none is given. On Windows
 * there is one of each, and nothing is done.
 */
void process_name_machine(const char *folder);

/*
 * Chooses the code page of text files that are neither UTF-8 nor UTF-16, for this process and those
 * it starts: sets IISSUBA_CODE_PAGE (text/code_page.h). number is a text, as "1252".
 */
void process_choose_code_page(const char *number);

/*
 * Has standard input read byte by byte as it comes. On Windows the C runtime would take 1Ah for its
 * end, and that is half a character of UTF-16.
 */
void process_read_bytes(void);

#endif
