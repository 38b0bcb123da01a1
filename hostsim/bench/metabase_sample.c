#include "metabase_sample.h"

#include <stdio.h>

static const char head[] = "<?xml version=\"1.0\"?>\r\n"
                           "<configuration xmlns=\"urn:microsoft-catalog:XML_Metabase_V64_0\">\r\n"
                           "<MBProperty>\r\n"
                           "<IIsConfigObject\tLocation =\"/LM\"\r\n\t>\r\n</IIsConfigObject>\r\n"
                           "<IIsFtpService\tLocation =\"/LM/MSFTPSVC\"\r\n"
                           "\t\tAllowAnonymous=\"TRUE\"\r\n"
                           "\t\tAnonymousPasswordSync=\"TRUE\"\r\n"
                           "\t\tAnonymousUserName=\"IUSR_0000000\"\r\n"
                           "\t\tAnonymousUserPass=\"Anonymous-1\"\r\n"
                           "\t>\r\n</IIsFtpService>\r\n";

/* %zu: a site, and a folder in it. */
static const char site[] = "<IIsWebServer\tLocation =\"/LM/W3SVC/%zu\"\r\n"
                           "\t\tAppPoolId=\"DefaultAppPool\"\r\n"
                           "\t\tServerBindings=\":80:www%zu.example.com\"\r\n"
                           "\t\tServerComment=\"Site %zu\"\r\n"
                           "\t\tServerSize=\"1\"\r\n"
                           "\t>\r\n</IIsWebServer>\r\n";

static const char directory[] =
    "<IIsWebVirtualDir\tLocation =\"/LM/W3SVC/%zu/ROOT/folder%zu\"\r\n"
    "\t\tAccessFlags=\"AccessExecute | AccessRead | AccessScript\"\r\n"
    "\t\tAppFriendlyName=\"Application %zu\"\r\n"
    "\t\tAppIsolated=\"2\"\r\n"
    "\t\tAuthFlags=\"AuthAnonymous | AuthNTLM\"\r\n"
    "\t\tDefaultDoc=\"Default.htm,Default.asp,index.htm,iisstart.htm\"\r\n"
    "\t\tDirBrowseFlags=\"DirBrowseShowDate | DirBrowseShowTime | DirBrowseShowSize\"\r\n"
    "\t\tHttpErrors=\"400,*,FILE,C:\\WINDOWS\\help\\iisHelp\\common\\400.htm\r\n"
    "\t\t\t401,1,FILE,C:\\WINDOWS\\help\\iisHelp\\common\\401-1.htm\r\n"
    "\t\t\t403,1,FILE,C:\\WINDOWS\\help\\iisHelp\\common\\403-1.htm\"\r\n"
    "\t\tPath=\"c:\\inetpub\\wwwroot\\site%zu\"\r\n"
    "\t\tScriptMaps=\".asp,C:\\WINDOWS\\system32\\inetsrv\\asp.dll,5,GET,HEAD,POST,TRACE\r\n"
    "\t\t\t.cer,C:\\WINDOWS\\system32\\inetsrv\\asp.dll,5,GET,HEAD,POST,TRACE\"\r\n"
    "\t>\r\n"
    "\t<Custom\r\n\t\tName=\"UnknownName_2120\"\r\n\t\tID=\"2120\"\r\n\t\tValue=\"%zu\"\r\n"
    "\t\tType=\"DWORD\"\r\n\t\tUserType=\"IIS_MD_UT_WAM\"\r\n\t\tAttributes=\"INHERIT\"\r\n"
    "\t/>\r\n</IIsWebVirtualDir>\r\n";

#define DIRECTORIES 1000 /* a site's */

bool metabase_sample(const char *path, size_t bytes, size_t *nodes, struct fault *fault)
{
    FILE *file = fopen(path, "wb");
    size_t written = file == NULL ? 0 : fwrite(head, 1, sizeof head - 1, file);
    *nodes = 2;
    for (size_t s = 1; written > 0 && written < bytes; s++) {
        int used = fprintf(file, site, s, s, s);
        for (size_t d = 0; used > 0 && d < DIRECTORIES; d++) {
            written += (size_t)used;
            used = fprintf(file, directory, s, d, d, s, d);
        }
        written = used > 0 ? written + (size_t)used : 0;
        *nodes += 1 + DIRECTORIES;
    }
    bool done = written > 0 && fputs("</MBProperty>\r\n</configuration>\r\n", file) >= 0;
    if (file != NULL && fclose(file) != 0) {
        done = false;
    }
    return done || fault_set(fault, "%s: it cannot be written", path);
}
