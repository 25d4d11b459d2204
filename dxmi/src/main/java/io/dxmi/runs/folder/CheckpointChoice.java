package io.dxmi.runs.folder;

import io.dxmi.samplers.UserError;

/** Which checkpoint of a run is opened. */
public sealed interface CheckpointChoice {

    /** The newest good one. */
    CheckpointChoice LAST = new Last();

    /** The one whose samples were nearest to the data during training. */
    CheckpointChoice BEST = new Best();

    /** See {@link CheckpointChoice#LAST}. */
    record Last() implements CheckpointChoice {
        @Override
        public String toString() {
            return "last";
        }
    }

    /** See {@link CheckpointChoice#BEST}. */
    record Best() implements CheckpointChoice {
        @Override
        public String toString() {
            return "best";
        }
    }

    /**
     * The one after so many iterations of the joint training.
     *
     * @param iteration at least 0
     */
    record Step(long iteration) implements CheckpointChoice {
        @Override
        public String toString() {
            return Long.toString(iteration);
        }
    }

    /** Of its text: {@code last}, {@code best} or a number of iterations. @throws UserError if it is none of them */
    static CheckpointChoice of(String text) {
        if (text.equals("last")) return LAST;
        if (text.equals("best")) return BEST;
        if (text.matches("\\d{1,18}")) return new Step(Long.parseLong(text));
        throw new UserError(
                UserError.parameter("checkpoint") + " must be last, best or a number of iterations, got " + text);
    }

    /** What files made from the checkpoint carry in their names: nothing for the last. */
    default String suffix() {
        return this instanceof Last ? "" : "-" + this;
    }
}
