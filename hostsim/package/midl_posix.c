#include "midl.h"

#include <pthread.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include "text/upcase.h"
#include "text/wipe.h"

struct block {
    struct block *next;
    size_t size;
    _Alignas(max_align_t) unsigned char memory[];
};

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static struct block *blocks;

static _Thread_local struct {
    void *buffer;
    bool freed;
} lent;

/* Where the pointer to a block is, or the last one, which is NULL. The mutex is held. */
static struct block **find(const void *memory)
{
    struct block **place = &blocks;
    while (*place != NULL && (*place)->memory != memory) {
        place = &(*place)->next;
    }
    return place;
}

void *MIDL_user_allocate(size_t size)
{
    struct block *block = size > SIZE_MAX - sizeof *block ? NULL : malloc(sizeof *block + size);
    if (block == NULL) {
        return NULL;
    }
    block->size = size;
    pthread_mutex_lock(&mutex);
    block->next = blocks;
    blocks = block;
    pthread_mutex_unlock(&mutex);
    return block->memory;
}

static bool release(void *memory)
{
    pthread_mutex_lock(&mutex);
    struct block **place = find(memory);
    struct block *block = *place;
    if (block != NULL) {
        *place = block->next;
    }
    pthread_mutex_unlock(&mutex);
    if (block != NULL) {
        wipe(block->memory, block->size);
        free(block);
    }
    return block != NULL;
}

void MIDL_user_free(void *memory)
{
    if (memory == NULL || release(memory)) {
        return;
    }
    if (memory == lent.buffer && !lent.freed) {
        lent.freed = true;
        return;
    }
    fputs(memory == lent.buffer ? "MIDL_user_free: Parameters.Buffer is freed twice\n"
                                : "MIDL_user_free: this is not of MIDL_user_allocate, or is freed "
                                  "already\n",
          stderr);
    abort();
}

/* As the host itself compares names. */
WCHAR RtlUpcaseUnicodeChar(WCHAR SourceCharacter)
{
    return upcase(SourceCharacter);
}

void midl_lend(void *buffer)
{
    lent.buffer = buffer;
    lent.freed = false;
}

bool midl_may_take(const UNICODE_STRING *parameters, const char **why)
{
    *why = "a length beyond MaximumLength, or without a buffer";
    if (parameters->Length > parameters->MaximumLength ||
        (parameters->Length > 0 && parameters->Buffer == NULL)) {
        return false;
    }
    if (parameters->Buffer == NULL) {
        return true;
    }
    pthread_mutex_lock(&mutex);
    const struct block *block = *find(parameters->Buffer);
    size_t size = block == NULL ? 0 : block->size;
    pthread_mutex_unlock(&mutex);
    if (block != NULL) {
        *why = "MaximumLength is more than was allocated";
        return parameters->MaximumLength <= size;
    }
    *why = parameters->Buffer == lent.buffer ? "the buffer is freed and still there"
                                             : "the buffer is not of MIDL_user_allocate";
    return parameters->Buffer == lent.buffer && !lent.freed;
}

void midl_give_back(void *buffer)
{
    release(buffer);
}
