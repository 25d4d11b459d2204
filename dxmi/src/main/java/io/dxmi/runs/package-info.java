/** Training runs: the phases of a run, runs opened from disk, progress and stopping. */
package io.dxmi.runs;
