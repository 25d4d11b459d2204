/** Runs on disk, looked at without opening their networks: their state, what two of them differ in, what can be removed. */
package io.dxmi.runs.listing;
