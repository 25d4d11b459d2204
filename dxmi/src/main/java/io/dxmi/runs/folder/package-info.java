/**
 * A run on disk: the run folder, its rows, checkpoints and records. Iterations count from 1 (the first finished
 * iteration); no file but timing.jsonl and run.json holds clock values.
 */
package io.dxmi.runs.folder;
