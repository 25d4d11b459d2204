package io.dxmi.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The samples of a command that has another subject. */
public final class DataArgument {

    /** What a path of samples may be. */
    static final String FORMS =
            "The samples: a table (.csv), arrays (.npz, .npy, .safetensors), images in a folder, or MVTec AD's layout.";

    @Option(names = "--data", required = true, paramLabel = "PATH", description = FORMS)
    private Path data;

    /** Where they are. */
    public Path path() {
        return data;
    }
}
