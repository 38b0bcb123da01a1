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

#endif
