package io.dxmi.trained;

import static io.dxmi.samplers.UserError.parameter;

import io.dxmi.build.Models;
import io.dxmi.gcd.energy.Energy;
import io.dxmi.gcd.energy.EnergyFunction;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.engine.Weights;
import io.dxmi.samplers.sample.Chain;
import io.dxmi.samplers.sample.MapSampler;
import io.dxmi.samplers.sample.Sampler;
import io.dxmi.samplers.tensor.Safetensors;
import io.dxmi.samplers.tensor.WriteLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Writes a sampler and an energy for use without this toolkit. */
public final class NetworkExport {

    private final Models models;
    private final Weights sampler;
    private final Weights energy;

    NetworkExport(Models models, Weights sampler, Weights energy) {
        this.models = models;
        this.sampler = sampler;
        this.energy = energy;
    }

    /**
     * Writes the sampler, all steps, or the map of a transport, and the energy as TorchScript.
     *
     * @return the files by what they hold
     * @throws UserError if the folder is a file or another process writes it
     * @throws io.dxmi.samplers.WriteFailed if the disk is full or fails
     */
    public Map<String, Path> torchScript(Path folder) {
        return writing(folder, () -> {
            Map<String, Path> files = new LinkedHashMap<>();
            files.put(Sampler.NETWORK, folder.resolve("sampler.pt"));
            files.put(Energy.NETWORK, folder.resolve("energy.pt"));
            Path file = files.get(Sampler.NETWORK);
            if (models.trained() instanceof MapSampler map) map.export(file, sampler);
            else Chain.export(file, models.sampler(), sampler);
            EnergyFunction.export(files.get(Energy.NETWORK), models.energy(), energy);
            return files;
        });
    }

    /**
     * Writes the weights of both networks under their own names.
     *
     * @return the files by what they hold
     * @throws UserError if the folder is a file or another process writes it
     * @throws io.dxmi.samplers.WriteFailed if the disk is full or fails
     */
    public Map<String, Path> safetensors(Path folder) {
        return writing(folder, () -> {
            Map<String, Path> files = new LinkedHashMap<>();
            for (Weights weights : List.of(sampler, energy)) {
                Path file = folder.resolve(weights.name() + ".safetensors");
                new Safetensors(weights.toHost()).write(file);
                files.put(weights.name(), file);
            }
            return files;
        });
    }

    /** Requires that networks can be exported there. @throws UserError if it is a file */
    public static void requireFolder(Path folder) {
        if (Files.isRegularFile(folder)) {
            throw new UserError(parameter("out") + " " + folder + " is a file; expected a folder");
        }
    }

    private static Map<String, Path> writing(Path folder, Supplier<Map<String, Path>> write) {
        requireFolder(folder);
        return WriteLock.folder(folder).during(write);
    }
}
