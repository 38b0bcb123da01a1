/*
 * IISSUBA as a source of the Application event log. Without it the event viewer shows the numbers
 * of the events, but not their texts (Platform SDK, "Event Sources"). A machine folder's events.log
 * needs no source: both functions do nothing there.
 */
#ifndef IISSUBA_EVENT_SOURCE_H
#define IISSUBA_EVENT_SOURCE_H

#include <stdint.h>

/*
 * Adds the source, or sets its values again. package is the name of the DLL in System32 that has
 * the messages: NUL-terminated UTF-16, without its extension, at most PACKAGE_NAME_MAX units.
 * Returns a Win32 error code; REGISTRY_OK where it is done.
 */
long event_source_add(const uint16_t *package);

/* Removes the source. Returns a Win32 error code; REGISTRY_OK also where there was none. */
long event_source_remove(void);

#endif
