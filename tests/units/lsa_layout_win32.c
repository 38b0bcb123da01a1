/* ntsecapi.h itself. */
#include <stddef.h>

#define WIN32_NO_STATUS
#include <windows.h>
#undef WIN32_NO_STATUS
#include <ntsecapi.h>

#define FIELD(struct, field, x64, x86)                                               \
    _Static_assert(offsetof(struct, field) == (sizeof(void *) == 8 ? (x64) : (x86)), \
                   #struct "." #field);
#define SIZE(struct, x64, x86) \
    _Static_assert(sizeof(struct) == (sizeof(void *) == 8 ? (x64) : (x86)), #struct);
#include "lsa_layout.h"
#undef FIELD
#undef SIZE
_Static_assert(MsV1_0InteractiveLogon == 2 && MsV1_0NetworkLogon == 4 && MsV1_0SubAuthLogon == 5,
               "MSV1_0_LOGON_SUBMIT_TYPE");
_Static_assert(MsV1_0InteractiveProfile == 2 && MsV1_0Lm20LogonProfile == 3,
               "MSV1_0_PROFILE_BUFFER_TYPE");
