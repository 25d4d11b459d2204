package io.dxmi.samplers.engine;

import ai.djl.engine.Engine;
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

    private Natives() {}

    /** One start per process. */
    private static final class Started {
        static final Engine PYTORCH = start();
    }

    /**
     * The engine, started by the first call. Cut libraries in the cache are replaced, leftovers of dead extractions
     * removed, and both are said in the log.
     */
    public static Engine engine() {
        return Started.PYTORCH;
    }

    private static Engine start() {
        Optional<NativeCache> cache = NativeCache.find();
        if (cache.isEmpty()) return Engine.getEngine(ENGINE);
        int removed = cache.get().clean();
        if (removed > 0)
            LOG.warn(
                    "removed {} unfinished extractions of native libraries in {}",
                    removed,
                    cache.get().folder());
        boolean whole = Files.isDirectory(cache.get().current())
                && cache.get().wrongSize().isEmpty();
        return whole ? Engine.getEngine(ENGINE) : extract(cache.get());
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
            throw new UncheckedIOException("cannot write " + lock + "; DJL_CACHE_DIR names another folder", e);
        }
    }

    private static void replace(NativeCache cache, String damage) {
        LOG.warn("the native libraries in {} are damaged ({}) and are extracted again", cache.current(), damage);
        cache.remove();
    }
}
