package io.dxmi.runs.checkpoint;

import io.dxmi.samplers.UserError;

/**
 * Which checkpoint of a run is opened: the newest good one, the one whose samples were nearest to the data during training,
 * or that after a number of iterations of the joint training.
 *
 * @param text {@code last}, {@code best} or the number
 */
public record CheckpointChoice(String text) {

    public static final CheckpointChoice LAST = new CheckpointChoice("last");
    public static final CheckpointChoice BEST = new CheckpointChoice("best");

    /** @throws UserError if the text is none of those */
    public CheckpointChoice {
        if (!text.matches("last|best|0|[1-9]\\d{0,17}")) {
            throw new UserError(
                    UserError.parameter("checkpoint") + " must be last, best or a number of iterations, got " + text);
        }
    }

    /** Whether it is {@link #LAST}. */
    public boolean isLast() {
        return equals(LAST);
    }

    /** What files made from the checkpoint carry in their names: nothing for the last. */
    public String suffix() {
        return isLast() ? "" : "-" + text;
    }

    @Override
    public String toString() {
        return text;
    }
}
