/* What a process that handles secrets does first. */
#ifndef IISSUBA_PROCESS_H
#define IISSUBA_PROCESS_H

/* No core is written of this process, and no other of the same user may look into it. */
void process_keep_no_core(void);

#endif
