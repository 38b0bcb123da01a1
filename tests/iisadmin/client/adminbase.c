/*
 * What another process does with the metabase, for tests: the commands below. Exit codes: 0, 1 with
 * the HRESULT printed in hex, or 2 where it is called wrongly.
 */
#include <stdio.h>
#include <wchar.h>

#include <windows.h>

#include <shellapi.h>

#include "client.h"

static const struct row {
    const WCHAR *name;
    command *run;
    int least;
    int most;
} rows[] = {
    {L"get", cmd_get, 2, 3},       {L"set", cmd_set, 6, 6},
    {L"delete", cmd_delete, 2, 2}, {L"data", cmd_data, 1, 1},
    {L"dump", cmd_dump, 1, 2},     {L"paths", cmd_paths, 2, 2},
    {L"hold", cmd_hold, 2, 3},     {L"add", cmd_add, 1, 1},
    {L"remove", cmd_remove, 1, 1}, {L"many", cmd_many, 2, 2},
    {L"save", cmd_save, 0, 0},     {L"number", cmd_number, 0, 0},
    {L"watch", cmd_watch, 1, 3},   {L"root-write", cmd_root_write, 1, 1},
    {L"change", cmd_change, 4, 4},
};

static const struct row *row_named(const WCHAR *name, int count)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (wcscmp(rows[i].name, name) == 0 && count >= rows[i].least && count <= rows[i].most) {
            return &rows[i];
        }
    }
    return NULL;
}

static HRESULT run(const struct row *row, int count, WCHAR **arguments)
{
    IMSAdminBaseW *base;
    HRESULT result = CoInitializeEx(NULL, COINIT_MULTITHREADED);
    if (SUCCEEDED(result)) {
        result = CoCreateInstance(&CLSID_MSAdminBase_W, NULL, CLSCTX_LOCAL_SERVER,
                                  &IID_IMSAdminBase_W, (void **)&base);
    }
    if (SUCCEEDED(result)) {
        result = row->run(base, count, arguments);
        base->lpVtbl->Release(base);
        CoUninitialize();
    }
    return result;
}

int main(void)
{
    int count;
    WCHAR **arguments = CommandLineToArgvW(GetCommandLineW(), &count);
    const struct row *row = count > 1 ? row_named(arguments[1], count - 2) : NULL;
    if (row == NULL) {
        fprintf(stderr, "usage: adminbase COMMAND ARGUMENT...; tests/iisadmin has them\n");
        return 2;
    }
    HRESULT result = run(row, count - 2, arguments + 2);
    if (FAILED(result)) {
        printf("%08lX\n", (unsigned long)result);
    }
    return FAILED(result) ? 1 : 0;
}
