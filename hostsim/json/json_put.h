/*
 * Puts members into a JSON object, each kind in the one form that answers and lines have it in.
 * Keys and values are copied. Where there is no memory the member is left out, but for put_hex.
 */
#ifndef HOSTSIM_JSON_PUT_H
#define HOSTSIM_JSON_PUT_H

#include <jansson.h>
#include <stdbool.h>

#include "abi/subauth_abi.h"

/* Text; left out where it is NULL, or not UTF-8. */
void put_text(json_t *json, const char *key, const char *text);

void put_number(json_t *json, const char *key, int64_t number);

void put_bool(json_t *json, const char *key, bool value);

/* An NT time, as "2003-07-01T12:00:00Z" or "never". */
void put_time(json_t *json, const char *key, int64_t time);

/* A status, as "0xC000006D". */
void put_code(json_t *json, const char *key, NTSTATUS status);

/* The same, and its name under another key. */
void put_status(json_t *json, const char *key, const char *name_key, NTSTATUS status);

/*
 * Bytes as hex digits, of which no copy is left behind elsewhere. False, with nothing put, where
 * there is no memory.
 */
bool put_hex(json_t *json, const char *key, const unsigned char *bytes, size_t size);

#endif
