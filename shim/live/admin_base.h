/*
 * IMSAdminBase, as far as it is used: IISADMIN's own door to the metabase. Windows' part fills the
 * calls in; a test puts its own in their place.
 *
 * Each call gives the HRESULT as it came. Paths are relative to the metabase's root, with / between
 * names: u"/LM/MSFTPSVC"; the root is u"/". Reading uses METADATA_MASTER_ROOT_HANDLE, which locks
 * nothing and guarantees nothing against changes meanwhile.
 *
 * Sources: the IIS SDK's reference (IMSAdminBase), iadmw.h, mdmsg.h, winerror.h, [MS-IMSA] 3.1.4.
 */
#ifndef IISSUBA_ADMIN_BASE_H
#define IISSUBA_ADMIN_BASE_H

#include "live_record.h"
#include "text/fault.h"

#define ADMIN_NAME_MAX                                                        \
    256 /* UTF-16 units of one name, the NUL included (METADATA_MAX_NAME_LEN) \
         */

/* The HRESULTs that something is made of here. */
#define ADMIN_OK 0u
#define ADMIN_PATH_NOT_FOUND 0x80070003u
#define ADMIN_DENIED 0x80070005u
#define ADMIN_BUFFER_TOO_SMALL 0x8007007Au
#define ADMIN_PATH_BUSY 0x80070094u
#define ADMIN_NO_MORE 0x80070103u
#define ADMIN_NO_DATA 0x800CC801u /* MD_ERROR_DATA_NOT_FOUND */
#define ADMIN_NO_MEMORY 0x8007000Eu

struct admin_base {
    void *context; /* handed to each call */
    uint32_t (*change_number)(void *context, uint32_t *number);
    /* The name of the child at an index; ADMIN_NO_MORE behind the last. */
    uint32_t (*child)(void *context, const uint16_t *path, uint32_t index,
                      uint16_t name[ADMIN_NAME_MAX]);
    /*
     * The records that a node itself sets, as live_record_at reads them. ADMIN_BUFFER_TOO_SMALL
     * sets *needed.
     */
    uint32_t (*data)(void *context, const uint16_t *path, unsigned char *buffer, uint32_t size,
                     uint32_t *count, uint32_t *needed);
    /* Opens one node for writing, and waits for up to timeout milliseconds until it is free. */
    uint32_t (*open)(void *context, const uint16_t *path, uint32_t timeout, uint32_t *handle);
    uint32_t (*close)(void *context, uint32_t handle);
    uint32_t (*set)(void *context, uint32_t handle, const struct live_record *record);
    uint32_t (*remove)(void *context, uint32_t handle, uint32_t id, uint32_t type);
    uint32_t (*save)(void *context);
    uint32_t (*clock)(void *context); /* milliseconds, from any start; wraps */
    void (*wait)(void *context, uint32_t milliseconds);
    void (*disconnect)(void *context);
};

/*
 * Whether this computer has IISADMIN: CLSID_MSAdminBase is registered. Elsewhere than on Windows
 * never.
 */
bool admin_base_present(void);

/*
 * Connects to this computer's IISADMIN, and starts it where it is stopped, as COM does. Fills
 * *base; the caller ends it with base->disconnect, in the same thread. False where it cannot be
 * had.
 */
bool admin_base_connect(struct admin_base *base, struct fault *fault);

/*
 * Sets the fault to what a call's HRESULT means to an administrator: "WHAT: words (0x8...)". what
 * is the node, or what was tried. Returns false always.
 */
bool admin_base_failed(struct fault *fault, const char *what, uint32_t result);

#endif
