package io.dxmi.runs.checkpoint;

import io.dxmi.samplers.tensor.HostTensor;
import java.util.Map;

/**
 * The whole state of a run after an iteration.
 *
 * @param phase the phase it lies in, as {@link io.dxmi.samplers.Progress} names it
 * @param iteration finished iterations of that phase
 * @param rows lines of metrics.jsonl written by then
 * @param rowsChecksum of these lines, or null if it is not known
 * @param state everything that training changes, by name
 */
public record Checkpoint(String phase, long iteration, long rows, String rowsChecksum, Map<String, HostTensor> state) {

    /** Whether metrics.jsonl holds the rows of then, as far as this is known. */
    public boolean hasRows(String checksum) {
        return rowsChecksum == null || rowsChecksum.equals(checksum);
    }
}
