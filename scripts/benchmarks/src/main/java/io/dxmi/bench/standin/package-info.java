/** Generated data, checkpoints and extractors in the layout of the published ones, for rehearsals of the papers' experiments. */
package io.dxmi.bench.standin;
