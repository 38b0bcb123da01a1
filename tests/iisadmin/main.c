/*
 * A fake IISADMIN, for tests.
 *   fake_iisadmin --install METABASE.xml [SCHEMA.xml]
 *   fake_iisadmin --remove
 * The service control manager runs it with --service.
 */
#include <stdio.h>
#include <wchar.h>

#include <windows.h>

#include <shellapi.h>

#include "install.h"
#include "service.h"

/* The schema beside the metabase, if there is one; otherwise the one that comes with the fake. */
static void usual_schema(const WCHAR *metabase, WCHAR *schema)
{
    size_t length = wcslen(metabase);
    while (length > 0 && metabase[length - 1] != L'\\') {
        length--;
    }
    swprintf(schema, MAX_PATH, L"%.*lsMBSchema.xml", (int)length, metabase);
    if (GetFileAttributesW(schema) == INVALID_FILE_ATTRIBUTES) {
        beside_program(L"MBSchema.xml", schema);
    }
}

static int run_install(int count, WCHAR **arguments)
{
    WCHAR metabase[MAX_PATH];
    WCHAR schema[MAX_PATH];
    GetFullPathNameW(arguments[2], MAX_PATH, metabase, NULL);
    if (count == 4) {
        GetFullPathNameW(arguments[3], MAX_PATH, schema, NULL);
    } else {
        usual_schema(metabase, schema);
    }
    return install(metabase, schema) ? 0 : 1;
}

int main(void)
{
    int count;
    WCHAR **arguments = CommandLineToArgvW(GetCommandLineW(), &count);
    if (count == 2 && wcscmp(arguments[1], L"--service") == 0) {
        return service_run();
    }
    if ((count == 3 || count == 4) && wcscmp(arguments[1], L"--install") == 0) {
        return run_install(count, arguments);
    }
    if (count == 2 && wcscmp(arguments[1], L"--remove") == 0) {
        return uninstall() ? 0 : 1;
    }
    fprintf(stderr, "usage: fake_iisadmin --install METABASE.xml [SCHEMA.xml] | --remove\n");
    return 2;
}
