/**
 * A run as it lies on disk and looks on the screen: the run folder, its rows, checkpoints and records, the listeners that
 * write them, and the wish to stop. Iterations count from 1 (the first one finished); no file but timing.jsonl and
 * run.json holds clock values.
 */
package io.dxmi.run;
