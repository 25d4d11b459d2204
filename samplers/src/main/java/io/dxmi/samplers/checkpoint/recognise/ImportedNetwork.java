package io.dxmi.samplers.checkpoint.recognise;

import static io.dxmi.samplers.UserError.parameter;

import io.dxmi.samplers.UserError;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.tensor.HostTensor;
import io.dxmi.samplers.tensor.SafetensorsWriter;
import io.dxmi.samplers.tensor.TensorChecksum;
import io.dxmi.samplers.tensor.TensorFile;
import io.dxmi.samplers.tensor.WriteLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A network found in a checkpoint, every parameter matched with a tensor of its shape.
 *
 * @param part where in the file it lies: keys joined by slashes, then a prefix of names; empty for the file itself
 * @param names the tensor in the file for each parameter, and for each of {@link #extras}
 * @param extras tensors that belong to a sampler or a layer's own bookkeeping rather than to the network's parameters
 * @param unused full names of tensors that lie around the network and are not read: buffers, schedule tables
 * @param others where other networks of the file lie
 */
public record ImportedNetwork(
        TensorFile file,
        String part,
        Recognised network,
        Map<String, String> names,
        List<String> extras,
        List<String> unused,
        List<String> others) {

    /** Start of the names of notes that tell how a network was trained. */
    public static final String SCHEDULER = "scheduler/";

    /** Names in one message. */
    private static final int SHOWN = 5;

    /**
     * Finds the one network of a file.
     *
     * @param part which of several to take, by the end or the start of its place; null for the only one, or the one with
     *     averaged weights where all are of one kind
     * @throws UserError if there is none, more than one, or one whose tensors do not match its kind, by name and shape
     */
    public static ImportedNetwork of(TensorFile file, String part) {
        List<Candidate> all = Candidate.all(file);
        List<Candidate> asked = all.stream().filter(c -> c.isAt(part)).toList();
        if (asked.isEmpty()) {
            if (all.isEmpty()) throw unknown(file, StateDict.of(file));
            throw new UserError(
                    file.path() + ": " + parameter("part") + " must be one of " + places(all) + ", got " + part);
        }
        Candidate chosen = asked.size() == 1 ? asked.get(0) : averaged(file, asked);
        List<Candidate> others = new ArrayList<>(all);
        others.remove(chosen);
        return chosen.match(file, places(others));
    }

    /** The network of a file as {@link #of}, or nothing if the file holds none of a known kind. */
    public static Optional<ImportedNetwork> find(TensorFile file) {
        return Candidate.all(file).isEmpty() ? Optional.empty() : Optional.of(of(file, null));
    }

    /** Of the weights of one kind of network, the running averages. */
    private static Candidate averaged(TensorFile file, List<Candidate> candidates) {
        List<Candidate> averaged =
                candidates.stream().filter(Candidate::isAveraged).toList();
        boolean oneKind = candidates.stream().map(Candidate::layout).distinct().count() == 1;
        if (averaged.size() == 1 && oneKind) return averaged.get(0);
        throw new UserError(file.path() + ": holds more than one network; write one of them into a file of"
                + " its own with 'dxmi import', which takes as " + parameter("part") + " one of " + places(candidates));
    }

    private static List<String> places(List<Candidate> candidates) {
        return candidates.stream().map(c -> c.dict().part()).toList();
    }

    private static UserError unknown(TensorFile file, List<StateDict> dicts) {
        String known = Layouts.ALL.stream().map(Layout::architecture).distinct().collect(Collectors.joining(", "));
        List<String> first = dicts.stream()
                .flatMap(d -> d.names().values().stream())
                .limit(SHOWN)
                .toList();
        String found = first.isEmpty()
                ? file.entries().isEmpty() ? "no tensors" : "only the state of an optimiser"
                : first.stream().allMatch(name -> name.contains("shadow_params/"))
                        ? "averaged weights without names (shadow_params); save the network's state_dict beside them"
                        : "tensors such as " + first;
        return new UserError(file.path() + ": expected a network of a known kind (" + known + "), found " + found);
    }

    /**
     * What the file tells of the diffusion, under names that begin with {@link #SCHEDULER}: its notes, what EDM puts around the
     * network, or tables beside it.
     */
    public Map<String, String> diffusion() {
        Map<String, String> told = new LinkedHashMap<>();
        file.notes().forEach((key, value) -> {
            if (key.startsWith(SCHEDULER)) told.put(key, value);
        });
        if (told.isEmpty()) told.putAll(denoiser());
        return told.isEmpty() ? DiffusionTables.notes(file, unused) : told;
    }

    /** The class of EDM's module around the network, and the deviation of the data that it was made for. */
    private Map<String, String> denoiser() {
        String around = part.substring(0, part.lastIndexOf('/') + 1);
        String name = file.notes().getOrDefault(around + "class_name", "");
        if (!name.endsWith("Precond")) return Map.of();
        Map<String, String> told = new LinkedHashMap<>();
        told.put(SCHEDULER + "_class_name", name);
        told.put(SCHEDULER + "sigma_data", file.notes().getOrDefault(around + "sigma_data", "not told"));
        return told;
    }

    /** Number of scalars in the parameters. */
    public long size() {
        return network.parameters().stream().mapToLong(Parameter::size).sum();
    }

    /** The values of a parameter or of one of {@link #extras}. */
    public HostTensor read(String name) {
        String full = names.get(name);
        if (full == null) throw new IllegalArgumentException("no parameter " + name);
        HostTensor tensor = file.read(full);
        return new HostTensor(tensor.dtype(), shape(name), tensor.data());
    }

    /** A linear layer of a file may be a convolution of one pixel here. */
    private long[] shape(String name) {
        return network.parameters().stream()
                .filter(p -> p.name().equals(name))
                .map(Parameter::shape)
                .findFirst()
                .orElseGet(() -> file.entries().get(names.get(name)).shape());
    }

    /**
     * Writes all of it under the network's own names, one tensor at a time.
     *
     * @param safetensors a new file
     * @throws UserError if it exists, is being written by another process, or cannot be written
     */
    public void write(Path safetensors) {
        requireNew(safetensors);
        WriteLock.name(safetensors).during(() -> {
            writeTensors(safetensors);
            return safetensors;
        });
    }

    /** Requires that nothing has this name. @throws UserError if the file exists */
    public static void requireNew(Path safetensors) {
        if (Files.exists(safetensors)) {
            throw new UserError(parameter("out") + " " + safetensors + " exists; expected a new file");
        }
    }

    private void writeTensors(Path safetensors) {
        Map<String, TensorFile.Entry> entries = new LinkedHashMap<>();
        names.forEach((name, full) ->
                entries.put(name, new TensorFile.Entry(file.entries().get(full).dtype(), shape(name))));
        Map<String, String> metadata = new LinkedHashMap<>(diffusion());
        metadata.put("architecture", network.architecture());
        network.settings().forEach((key, value) -> metadata.put(key, value.toString()));
        new SafetensorsWriter(entries, TensorChecksum.added(metadata, entries.keySet(), this::read))
                .write(safetensors, this::read);
    }
}
