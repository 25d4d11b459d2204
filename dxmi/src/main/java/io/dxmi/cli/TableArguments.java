package io.dxmi.cli;

import io.dxmi.detect.data.TableChoice;
import java.util.List;
import picocli.CommandLine.Option;

/** Which columns of a table are what. */
public final class TableArguments {

    @Option(
            names = "--label-column",
            paramLabel = "NAME",
            description = "Column of labels in a table (default: a column called label, if there is one).")
    private String labelColumn;

    @Option(
            names = "--normal",
            paramLabel = "TEXT",
            description =
                    "What the label column says of normal rows (default: 0); of pictures, the folders of normal ones, separated"
                            + " by commas, or * for all (default: good, ok, normal and the like).")
    private String normal;

    @Option(names = "--drop", paramLabel = "NAME", split = ",", description = "Columns of a table to leave out.")
    private List<String> drop = List.of();

    /** The columns that were named. */
    public TableChoice choice() {
        return new TableChoice(labelColumn, normal, drop);
    }
}
