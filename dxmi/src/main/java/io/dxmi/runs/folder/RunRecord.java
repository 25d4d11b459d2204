package io.dxmi.runs.folder;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dxmi.Json;
import io.dxmi.Versions;
import io.dxmi.runs.checkpoint.Sealed;
import io.dxmi.samplers.Bounds;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.engine.GpuMath;
import io.dxmi.samplers.engine.Precision;
import io.dxmi.samplers.tensor.AtomicFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What ran: run.json is the record of the process that began the run, with those that continued it under {@code resumed}.
 *
 * @param command the command line
 * @param commit of the toolkit's own clone, with "-dirty" if files differ; empty if it is no clone
 * @param threads of the engine
 */
public record RunRecord(
        List<String> command,
        Instant started,
        long seed,
        String device,
        int threads,
        Versions versions,
        String commit,
        String java,
        String system) {

    /** This process. */
    public static RunRecord now(List<String> command, long seed, String device) {
        return new RunRecord(
                command,
                Instant.now(),
                seed,
                device,
                engineThreads(),
                Versions.CURRENT,
                Clone.commit(),
                System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"),
                System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                        + System.getProperty("os.arch"));
    }

    private static int engineThreads() {
        String set = System.getenv("OMP_NUM_THREADS");
        return set != null && set.matches("[1-9]\\d{0,3}")
                ? Integer.parseInt(set)
                : Runtime.getRuntime().availableProcessors();
    }

    private Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("command", command);
        map.put("started", started.toString());
        map.put("seed", seed);
        map.put("device", device);
        map.put("precision", Precision.inUse().toString());
        if (!device.equals("cpu")) map.put("autotune", GpuMath.inUse().autotune());
        map.put("threads", threads);
        map.put("toolkit", versions.toolkit());
        if (!commit.isEmpty()) map.put("commit", commit);
        map.put("djl", versions.djl());
        map.put("pytorch", versions.pytorch());
        map.put("java", java);
        map.put("system", system);
        return map;
    }

    /** The text of a new run.json beside the config.yaml in a folder. */
    String json(Path run) {
        return Sealed.page((ObjectNode) Json.tree(toMap()), run);
    }

    /** Adds this process to those that worked on the run before. */
    void appendTo(Path file) {
        try {
            ObjectNode first = (ObjectNode) Json.parse(Bounds.record(file));
            if (!Sealed.isWhole(first, file.getParent())) throw new UserError(file + ": is damaged, or of another run");
            first.withArrayProperty("resumed").add(Json.tree(toMap()));
            AtomicFiles.write(file, Sealed.page(first, file.getParent()));
        } catch (JsonProcessingException | ClassCastException | UnsupportedOperationException e) {
            throw new UserError("expected a JSON object with a list 'resumed' in " + file, e);
        } catch (IOException e) {
            throw new UserError("cannot read " + file, e);
        }
    }
}
