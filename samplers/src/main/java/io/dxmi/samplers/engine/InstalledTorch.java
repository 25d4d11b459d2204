package io.dxmi.samplers.engine;

import ai.djl.util.Utils;
import io.dxmi.samplers.UserError;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The PyTorch in a folder that {@code PYTORCH_LIBRARY_PATH} names, instead of the libraries in jars. DJL loads whatever lies
 * there; its bridge fits one version and one build, and another one crashes the process.
 *
 * @param libraries the folder of libtorch
 * @param version such as {@code 2.7.1}; empty if nothing in the folders around states it
 * @param flavor {@code cpu}, or {@code cu128} for a build with CUDA 12.8
 */
record InstalledTorch(Path libraries, String version, String flavor) {

    /** The environment variable, or the system property of the name. */
    static final String VARIABLE = "PYTORCH_LIBRARY_PATH";

    private static final Pattern VERSION = Pattern.compile("(?m)^__version__ = '(\\d+\\.\\d+\\.\\d+)");
    private static final Pattern CUDA = Pattern.compile("(?m)^cuda: Optional\\[str\\] = '(\\d+)\\.(\\d+)");
    private static final Pattern BUILD = Pattern.compile("^(\\d+\\.\\d+\\.\\d+)(\\+(cu\\d+|cpu))?");

    /**
     * What the variable names; empty if it is not set.
     *
     * @throws UserError if there is no libtorch, or the bridge does not fit it
     */
    static Optional<InstalledTorch> find() {
        return Optional.ofNullable(Utils.getEnvOrSystemProperty(VARIABLE))
                .filter(path -> !path.isBlank())
                .map(path -> of(path).require(NativeCache.bridgedVersion(), NativeCache.bridgedFlavors()));
    }

    /**
     * The first libtorch of a path.
     *
     * @param path folders, or libraries, between the system's separators
     * @throws UserError if there is none
     */
    static InstalledTorch of(String path) {
        String library = System.mapLibraryName("torch");
        for (String name : path.split(Pattern.quote(File.pathSeparator), -1)) {
            if (name.isEmpty()) continue;
            Path file = name.endsWith(library) ? Path.of(name) : Path.of(name, library);
            if (Files.isRegularFile(file)) return in(file.toAbsolutePath().getParent());
        }
        throw new UserError(
                VARIABLE + ": expected a folder with " + library + ", such as site-packages/torch/lib, got " + path);
    }

    /** A wheel of Python states its version in version.py, an archive of libtorch in build-version. */
    private static InstalledTorch in(Path libraries) {
        String wheel = text(libraries.resolveSibling("version.py"));
        Matcher version = VERSION.matcher(wheel);
        if (version.find()) {
            Matcher cuda = CUDA.matcher(wheel);
            String flavor = cuda.find() ? "cu" + cuda.group(1) + cuda.group(2) : "cpu";
            return new InstalledTorch(libraries, version.group(1), flavor);
        }
        Matcher build = BUILD.matcher(text(libraries.resolveSibling("build-version")));
        boolean gpu = Files.exists(libraries.resolve(System.mapLibraryName("torch_cuda")));
        if (!build.find()) return new InstalledTorch(libraries, "", gpu ? "cu" : "cpu");
        return new InstalledTorch(libraries, build.group(1), build.group(3) == null ? "cpu" : build.group(3));
    }

    private static String text(Path file) {
        try {
            return Files.isRegularFile(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            return "";
        }
    }

    /**
     * Refuses what the bridge does not fit.
     *
     * @param wanted version that the bridge was built for
     * @param flavors builds that there is a bridge for
     */
    InstalledTorch require(String wanted, List<String> flavors) {
        if (!version.equals(wanted)) {
            throw mismatch("version " + (version.isEmpty() ? "unknown" : version), wanted);
        }
        if (flavors.contains(flavor)) return this;
        throw mismatch("a build with " + flavor, wanted + " built with one of " + String.join(", ", flavors));
    }

    private UserError mismatch(String found, String wanted) {
        return new UserError("the PyTorch in " + libraries + " does not fit the bridge of this toolkit: expected "
                + wanted + ", got " + found + "; install that version, or unset " + VARIABLE
                + " for the libraries of the build");
    }
}
