#include "json_put.h"

#include <stdio.h>
#include <stdlib.h>

#include "status.h"
#include "text/hex.h"
#include "text/nt_time.h"
#include "text/wipe.h"

void put_text(json_t *json, const char *key, const char *text)
{
    json_object_set_new(json, key, json_string(text));
}

void put_number(json_t *json, const char *key, int64_t number)
{
    json_object_set_new(json, key, json_integer(number));
}

void put_bool(json_t *json, const char *key, bool value)
{
    json_object_set_new(json, key, json_boolean(value));
}

void put_time(json_t *json, const char *key, int64_t time)
{
    char text[NT_TIME_TEXT];
    nt_time_format(time, text);
    put_text(json, key, text);
}

void put_code(json_t *json, const char *key, NTSTATUS status)
{
    char code[16];
    snprintf(code, sizeof code, "0x%08X", (unsigned)status);
    put_text(json, key, code);
}

void put_status(json_t *json, const char *key, const char *name_key, NTSTATUS status)
{
    put_code(json, key, status);
    put_text(json, name_key, status_text(status)->name);
}

bool put_hex(json_t *json, const char *key, const unsigned char *bytes, size_t size)
{
    char *text = malloc(2 * size + 1);
    if (text == NULL) {
        return false;
    }
    hex_write(bytes, size, text);
    bool put = json_object_set_new(json, key, json_string(text)) == 0;
    wipe(text, 2 * size);
    free(text);
    return put;
}
