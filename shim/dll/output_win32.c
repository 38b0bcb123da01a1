#include "output.h"

#include <windows.h>

#include "lsass/event_text.h"

static void write_out(HANDLE out, const char *text)
{
    DWORD length = 0;
    DWORD written;
    while (text[length] != '\0') {
        length++;
    }
    WriteFile(out, text, length, &written, NULL);
}

void output_event(enum event_id id, struct wide account, uint32_t number)
{
    char text[EVENT_TEXT_MAX];
    HANDLE out = GetStdHandle(STD_OUTPUT_HANDLE);
    if (out == NULL || out == INVALID_HANDLE_VALUE) {
        return;
    }
    event_text(id, account, number, NULL, text);
    write_out(out, text);
    write_out(out, "\r\n");
}
