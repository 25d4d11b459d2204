package io.dxmi.samplers.engine;

import ai.djl.engine.Engine;
import ai.djl.util.Utils;
import io.dxmi.samplers.UserError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts PyTorch with native libraries that are whole: an extraction can be cut by a kill, a full disk or a power failure. */
public final class Natives {

    private static final Logger LOG = LoggerFactory.getLogger("dxmi");
    private static final String ENGINE = "PyTorch";
    private static final String FLAVOR = "PYTORCH_FLAVOR";

    private Natives() {}

    private static Engine started;

    /**
     * The engine, started by the first call. Cut libraries in the cache are replaced, leftovers of dead extractions
     * removed, and both are logged.
     *
     * @throws UserError if libraries have to be extracted, and the cache cannot be written; or if an installed PyTorch is named
     *     that does not fit
     */
    public static synchronized Engine engine() {
        if (started == null) started = start();
        return started;
    }

    /** Whether {@link #engine} was called before. */
    static synchronized boolean isStarted() {
        return started != null;
    }

    private static Engine start() {
        Optional<NativeCache> cache = NativeCache.find();
        InstalledTorch.find().ifPresent(Natives::choose);
        if (cache.isEmpty()) return Engine.getEngine(ENGINE);
        clean(cache.get());
        boolean whole = Files.isDirectory(cache.get().current())
                && cache.get().wrongSize().isEmpty();
        return whole ? Engine.getEngine(ENGINE) : extract(cache.get());
    }

    /** DJL guesses the build from the GPUs that it sees, and then looks for a bridge that no jar has. */
    private static void choose(InstalledTorch torch) {
        if (Utils.getEnvOrSystemProperty(FLAVOR) == null) System.setProperty(FLAVOR, torch.flavor());
    }

    private static void clean(NativeCache cache) {
        try {
            int removed = cache.clean();
            if (removed > 0) {
                LOG.warn("removed {} unfinished extractions of native libraries in {}", removed, cache.folder());
            }
        } catch (UncheckedIOException e) {
            // Leftovers only take room; the cache may belong to another user, and 'doctor' shows them.
        }
    }

    /** One process at a time replaces and extracts; the others wait and find the result. */
    private static Engine extract(NativeCache cache) {
        Path lock = cache.folder().resolve(".dxmi.lock");
        try {
            Files.createDirectories(cache.folder());
            try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                channel.lock(); // until the channel is closed
                cache.wrongSize().ifPresent(damage -> replace(cache, damage));
                return Engine.getEngine(ENGINE);
            }
        } catch (IOException e) {
            throw new UserError(
                    "cannot write " + lock + ": " + e.getMessage()
                            + "; the native libraries are extracted there, and DJL_CACHE_DIR names another folder",
                    e);
        }
    }

    private static void replace(NativeCache cache, String damage) {
        LOG.warn("the native libraries in {} are damaged ({}) and are extracted again", cache.current(), damage);
        cache.remove();
    }
}
