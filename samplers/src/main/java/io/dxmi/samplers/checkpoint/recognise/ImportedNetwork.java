package io.dxmi.samplers.checkpoint.recognise;

import static io.dxmi.samplers.UserError.parameter;

import io.dxmi.samplers.UserError;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.tensor.HostTensor;
import io.dxmi.samplers.tensor.SafetensorsWriter;
import io.dxmi.samplers.tensor.TensorFile;
import io.dxmi.samplers.tensor.WriteLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A network found in a checkpoint, every parameter matched with a tensor of its shape.
 *
 * @param part where in the file it lies, empty for the file itself
 * @param names the tensor in the file for each parameter, and for each of {@link #extras}
 * @param extras tensors that belong to a sampler or a layer's own bookkeeping rather than to the network's parameters
 */
public record ImportedNetwork(
        TensorFile file, String part, Recognised network, Map<String, String> names, List<String> extras) {

    /** Names in one message. */
    private static final int SHOWN = 5;

    /** What DxMI's sampler keeps beside its network: the log standard deviations of its T steps, and a constant. */
    private static final Set<String> SAMPLER = Set.of("log_betas", "std", "betas");

    /**
     * Finds the one network of a file.
     *
     * @param part which dictionary of the file to take, or null for the only one that holds a known network
     * @throws UserError if there is none, more than one, or one whose tensors do not match its kind, by name and shape
     */
    public static ImportedNetwork of(TensorFile file, String part) {
        List<StateDict> dicts = StateDict.of(file);
        if (part != null) {
            List<String> parts = dicts.stream().map(StateDict::part).toList();
            dicts = dicts.stream().filter(d -> d.part().equals(part)).toList();
            if (dicts.isEmpty())
                throw new UserError(
                        file.path() + ": " + parameter("part") + " must be one of " + parts + ", got " + part);
        }
        List<Candidate> candidates = new ArrayList<>();
        for (StateDict dict : dicts) Candidate.of(file, dict).ifPresent(candidates::add);
        if (candidates.isEmpty()) throw unknown(file, dicts);
        if (candidates.size() > 1) {
            throw new UserError(file.path() + ": holds more than one network; choose with " + parameter("part")
                    + ", one of " + candidates.stream().map(c -> c.dict.part()).toList());
        }
        return candidates.get(0).match(file);
    }

    private static UserError unknown(TensorFile file, List<StateDict> dicts) {
        String known = Layout.ALL.stream().map(Layout::architecture).collect(Collectors.joining(", "));
        List<String> first = dicts.stream()
                .flatMap(d -> d.names().keySet().stream())
                .limit(SHOWN)
                .toList();
        return new UserError(file.path() + ": expected a network of a known kind (" + known + "), found "
                + (first.isEmpty() ? "no tensors" : "tensors such as " + first));
    }

    /** A state dict that resembles a kind. */
    private record Candidate(StateDict dict, Layout layout) {

        static Optional<Candidate> of(TensorFile file, StateDict whole) {
            for (StateDict dict : whole.unwrappings()) {
                Shapes shapes = dict.shapes(file);
                for (Layout layout : Layout.ALL) {
                    if (layout.resembles(shapes)) return Optional.of(new Candidate(dict, layout));
                }
            }
            return Optional.empty();
        }

        ImportedNetwork match(TensorFile file) {
            Recognised network;
            try {
                network = layout.recognise(dict.shapes(file), file.notes());
            } catch (IllegalArgumentException | ArithmeticException e) {
                throw new UserError(
                        file.path() + ": resembles a " + layout.architecture() + ", but " + e.getMessage(), e);
            }
            Map<String, String> names = new LinkedHashMap<>();
            List<String> wrong = new ArrayList<>();
            Map<String, String> rest = new LinkedHashMap<>(dict.names());
            for (Parameter parameter : network.parameters()) {
                String full = rest.remove(parameter.name());
                String needed = parameter.name() + " " + Arrays.toString(parameter.shape());
                if (full == null) {
                    wrong.add("lacks " + needed);
                } else if (!Arrays.equals(file.entries().get(full).shape(), parameter.shape())) {
                    wrong.add("has " + needed + " as "
                            + Arrays.toString(file.entries().get(full).shape()));
                }
                names.put(parameter.name(), full);
            }
            Set<String> extras = new TreeSet<>();
            rest.forEach((name, full) -> {
                if (isExtra(name)) extras.add(name);
                else
                    wrong.add("has " + name + " "
                            + Arrays.toString(file.entries().get(full).shape()) + " too much");
            });
            if (!wrong.isEmpty()) throw mismatch(file, network, wrong);
            extras.forEach(name -> names.put(name, rest.get(name)));
            return new ImportedNetwork(file, dict.part(), network, names, List.copyOf(extras));
        }

        /** Power iteration keeps vectors that the spectral norm here needs not. */
        private static boolean isExtra(String name) {
            return SAMPLER.contains(name) || name.endsWith(".weight_u") || name.endsWith(".weight_v");
        }

        private static UserError mismatch(TensorFile file, Recognised network, List<String> wrong) {
            String rest = wrong.size() > SHOWN ? ", and " + (wrong.size() - SHOWN) + " more" : "";
            return new UserError(file.path() + ": is no " + network.architecture() + " " + network.settings() + ": it "
                    + String.join(", ", wrong.subList(0, Math.min(SHOWN, wrong.size()))) + rest);
        }
    }

    /** Number of scalars in the parameters. */
    public long size() {
        return network.parameters().stream().mapToLong(Parameter::size).sum();
    }

    /** The values of a parameter or of one of {@link #extras}. */
    public HostTensor read(String name) {
        String full = names.get(name);
        if (full == null) throw new IllegalArgumentException("no parameter " + name);
        return file.read(full);
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
        names.forEach((name, full) -> entries.put(name, file.entries().get(full)));
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("architecture", network.architecture());
        network.settings().forEach((key, value) -> metadata.put(key, value.toString()));
        new SafetensorsWriter(entries, metadata).write(safetensors, this::read);
    }
}
