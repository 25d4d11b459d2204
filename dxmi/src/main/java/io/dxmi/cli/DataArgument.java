package io.dxmi.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The samples of a command that has another subject. */
public final class DataArgument {

    /** What a path of samples may be. */
    static final String FORMS =
            "The samples: a table (.csv), arrays (.npz, .npy, .safetensors), an image, or a folder of images"
                    + " (good/bad, OK/NG, MVTec AD, LOCO, VisA, BTAD and others).";

    @Option(names = "--data", required = true, paramLabel = "PATH", description = FORMS)
    private Path data;

    /** Where they are. */
    public Path path() {
        return data;
    }
}
