/** What a run starts from: the weights of another run or of a checkpoint, and the settings that it tells. */
package io.dxmi.runs.start;
