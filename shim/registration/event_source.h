/*
 * IISSUBA as a source of the Application event log: without it the event viewer shows the numbers
 * of the events, but not their texts (Platform SDK, "Event Sources"). Win32 error codes;
 * REGISTRY_OK where it is done already. A machine folder's events.log needs no source.
 */
#ifndef IISSUBA_EVENT_SOURCE_H
#define IISSUBA_EVENT_SOURCE_H

#include <stdint.h>

/* package: the DLL in System32, without its extension, which has the messages. */
long event_source_add(const uint16_t *package);
long event_source_remove(void);

#endif
