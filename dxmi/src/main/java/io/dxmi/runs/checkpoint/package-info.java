/** The checkpoints of a run: which are kept, which of them is opened, and how damage is found. */
package io.dxmi.runs.checkpoint;
