#include "plan.h"

#include <stdlib.h>
#include <string.h>

#include "logon_rights.h"
#include "proposal.h"

/* A node as it will be: after the steps so far, and what is wrong with it then. */
struct future {
    struct node_check check;    /* its diagnosis is what is found then */
    struct diagnosis *plan_of;  /* the one that gets the steps */
    struct proposal proposal;   /* the account that it will name */
    struct sam_account account; /* the account, where it will be another than SAM has now */
    json_t *groups;             /* the account's then */
    bool renamed;
};

static bool is_step(const struct diagnosis *diagnosis, const struct mend *mend)
{
    for (size_t i = 0; i < diagnosis->step_count; i++) {
        if (strcmp(diagnosis->steps[i].command, mend->command) == 0) {
            return true;
        }
    }
    return false;
}

static void add_step(struct diagnosis *diagnosis, const struct mend *mend)
{
    if (mend->why_none == NULL && !is_step(diagnosis, mend) && diagnosis->step_count < STEPS_MAX) {
        diagnosis->steps[diagnosis->step_count++] = *mend;
    }
}

static bool finds(const struct diagnosis *found, const struct mend *mend)
{
    for (size_t i = 0; i < found->count; i++) {
        if (strcmp(found->findings[i].mend.command, mend->command) == 0) {
            return true;
        }
    }
    return false;
}

/* An account as "net user NAME * /add" makes it: a member of Users, with a password of now. */
static const struct sam_account *make_account(struct future *future)
{
    static char nothing[1];
    json_array_append_new(future->groups, json_string("Users"));
    future->account = (struct sam_account){.name = future->proposal.name,
                                           .rid = UINT32_MAX,
                                           .flags = USER_NORMAL_ACCOUNT,
                                           .expires = NT_NEVER,
                                           .password_last_set = future->check.now,
                                           .workstations = nothing,
                                           .parameters = nothing,
                                           .groups = future->groups};
    return &future->account;
}

/* With another account named, what is wrong with the one before matters no more. */
static bool with_account(struct future *future, struct mend *step)
{
    struct node_check *check = &future->check;
    struct proposal *proposal = &future->proposal;
    if (check->enrolled != NULL || !proposal_find(check, proposal)) {
        return false;
    }
    const struct sam_account *account = proposal->account;
    if (account == NULL) {
        proposal_mend_account(check, proposal, step);
        add_step(future->plan_of, step);
        account = make_account(future);
    }
    if (proposal->rename) {
        proposal_mend_name(check, proposal, step);
        add_step(future->plan_of, step);
    }
    check->name = proposal->name;
    check->domain = "";
    check->account = account;
    future->renamed = true;
    return true;
}

/* Who leaves the administrators has their rights no more. */
static bool without_administrators(struct future *future, struct mend *step)
{
    const struct sam_account *account = future->check.account;
    size_t at;
    const json_t *group;
    if (account == NULL || account->rid == RID_ADMINISTRATOR ||
        !policy_member_of(account, "Administrators")) {
        return false;
    }
    mend_leave_group(step, future->check.place, "Administrators", account->name);
    add_step(future->plan_of, step);
    json_array_foreach(account->groups, at, group)
    {
        const json_t *one = group;
        json_t *alone = json_pack("[O]", one);
        const struct sam_account member = {.name = "", .groups = alone};
        if (!policy_member_of(&member, "Administrators")) {
            json_array_append(future->groups, json_array_get(account->groups, at));
        }
        json_decref(alone);
    }
    future->account = *account;
    future->account.groups = future->groups;
    future->check.account = &future->account;
    return true;
}

/* A worker process that is not LocalSystem needs no package once synchronization is off. */
static bool without_synchronization(struct future *future, struct mend *step)
{
    struct node_check *check = &future->check;
    if (!check->sync || logon_rights_have_tcb(&check->machine->policy, check->caller)) {
        return false;
    }
    mend_toggle_off(step, check->place, check->node);
    add_step(future->plan_of, step);
    check->sync = false;
    return true;
}

/* Gives each finding that the step spares the step as its mend. */
static void spare(struct diagnosis *diagnosis, const struct diagnosis *left,
                  const struct mend *step)
{
    for (size_t i = 0; i < diagnosis->count; i++) {
        struct finding *finding = &diagnosis->findings[i];
        if (!finds(left, &finding->mend) && !is_step(diagnosis, &finding->mend)) {
            finding->mend = *step;
        }
    }
}

static void add_steps(const struct future *future)
{
    const struct diagnosis *found = future->check.diagnosis;
    for (size_t i = 0; i < found->count; i++) {
        /* The password that is there is hardly another account's. */
        if (!found->findings[i].unknown || future->renamed) {
            add_step(future->plan_of, &found->findings[i].mend);
        }
    }
}

bool plan_make(struct node_check *check, causes_function *look)
{
    static bool (*const changes[])(struct future *, struct mend *) = {
        with_account, without_administrators, without_synchronization};
    struct diagnosis *found = malloc(sizeof *found);
    struct future future = {.check = *check, .plan_of = check->diagnosis, .groups = json_array()};
    bool done = found != NULL && future.groups != NULL;
    if (done) {
        *found = *check->diagnosis;
        future.check.diagnosis = found;
        for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
            struct mend step;
            if (changes[i](&future, &step)) {
                found->count = 0;
                look(&future.check);
                spare(check->diagnosis, found, &step);
            }
        }
        add_steps(&future);
    }
    free(found);
    wipe(&future.account, sizeof future.account);
    json_decref(future.groups);
    return done;
}
