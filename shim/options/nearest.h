/* The word that was probably meant: what is known that lies nearest to what was typed. */
#ifndef IISSUBA_NEAREST_H
#define IISSUBA_NEAREST_H

#include <stddef.h>

/* A search. Begin with {.typed = WORD, .length = its bytes}. */
struct nearest {
    const char *typed;
    size_t length;
    const char *found; /* the nearest so far; NULL: none is near */
    unsigned distance; /* of what was found */
};

/*
 * Takes a word that is known into the search. It is near where few letters are to be changed, put
 * in, left out or swapped with their neighbour (optimal string alignment): a third of the letters
 * at most, whatever their case. Of words that are as near, one that begins as it was typed is
 * taken, else the first. known outlives the search.
 */
void nearest_try(struct nearest *nearest, const char *known);

#endif
