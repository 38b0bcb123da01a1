#include "parameter_control.h"

static const struct {
    uint32_t flag;
    const char *name;
    const char *refused; /* why the host does not follow it; NULL: it does */
} flags_known[] = {
    {0x00000002, "MSV1_0_CLEARTEXT_PASSWORD_ALLOWED", NULL},
    {0x00000004, "MSV1_0_UPDATE_LOGON_STATISTICS", NULL},
    {0x00000008, "MSV1_0_RETURN_USER_PARAMETERS", NULL},
    {0x00000010, "MSV1_0_DONT_TRY_GUEST_ACCOUNT", NULL},
    {0x00000020, "MSV1_0_ALLOW_SERVER_TRUST_ACCOUNT", NULL},
    {0x00000040, "MSV1_0_RETURN_PASSWORD_EXPIRY", NULL},
    {0x00000080, "MSV1_0_USE_CLIENT_CHALLENGE", NULL},
    {0x00000100, "MSV1_0_TRY_GUEST_ACCOUNT_ONLY", NULL},
    {0x00000200, "MSV1_0_RETURN_PROFILE_PATH", NULL},
    {0x00000400, "MSV1_0_TRY_SPECIFIED_DOMAIN_ONLY", NULL},
    {0x00000800, "MSV1_0_ALLOW_WORKSTATION_TRUST_ACCOUNT", NULL},
    {0x00001000, "MSV1_0_DISABLE_PERSONAL_FALLBACK", "it is for editions without a domain"},
    {0x00002000, "MSV1_0_ALLOW_FORCE_GUEST", NULL},
    {0x00004000, "MSV1_0_CLEARTEXT_PASSWORD_SUPPLIED", "what it hands over is not documented"},
    {0x00008000, "MSV1_0_USE_DOMAIN_FOR_ROUTING_ONLY", "this host has no other domains"},
    {0x00010000, "MSV1_0_ALLOW_MSVCHAPV2", NULL}, /* LmCompatibilityLevel stays in force */
    {0x00020000, "MSV1_0_S4U2SELF", "there is no logon without a credential here"},
    {0x00040000, "MSV1_0_CHECK_LOGONHOURS_FOR_S4U", "there is no logon without a credential here"},
    {0x00080000, "MSV1_0_INTERNET_DOMAIN", "this host has no internet identities"},
    {0x00100000, "MSV1_0_SUBAUTHENTICATION_DLL_EX", NULL},
};

bool parameter_control_check(uint32_t flags, struct fault *fault)
{
    for (size_t i = 0; i < sizeof flags_known / sizeof flags_known[0]; i++) {
        if ((flags & flags_known[i].flag) != 0 && flags_known[i].refused != NULL) {
            return fault_set(fault, "parameter-control: %s (0x%X) is not followed here: %s",
                             flags_known[i].name, (unsigned)flags_known[i].flag,
                             flags_known[i].refused);
        }
        flags &= ~flags_known[i].flag;
    }
    flags &= 0x00FFFFFF; /* the high byte names the package */
    return flags == 0 ||
           fault_set(fault, "parameter-control: 0x%X is no flag of ntsecapi.h", (unsigned)flags);
}

uint32_t parameter_control_of(const struct logon_request *request)
{
    uint32_t control = request->parameter_control;
    if (request->response.cleartext) {
        control |= MSV1_0_CLEARTEXT_PASSWORD_ALLOWED;
    }
    if (request->subauth) {
        control |= request->export == EXPORT_ROUTINE_EX ? MSV1_0_SUBAUTHENTICATION_DLL_EX : 0;
    }
    if (request->subauth && !request->subauth_message) {
        control |= (uint32_t)request->package_id << MSV1_0_SUBAUTHENTICATION_DLL_SHIFT;
    }
    return control;
}
