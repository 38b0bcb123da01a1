/*
 * What the unit tests share: cmocka, and a logon request and an account that can be bent case by
 * case. Everything is in the struct, so that tests run in parallel and in any order.
 */
#ifndef TESTS_SUPPORT_H
#define TESTS_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "lsass/logon.h"

/* MS-NLMP 4.2.1's user, password and challenges. */
#define NLMP_PASSWORD u"Password"
#define NLMP_USER u"User"
#define NLMP_DOMAIN u"Domain"
extern const unsigned char nlmp_server_challenge[CHALLENGE_SIZE];
extern const unsigned char nlmp_client_challenge[CHALLENGE_SIZE];

/* Hex digits to bytes; the length is half the digits. */
size_t from_hex(const char *hex, unsigned char *bytes);
void assert_hex(const unsigned char *bytes, size_t size, const char *hex);

enum form {
    FORM_CLEARTEXT,
    FORM_LM,
    FORM_NTLMV1,
    FORM_NTLM2_SESSION,
    FORM_NTLMV2,
    FORM_LMV2,
    FORM_COUNT
};
extern const char *const form_names[FORM_COUNT];

/* A request whose credential is made here, by MS-NLMP and not by hostsim. */
struct made_request {
    NETLOGON_NETWORK_INFO info;
    unsigned char nt[512];
    unsigned char lm[512];
};

/* domain_used: what goes into NTOWFv2, where it differs from what is sent; NULL: the same. */
void make_request(struct made_request *made, enum form form, struct wide password, struct wide user,
                  struct wide domain, const struct wide *domain_used);

/* The same from OWFs, for all forms but cleartext. */
void make_request_of_owfs(struct made_request *made, enum form form, const struct owf_pair *secret,
                          struct wide user, struct wide domain, const struct wide *domain_used);

/* An ordinary account: IUSR_SERVERNAME, RID 1001, no restriction, no SAM password. */
struct made_account {
    USER_ALL_INFORMATION user;
    unsigned char nt[OWF_SIZE];
    unsigned char lm[OWF_SIZE];
    unsigned char hours[1260];
};
void make_account(struct made_account *made);
void set_sam_owfs(struct made_account *made, const struct owf_pair *owfs);
void set_sam_password(struct made_account *made, struct wide password);

/* A snapshot with IUSR_SERVERNAME enrolled; the caller frees it. */
struct snapshot *make_snapshot(bool sync, const struct wide *password);

UNICODE_STRING counted(struct wide text);

#endif
