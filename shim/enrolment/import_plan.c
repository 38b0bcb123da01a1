#include "import_plan.h"

#include <stdlib.h>
#include <string.h>

#include "lsass/record.h"
#include "text/array.h"
#include "text/hash.h"
#include "text/utf.h"

/* A name in UTF-16; empty where it is longer than an account's, or not UTF-8. */
static struct wide in_utf16(const char *name, uint16_t units[ACCOUNT_NAME_MAX])
{
    size_t count = utf8_to_utf16(name, strlen(name), units, ACCOUNT_NAME_MAX);
    return (struct wide){(const unsigned char *)units, count <= ACCOUNT_NAME_MAX ? count : 0};
}

/* Of all of a name: those that are too long are told apart too. */
static uint32_t hash_of(const char *name, struct wide wide)
{
    return wide.units > 0 ? wide_hash(wide) : hash_caseless(name, strlen(name));
}

static struct import_account *find(const struct import_plan *plan, const char *name,
                                   struct wide wide)
{
    uint32_t hash = hash_of(name, wide);
    uint16_t units[ACCOUNT_NAME_MAX];
    size_t at = 0;
    for (;;) {
        size_t item = hash_index_next(&plan->by_name, hash, &at);
        if (item == HASH_INDEX_NONE) {
            return NULL;
        }
        struct import_account *account = &plan->accounts[item];
        if (strcmp(account->name, name) == 0 ||
            (wide.units > 0 && wide_same(in_utf16(account->name, units), wide))) {
            return account;
        }
    }
}

static struct import_account *account_named(struct import_plan *plan, const char *name)
{
    uint16_t units[ACCOUNT_NAME_MAX];
    struct wide wide = in_utf16(name, units);
    struct import_account *account = find(plan, name, wide);
    if (account != NULL) {
        return account;
    }
    if (!array_grow((void **)&plan->accounts, plan->count, &plan->capacity,
                    sizeof *plan->accounts) ||
        !hash_index_reserve(&plan->by_name, plan->count + 1)) {
        return NULL;
    }
    hash_index_add(&plan->by_name, hash_of(name, wide), plan->count);
    account = &plan->accounts[plan->count++];
    *account = (struct import_account){.name = name};
    return account;
}

/* What is in force at a node changes only where it sets one of the three. */
static bool sets_any(const struct metabase_node *node)
{
    return node->values[ANONYMOUS_USER_NAME] != NULL || node->values[ANONYMOUS_USER_PASS] != NULL ||
           node->values[ANONYMOUS_PASSWORD_SYNC] != NULL;
}

static bool add_node(struct import_plan *plan, const struct metabase *metabase,
                     const struct metabase_node *node)
{
    const char *name = metabase_effective(metabase, node->location, ANONYMOUS_USER_NAME).value;
    if (*name == '\0') {
        return true;
    }
    struct import_account *account = account_named(plan, name);
    if (account == NULL || !array_grow((void **)&account->nodes, account->count, &account->capacity,
                                       sizeof *account->nodes)) {
        return false;
    }
    account->nodes[account->count++] = (struct import_node){
        node, metabase_effective_bool(metabase, node->location, ANONYMOUS_PASSWORD_SYNC),
        metabase_effective(metabase, node->location, ANONYMOUS_USER_PASS).value};
    return true;
}

/*
 * Nodes with synchronization on are those the shim answers for; only where there is none do the
 * others say what the secret is. A node without a secret contradicts nobody.
 */
static void judge(struct import_account *account)
{
    bool encrypted = false;
    for (size_t i = 0; i < account->count; i++) {
        account->sync = account->sync || account->nodes[i].sync;
    }
    account->verdict = IMPORT_NO_SECRET;
    for (size_t i = 0; i < account->count; i++) {
        const struct import_node *node = &account->nodes[i];
        if (node->sync != account->sync || *node->secret == '\0') {
            continue;
        }
        if (account->secret != NULL && strcmp(account->secret, node->secret) != 0) {
            account->verdict = IMPORT_DISAGREE;
        } else if (account->verdict == IMPORT_NO_SECRET) {
            account->verdict = IMPORT_SECRET;
        }
        account->secret = node->secret;
        encrypted = encrypted || metabase_encrypted(node->secret);
    }
    if (encrypted) {
        account->verdict = IMPORT_ENCRYPTED;
    }
    if (strchr(account->name, '\\') != NULL) {
        account->verdict = IMPORT_DOMAIN;
    }
}

bool import_plan_make(const struct metabase *metabase, struct import_plan *plan)
{
    *plan = (struct import_plan){.accounts = NULL};
    for (size_t i = 0; i < metabase->count; i++) {
        if (sets_any(&metabase->nodes[i]) && !add_node(plan, metabase, &metabase->nodes[i])) {
            import_plan_release(plan);
            return false;
        }
    }
    for (size_t i = 0; i < plan->count; i++) {
        judge(&plan->accounts[i]);
    }
    return true;
}

const struct import_account *import_plan_find(const struct import_plan *plan, const char *name)
{
    uint16_t units[ACCOUNT_NAME_MAX];
    return find(plan, name, in_utf16(name, units));
}

void import_plan_release(struct import_plan *plan)
{
    for (size_t i = 0; i < plan->count; i++) {
        free(plan->accounts[i].nodes);
    }
    hash_index_release(&plan->by_name);
    free(plan->accounts);
    *plan = (struct import_plan){.accounts = NULL};
}
