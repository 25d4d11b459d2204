package io.dxmi.runs.folder;

import io.dxmi.samplers.tensor.HostTensor;
import java.util.Map;

/**
 * The whole state of a run after an iteration.
 *
 * @param phase the phase it lies in, as {@link io.dxmi.samplers.Progress} names it
 * @param iteration finished iterations of that phase
 * @param rows lines of metrics.jsonl written by then
 * @param state everything that training changes, by name
 */
public record Checkpoint(String phase, long iteration, long rows, Map<String, HostTensor> state) {}
