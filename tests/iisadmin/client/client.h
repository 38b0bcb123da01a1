/* What adminbase.exe's commands share. A command returns an HRESULT, which main prints. */
#ifndef FAKE_CLIENT_H
#define FAKE_CLIENT_H

#include <iadmw.h>

/* Arguments behind the command's name; there are as many as the table in adminbase.c says. */
typedef HRESULT command(IMSAdminBaseW *base, int count, WCHAR **arguments);

command cmd_get, cmd_set, cmd_change, cmd_delete, cmd_data, cmd_dump, cmd_paths;
command cmd_hold, cmd_add, cmd_remove, cmd_many, cmd_save, cmd_number, cmd_root_write, cmd_watch;

/* How long OpenKey is to wait, in ms, where the environment's ADMINBASE_WAIT does not say it. */
#define OPEN_MS 0

/* Prints PATH, id, type, attributes, user type, size and value, with tabs between them. */
void print_record(const WCHAR *path, const METADATA_RECORD *record);

/* Makes a record's type, length and data of text. The caller frees the data. */
HRESULT parse_value(const WCHAR *type, const WCHAR *text, METADATA_RECORD *record);

/* Prints as UTF-8; line ends and tabs become \n and \t. */
void print_wide(const WCHAR *text);

/* Opens a key from the root. The caller closes the handle. */
HRESULT open_for(IMSAdminBaseW *base, const WCHAR *path, DWORD access, METADATA_HANDLE *handle);

#endif
