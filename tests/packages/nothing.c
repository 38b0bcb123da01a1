/* A library that exports nothing of subauth.h's: for the check that says so. */
extern int something_else;
int something_else = 1;
