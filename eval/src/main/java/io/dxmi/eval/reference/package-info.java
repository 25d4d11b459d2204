/**
 * Two sets of samples compared by what is known of their features, and a card beside every number: who computed what, from
 * how many of what. Statistics of a reference are read and written in the formats that exist.
 */
package io.dxmi.eval.reference;
