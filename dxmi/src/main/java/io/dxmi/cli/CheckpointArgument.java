package io.dxmi.cli;

import io.dxmi.runs.checkpoint.CheckpointChoice;
import io.dxmi.samplers.UserError;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Which checkpoint of a run a command opens. */
public final class CheckpointArgument {

    @Option(
            names = "--checkpoint",
            paramLabel = "WHICH",
            converter = Choice.class,
            description = "Of a run: last, best (samples nearest to the data during training) or a number of iterations"
                    + " (default: last).")
    private CheckpointChoice choice = CheckpointChoice.LAST;

    /** The checkpoint that was chosen. */
    public CheckpointChoice choice() {
        return choice;
    }

    static final class Choice implements ITypeConverter<CheckpointChoice> {
        @Override
        public CheckpointChoice convert(String text) {
            try {
                return new CheckpointChoice(text);
            } catch (UserError e) {
                throw new TypeConversionException("expected last, best or a number of iterations, got " + text);
            }
        }
    }
}
