/* Temporary folders. */
#ifndef TESTS_FOLDER_PLATFORM_H
#define TESTS_FOLDER_PLATFORM_H

void folder_make_temporary(char *folder);
void folder_remove_empty(const char *folder);

/* A library that loads and has nothing to do with subauthentication. */
const char *folder_some_library(void);

#endif
