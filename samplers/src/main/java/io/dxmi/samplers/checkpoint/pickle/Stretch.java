package io.dxmi.samplers.checkpoint.pickle;

/**
 * Raw bytes that a pickle holds and that were passed over: where they lie, counted from its first byte.
 *
 * @param length in bytes; they are known to exist unless the file is cut off
 */
public record Stretch(long begin, long length) {}
