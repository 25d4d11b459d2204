package io.dxmi.trained;

import static io.dxmi.samplers.UserError.parameter;

import io.dxmi.Versions;
import io.dxmi.build.Models;
import io.dxmi.gcd.energy.Energy;
import io.dxmi.gcd.energy.EnergyFunction;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.engine.Weights;
import io.dxmi.samplers.onnx.OnnxGraph;
import io.dxmi.samplers.onnx.OnnxOps;
import io.dxmi.samplers.sample.Chain;
import io.dxmi.samplers.sample.MapSampler;
import io.dxmi.samplers.sample.OnnxSampler;
import io.dxmi.samplers.sample.Sampler;
import io.dxmi.samplers.tensor.AtomicFiles;
import io.dxmi.samplers.tensor.HostTensor;
import io.dxmi.samplers.tensor.Protobuf;
import io.dxmi.samplers.tensor.Safetensors;
import io.dxmi.samplers.tensor.TensorChecksum;
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
    private final Sampler drawn;
    private final Weights sampler;
    private final Weights energy;

    /** @param drawn what draws the run's samples with the weights */
    NetworkExport(Models models, Sampler drawn, Weights sampler, Weights energy) {
        this.models = models;
        this.drawn = drawn;
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
            if (drawn instanceof MapSampler map) map.export(file, sampler);
            else Chain.export(file, drawn, sampler);
            EnergyFunction.export(files.get(Energy.NETWORK), models.energy(), energy);
            return files;
        });
    }

    /**
     * Writes the sampler, all steps ({@link OnnxSampler}; one step if there are more than {@value OnnxSampler#MOST_STEPS}), or the map of a
     * transport, and the energy as ONNX.
     *
     * @param notes on the run, which both files repeat
     * @return the files by what they hold
     * @throws UserError if the folder is a file, another process writes it, or the format cannot hold a network; nothing is
     *     written then
     * @throws io.dxmi.samplers.WriteFailed if the disk is full or fails
     */
    public Map<String, Path> onnx(Path folder, Map<String, String> notes) {
        return writing(folder, () -> {
            Map<String, Path> files = new LinkedHashMap<>();
            Map<Path, Protobuf> contents = new LinkedHashMap<>();
            graphs().forEach((what, graph) -> {
                Path file = folder.resolve(what + ".onnx");
                notes.forEach(graph::note);
                contents.put(file, graph.model(file, Versions.CURRENT.toolkit()));
                files.put(what, file);
            });
            contents.forEach((file, content) -> AtomicFiles.write(file, content::writeTo));
            return files;
        });
    }

    private Map<String, OnnxGraph> graphs() {
        Map<String, OnnxGraph> graphs = new LinkedHashMap<>();
        try {
            if (drawn instanceof MapSampler map) graphs.put(Sampler.NETWORK, OnnxSampler.map(map, sampler));
            else if (drawn.steps() > OnnxSampler.MOST_STEPS) graphs.put("step", OnnxSampler.step(drawn, sampler));
            else graphs.put(Sampler.NETWORK, OnnxSampler.of(drawn, sampler));
            graphs.put(Energy.NETWORK, EnergyFunction.onnx(models.energy(), energy, drawn.sampleShape()));
        } catch (OnnxOps.NotInOnnx e) {
            throw new UserError(
                    "this run cannot be exported: " + e.getMessage() + "; expected another " + parameter("format"), e);
        }
        return graphs;
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
                Map<String, HostTensor> values = weights.toHost();
                new Safetensors(values, TensorChecksum.added(Map.of(), values.keySet(), values::get)).write(file);
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
